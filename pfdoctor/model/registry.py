"""A container registry, and how it lets an image be pulled.

https://learn.microsoft.com/rest/api/container-registry/registries/get
"""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.document import Resource
from pfdoctor.model.hosts import open_to_public


@dataclass(frozen=True, slots=True)
class Registry(Resource):
    @property
    def login_server(self) -> str:
        return (self.document.text("properties.loginServer") or "").lower()

    @property
    def sku(self) -> str:
        return (self.document.text("sku.name") or "").lower()

    @property
    def abac(self) -> bool:
        """True if repository permissions decide, and AcrPull, AcrPush, Reader and Owner do not.

        https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
        """
        mode = self.document.text("properties.roleAssignmentMode", "2025-05-01-preview")
        return (mode or "LegacyRegistryPermissions").lower() == "abacrepositorypermissions"

    @property
    def public_network_access(self) -> bool:
        return open_to_public(self.document.text("properties.publicNetworkAccess", "2021-06-01"))

    @property
    def default_action(self) -> str:
        """What the firewall does with an address it has no rule for: allow or deny."""
        return (self.document.text("properties.networkRuleSet.defaultAction") or "Allow").lower()

    @property
    def trusted_services_bypass(self) -> bool:
        bypass = self.document.text("properties.networkRuleBypassOptions", "2021-09-01")
        return (bypass or "AzureServices").lower() == "azureservices"

    @property
    def quarantine(self) -> bool:
        return (self.document.text("properties.policies.quarantinePolicy.status") or "disabled").lower() == "enabled"
