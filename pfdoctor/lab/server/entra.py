"""Signing in as with Microsoft Entra: discovery, and tokens for service principals. Any secret will do.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs
from uuid import uuid4

from pfdoctor.bundle.file import Bundle
from pfdoctor.lab.server.cloud import host
from pfdoctor.lab.server.logins import logins, tenant
from pfdoctor.lab.token import Token
from pfdoctor.model.exchange import Ask, Reply

LIFETIME = 3599
"""Seconds for which a token is good."""
_ANY = ("common", "organizations")
_PROOFS = ("client_secret", "client_assertion")


class Entra:
    """`clock` tells the seconds since 1970."""

    def __init__(self, bundle: Bundle, url: str, clock: Callable[[], float]) -> None:
        self._url = url
        self._clock = clock
        self._tenant = tenant(bundle)
        self._logins = {name: one for one in logins(bundle) for name in (one.object_id, one.client_id) if name}

    def __call__(self, ask: Ask) -> Reply | None:
        """None if the request is not about signing in."""
        match [part.lower() for part in ask.path.split("/") if part]:
            case [_, "discovery", "instance"]:
                return self._instance()
            case [directory, *version, ".well-known", "openid-configuration"] if version in ([], ["v2.0"]):
                return self._openid(directory, "".join(f"/{part}" for part in version))
            case [_, "discovery", *version, "keys"] if version in ([], ["v2.0"]):
                return Reply(200, {"keys": []})
            case [directory, "oauth2", *version, "token"] if version in ([], ["v2.0"]):
                return self._token(directory, ask)
        return None

    def _instance(self) -> Reply:
        here = host(self._url)
        known = {"preferred_network": here, "preferred_cache": here, "aliases": [here]}
        discovery = f"{self._url}/{self._tenant}/v2.0/.well-known/openid-configuration"
        return Reply(200, {"tenant_discovery_endpoint": discovery, "api-version": "1.1", "metadata": [known]})

    def _openid(self, directory: str, version: str) -> Reply:
        if directory not in (self._tenant, *_ANY):
            return self._no_tenant(directory)
        base = f"{self._url}/{directory}"
        return Reply(
            200,
            {
                "issuer": f"{self._url}/{self._tenant}{version}",
                "authorization_endpoint": f"{base}/oauth2{version}/authorize",
                "token_endpoint": f"{base}/oauth2{version}/token",
                "jwks_uri": f"{base}/discovery{version}/keys",
                "response_types_supported": ["token"],
                "subject_types_supported": ["pairwise"],
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            },
        )

    def _token(self, directory: str, ask: Ask) -> Reply:
        if ask.verb != "POST":
            return self._refusal("invalid_request", 900561, "The endpoint only accepts POST requests.")
        form = {name: values[0] for name, values in parse_qs((ask.body or b"").decode("utf-8", "replace")).items()}
        if directory != self._tenant:
            return self._no_tenant(directory)
        grant = form.get("grant_type", "")
        if not grant:
            return self._refusal("invalid_request", 900144, _LACKS.format("grant_type"))
        if grant != "client_credentials":
            refused = f"The app requested an unsupported grant type '{grant}'; the lab signs in service principals."
            return self._refusal("unsupported_grant_type", 70003, refused)
        audience = form.get("resource") or form.get("scope", "").removesuffix("/.default")
        if not audience:
            return self._refusal("invalid_request", 900144, _LACKS.format("scope"))
        if not any(form.get(name) for name in _PROOFS):
            needed = "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant."
            return self._refusal("invalid_client", 7000216, needed, status=401)
        who = self._logins.get(form.get("client_id", "").lower())
        if who is None:
            return self._refusal("unauthorized_client", 700016, _NO_APP.format(form.get("client_id", ""), directory))
        expires = int(self._clock()) + LIFETIME
        token = Token(who.object_id, who.client_id, self._tenant, audience, expires)
        times = {"expires_in": LIFETIME, "ext_expires_in": LIFETIME, "expires_on": str(expires)}
        return Reply(200, {"token_type": "Bearer", **times, "access_token": str(token)})

    def _no_tenant(self, directory: str) -> Reply:
        return self._refusal("invalid_request", 90002, _NO_TENANT.format(directory))

    def _refusal(self, error: str, number: int, message: str, status: int = 400) -> Reply:
        trace, now = str(uuid4()), datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        told = f"AADSTS{number}: {message} Trace ID: {trace} Correlation ID: {trace} Timestamp: {now}"
        body = {"error": error, "error_description": told, "error_codes": [number], "timestamp": now}
        return Reply(status, {**body, "trace_id": trace, "correlation_id": trace})


_LACKS = "The request body must contain the following parameter: '{}'."
_NO_APP = (
    "Application with identifier '{}' was not found in the directory '{}'. This can happen if the application has not "
    "been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent "
    "your authentication request to the wrong tenant."
)
_NO_TENANT = (
    "Tenant '{}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."
)
