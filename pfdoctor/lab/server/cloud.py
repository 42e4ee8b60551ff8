"""What the lab tells about itself as a cloud, before anybody has signed in.

https://learn.microsoft.com/azure-stack/user/azure-stack-version-profiles-azurecli2
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pfdoctor.model.exchange import Ask, Reply

NAME = "PfdoctorLab"
_PATH = "/metadata/endpoints"
_LISTS = ("2018-01-01", "2022-01-01")
"""The api-versions from and up to which the answer is a list of clouds; else it is this one cloud."""


def cloud(ask: Ask, url: str) -> Reply | None:
    """The cloud metadata, if that is what was asked for. `url` is the lab's, without a trailing slash."""
    if ask.path.lower() != _PATH:
        return None
    described = _described(url)
    first, last = _LISTS
    return Reply(200, [described] if first <= ask.api_version < last else described)


def _described(url: str) -> dict[str, Any]:
    """Every service that the lab does not play is the lab too, so that no client asks the real one instead."""
    return {
        "name": NAME,
        "portal": f"{url}/",
        "resourceManager": f"{url}/",
        "authentication": {
            "loginEndpoint": url,
            "audiences": [url, f"{url}/"],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "graph": f"{url}/",
        "graphAudience": f"{url}/",
        "microsoftGraphResourceId": f"{url}/",
        "activeDirectoryDataLake": f"{url}/",
        "appInsightsResourceId": f"{url}/",
        "batch": f"{url}/",
        "gallery": f"{url}/",
        "logAnalyticsResourceId": f"{url}/",
        "media": f"{url}/",
        "sqlManagement": f"{url}/",
        "vmImageAliasDoc": f"{url}/",
        "suffixes": {
            "acrLoginServer": "azurecr.io",
            "keyVaultDns": "vault.azure.net",
            "sqlServerHostname": "database.windows.net",
            "storage": "core.windows.net",
        },
    }


def audiences(url: str) -> frozenset[str]:
    """What a token for Azure Resource Manager may be for: the lab, or the public cloud, as a client may not be told."""
    public = ("https://management.azure.com", "https://management.core.windows.net")
    return frozenset((url, *public))


def host(url: str) -> str:
    return urlsplit(url).netloc
