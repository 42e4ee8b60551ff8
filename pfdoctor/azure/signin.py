"""Signing in: one credential around whichever the user has, asked once however many threads want a token."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from textwrap import shorten
from typing import Any

from azure.core.credentials import AccessToken, TokenCredential
from azure.core.exceptions import ClientAuthenticationError

from pfdoctor.azure.cloud import Cloud
from pfdoctor.model.errors import CannotStart

_REFRESH_BEFORE = 300
"""Seconds before its expiry at which a token is replaced."""


def _default(cloud: Cloud) -> TokenCredential:
    from azure.identity import DefaultAzureCredential

    return DefaultAzureCredential(authority=cloud.authority, disable_instance_discovery=not cloud.microsoft)


def _environment(cloud: Cloud) -> TokenCredential:
    from azure.identity import EnvironmentCredential

    return EnvironmentCredential(authority=cloud.authority, disable_instance_discovery=not cloud.microsoft)


def _cli(_: Cloud) -> TokenCredential:
    from azure.identity import AzureCliCredential

    return AzureCliCredential()


def _powershell(_: Cloud) -> TokenCredential:
    from azure.identity import AzurePowerShellCredential

    return AzurePowerShellCredential()


def _developer_cli(_: Cloud) -> TokenCredential:
    from azure.identity import AzureDeveloperCliCredential

    return AzureDeveloperCliCredential()


def _managed_identity(_: Cloud) -> TokenCredential:
    import os

    from azure.identity import ManagedIdentityCredential

    return ManagedIdentityCredential(client_id=os.environ.get("AZURE_CLIENT_ID"))


def _workload_identity(cloud: Cloud) -> TokenCredential:
    from azure.identity import WorkloadIdentityCredential

    return WorkloadIdentityCredential(authority=cloud.authority, disable_instance_discovery=not cloud.microsoft)


def _browser(cloud: Cloud) -> TokenCredential:
    from azure.identity import InteractiveBrowserCredential

    return InteractiveBrowserCredential(authority=cloud.authority, disable_instance_discovery=not cloud.microsoft)


def _device_code(cloud: Cloud) -> TokenCredential:
    from azure.identity import DeviceCodeCredential

    return DeviceCodeCredential(authority=cloud.authority, disable_instance_discovery=not cloud.microsoft)


METHODS: dict[str, Callable[[Cloud], TokenCredential]] = {
    "default": _default,
    "environment": _environment,
    "cli": _cli,
    "powershell": _powershell,
    "azd": _developer_cli,
    "managed-identity": _managed_identity,
    "workload-identity": _workload_identity,
    "browser": _browser,
    "device-code": _device_code,
}


def sign_in(method: str | None, cloud: Cloud) -> SharedCredential:
    """The credential that `--auth METHOD` names; azure-identity's own chain if none is named.

    Raises CannotStart for a name that does not exist. Nothing is asked of anyone yet.
    """
    name = known(method)
    return SharedCredential(lambda: METHODS[name](cloud), name)


def known(method: str | None) -> str:
    """The method's name, `default` for None. Raises CannotStart for a name that does not exist."""
    name = method or "default"
    if name not in METHODS:
        raise CannotStart(f"There is no sign-in method {name!r}; --auth takes one of {', '.join(METHODS)}.")
    return name


class SharedCredential:
    """Wraps a credential for many threads: one token for each scope and tenant, and one failure for all.

    Without it, sixteen threads that start together begin ten `az` processes.
    """

    def __init__(self, make: Callable[[], TokenCredential], method: str = "default") -> None:
        self._make = make
        self._method = method
        self._inner: TokenCredential | None = None
        self._lock = threading.Lock()
        self._tokens: dict[tuple[object, ...], AccessToken] = {}
        self._failure: str | None = None

    def get_token(
        self,
        *scopes: str,
        claims: str | None = None,
        tenant_id: str | None = None,
        enable_cae: bool = False,
        **options: Any,
    ) -> AccessToken:
        """A token for the scopes. Raises CannotStart if signing in fails, now or earlier."""
        key = (scopes, tenant_id, enable_cae)
        with self._lock:
            if self._failure:
                raise CannotStart(self._failure)
            token = self._tokens.get(key)
            if token and not claims and token.expires_on - time.time() > _REFRESH_BEFORE:
                return token
            try:
                if self._inner is None:
                    self._inner = self._make()
                token = self._inner.get_token(
                    *scopes, claims=claims, tenant_id=tenant_id, enable_cae=enable_cae, **options
                )
            except (ClientAuthenticationError, ValueError) as error:
                self._failure = self._sentence(error)
                raise CannotStart(self._failure) from error
            self._tokens[key] = token
            return token

    def _sentence(self, error: Exception) -> str:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        if self._method == "default":
            # The chain tells of everything it tried; what Entra refused is what the user meant to sign in with.
            lines = [line for line in lines if "AADSTS" in line]
        said = shorten(lines[0], 300, placeholder=" ...") if lines else "no credential was accepted"
        return f"Not signed in to Azure ({said}); run `az login`, or choose another way with --auth."


class FixedCredential:
    """For worlds that are not Azure: a token that names its principal and never leaves the process."""

    def __init__(self, principal_id: str = "") -> None:
        self._token = AccessToken(f"lab:{principal_id}", 2**40)

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        return self._token
