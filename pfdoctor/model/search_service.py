"""A search service of Azure AI Search.

https://learn.microsoft.com/rest/api/searchmanagement/services/get
"""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.document import Resource
from pfdoctor.model.hosts import open_to_public

_SUFFIXES = (".search.windows.net", ".search.azure.us", ".search.azure.cn")


def service_name_of(host: str) -> str:
    """The name of the search service that a host belongs to; "" for any other host."""
    suffix = next((one for one in _SUFFIXES if host.endswith(one)), None)
    return host.removesuffix(suffix) if suffix else ""


@dataclass(frozen=True, slots=True)
class SearchService(Resource):
    @property
    def local_auth_disabled(self) -> bool:
        return bool(self.document.flag("properties.disableLocalAuth", "2022-09-01"))

    @property
    def accepts_entra_id(self) -> bool:
        """True if the service takes Entra tokens: keys are off, or both are allowed.

        https://learn.microsoft.com/azure/search/search-security-enable-roles
        """
        options = self.document.mapping("properties.authOptions", "2022-09-01") if not self.local_auth_disabled else {}
        return self.local_auth_disabled or "aadOrApiKey" in options

    @property
    def public_network_access(self) -> bool:
        return open_to_public(self.document.text("properties.publicNetworkAccess", "2020-08-01"))
