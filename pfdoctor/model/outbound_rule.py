"""A rule of a managed network for what may leave it.

https://learn.microsoft.com/rest/api/azureml/managed-network-settings-rule/list
"""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Resource
from pfdoctor.model.errors import Unreadable


@dataclass(frozen=True, slots=True)
class OutboundRule(Resource):
    @property
    def kind(self) -> str:
        """fqdn, privateendpoint or servicetag."""
        return (self.document.text("properties.type") or "").lower()

    @property
    def active(self) -> bool:
        """Raises Unreadable if the answer does not tell, which Azure always does."""
        status = self.document.text("properties.status")
        if not status:
            raise Unreadable(self.document.need(f"rule {self.name} does not tell its status"))
        return status.lower() == "active"

    @property
    def category(self) -> str:
        return (self.document.text("properties.category") or "").lower()

    @property
    def private_endpoint_to(self) -> ArmId | None:
        if self.kind != "privateendpoint":
            return None
        return self.document.arm_id("properties.destination.serviceResourceId")

    @property
    def subresource(self) -> str:
        if self.kind != "privateendpoint":
            return ""
        return (self.document.text("properties.destination.subresourceTarget") or "").lower()

    @property
    def fqdn(self) -> str:
        return (self.document.text("properties.destination") or "").lower() if self.kind == "fqdn" else ""

    @property
    def service_tag(self) -> str:
        if self.kind != "servicetag":
            return ""
        return (self.document.text("properties.destination.serviceTag") or "").lower()
