"""An Azure OpenAI or other AI services account.

https://learn.microsoft.com/rest/api/aiservices/accountmanagement/accounts/get
"""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.document import Resource
from pfdoctor.model.hosts import host_of, open_to_public

_DOMAINS = ("openai", "cognitiveservices", "services.ai")
_CLOUDS = ("azure.com", "azure.us", "azure.cn")
_SUFFIXES = tuple(f".{domain}.{cloud}" for domain in _DOMAINS for cloud in _CLOUDS)


def subdomain_of(host: str) -> str:
    """The part of a host that names one account, as `contoso` in contoso.openai.azure.com; "" where none does.

    A region's host, as eastus.api.cognitive.microsoft.com, is shared by many accounts.
    https://learn.microsoft.com/azure/ai-services/cognitive-services-custom-subdomains
    """
    suffix = next((one for one in _SUFFIXES if host.endswith(one)), None)
    return host.removesuffix(suffix) if suffix else ""


@dataclass(frozen=True, slots=True)
class CognitiveAccount(Resource):
    @property
    def kind(self) -> str:
        return self.document.text("kind") or ""

    @property
    def host(self) -> str:
        """The host of the account's endpoint, in lower case."""
        return host_of(self.document.text("properties.endpoint") or "")

    @property
    def subdomain(self) -> str:
        """What its hosts begin with, in lower case; "" if it has none of its own, or the answer does not tell."""
        return (self.document.text("properties.customSubDomainName") or "").lower() or subdomain_of(self.host)

    @property
    def local_auth_disabled(self) -> bool:
        return bool(self.document.flag("properties.disableLocalAuth", "2021-04-30"))

    @property
    def public_network_access(self) -> bool:
        return open_to_public(self.document.text("properties.publicNetworkAccess", "2021-04-30"))

    @property
    def default_action(self) -> str:
        return (self.document.text("properties.networkAcls.defaultAction") or "Allow").lower()
