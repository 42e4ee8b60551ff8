"""Which Azure: the endpoints of the public and national clouds, and of any other that describes itself.

https://learn.microsoft.com/azure/developer/identity/national-clouds
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from configparser import ConfigParser, Error
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pfdoctor.model.errors import CannotStart
from pfdoctor.model.hosts import host_of


@dataclass(frozen=True, slots=True)
class Cloud:
    """`resource_manager` and `authority` are URLs without a trailing slash."""

    name: str
    resource_manager: str
    authority: str
    microsoft: bool = True

    @property
    def scope(self) -> str:
        """What a token for Azure Resource Manager is asked for."""
        return f"{self.resource_manager}/.default"


PUBLIC = Cloud("AzureCloud", "https://management.azure.com", "https://login.microsoftonline.com")
CLOUDS = (
    PUBLIC,
    Cloud("AzureUSGovernment", "https://management.usgovcloudapi.net", "https://login.microsoftonline.us"),
    Cloud("AzureChinaCloud", "https://management.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
)


def named(name: str) -> Cloud | None:
    return next((cloud for cloud in CLOUDS if cloud.name.lower() == name.lower()), None)


def current(environment: Mapping[str, str] = os.environ) -> Cloud:
    """The cloud the user works in: ARM_CLOUD_METADATA_URL > AZURE_AUTHORITY_HOST > the cloud `az` is set to > public.

    Raises CannotStart if a metadata document is named and cannot be read, or certificates that are not there.
    """
    _certificates(environment)
    authority = environment.get("AZURE_AUTHORITY_HOST", "").strip()
    if url := environment.get("ARM_CLOUD_METADATA_URL", "").strip():
        return described(_fetch(url), url, authority)
    if authority:
        host = host_of(authority)
        known = next((cloud for cloud in CLOUDS if host_of(cloud.authority) == host), None)
        return known or Cloud("custom", PUBLIC.resource_manager, _base(authority), microsoft=False)
    return named(_cloud_of_az(environment)) or PUBLIC


def _certificates(environment: Mapping[str, str]) -> None:
    """Raises CannotStart where every request would fail, for what it is to trust is not there.

    https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification
    """
    name = next((one for one in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE") if environment.get(one)), "")
    if name and not os.path.exists(environment[name]):
        raise CannotStart(f"{name} names {environment[name]}, which is not there; correct the variable, or unset it.")


def described(document: Any, url: str, authority: str = "") -> Cloud:
    """The cloud of a metadata document: one object (2022-09-01), or a list (2019-05-01), of which the one at `url`.

    Raises CannotStart if it names no resource manager or no login endpoint.
    """
    entries = document if isinstance(document, list) else [document]
    entries = [entry for entry in entries if isinstance(entry, dict) and isinstance(entry.get("resourceManager"), str)]
    here = [entry for entry in entries if host_of(entry["resourceManager"]) == host_of(url)]
    for entry in here or entries[:1]:
        login = authority or (entry.get("authentication") or {}).get("loginEndpoint")
        if isinstance(login, str) and login:
            resource_manager = _base(entry["resourceManager"])
            known = next((cloud for cloud in CLOUDS if cloud.resource_manager == resource_manager), None)
            return known or Cloud(str(entry.get("name") or "custom"), resource_manager, _base(login), microsoft=False)
    raise CannotStart(f"{url} does not describe a cloud with resourceManager and authentication.loginEndpoint.")


def _base(url: str) -> str:
    url = url.strip().rstrip("/")
    return url if "://" in url else f"https://{url}"


def _fetch(url: str) -> Any:
    import requests

    try:
        answer = requests.get(url, timeout=15)
        answer.raise_for_status()
        return answer.json()
    except (requests.RequestException, json.JSONDecodeError) as error:
        raise CannotStart(
            f"The cloud's description could not be read from ARM_CLOUD_METADATA_URL={url} ({type(error).__name__})."
        ) from error


def _cloud_of_az(environment: Mapping[str, str]) -> str:
    folder = environment.get("AZURE_CONFIG_DIR") or str(Path.home() / ".azure")
    parser = ConfigParser(interpolation=None)
    try:
        parser.read(Path(folder) / "config", encoding="utf-8-sig")
    except (Error, OSError, UnicodeDecodeError):
        return ""
    return parser.get("cloud", "name", fallback="")
