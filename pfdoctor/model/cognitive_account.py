"""An Azure OpenAI or other AI services account.

https://learn.microsoft.com/rest/api/aiservices/accountmanagement/accounts/get
"""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.document import Resource
from pfdoctor.model.hosts import host_of, open_to_public


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
    def local_auth_disabled(self) -> bool:
        return bool(self.document.flag("properties.disableLocalAuth", "2021-04-30"))

    @property
    def public_network_access(self) -> bool:
        return open_to_public(self.document.text("properties.publicNetworkAccess", "2021-04-30"))

    @property
    def default_action(self) -> str:
        return (self.document.text("properties.networkAcls.defaultAction") or "Allow").lower()
