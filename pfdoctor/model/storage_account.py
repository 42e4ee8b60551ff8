"""A storage account: keys, network rules, namespace.

https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties
"""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Resource
from pfdoctor.model.hosts import open_to_public


@dataclass(frozen=True, slots=True)
class StorageAccount(Resource):
    @property
    def public_network_access(self) -> bool:
        return open_to_public(self.document.text("properties.publicNetworkAccess", "2021-06-01"))

    @property
    def default_action(self) -> str:
        return (self.document.text("properties.networkAcls.defaultAction") or "Allow").lower()

    @property
    def bypass(self) -> frozenset[str]:
        written = self.document.text("properties.networkAcls.bypass") or ""
        return frozenset(part.strip().lower() for part in written.split(",") if part.strip())

    @property
    def resource_access_rules(self) -> tuple[ArmId, ...]:
        """Resources let through the firewall by id; a wildcard may stand for a segment."""
        rules = self.document.items("properties.networkAcls.resourceAccessRules")
        return tuple(ArmId(str(rule.get("resourceId"))) for rule in rules if rule.get("resourceId"))
