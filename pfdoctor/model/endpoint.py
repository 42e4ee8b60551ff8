"""An online endpoint and its identity.

https://learn.microsoft.com/rest/api/azureml/online-endpoints/get
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Resource
from pfdoctor.model.errors import Unreadable

_IDENTITIES = {"systemassigned", "userassigned"}


@dataclass(frozen=True, slots=True)
class Identity:
    """A managed identity of an endpoint. `id` is the endpoint's own for the system-assigned one.

    `principal_id` is what roles are assigned to, `client_id` (user-assigned only) what code selects it by.
    """

    id: ArmId
    kind: str
    principal_id: str
    client_id: str = ""

    @property
    def user_assigned(self) -> bool:
        return self.kind == "user-assigned"

    @property
    def name(self) -> str:
        return self.id.name


@dataclass(frozen=True, slots=True)
class Endpoint(Resource):
    @property
    def kind(self) -> str:
        """managed or kubernetes, by what the service says; managed where it says nothing."""
        if (self.document.text("kind") or "").lower() in ("kubernetes", "k8s", "azuremlcompute"):
            return "kubernetes"
        return "kubernetes" if self.document.text("properties.compute") else "managed"

    @property
    def identity_type(self) -> frozenset[str]:
        """The kinds in use: systemassigned, userassigned, or nothing. Raises Unreadable if the answer tells another."""
        written = self.document.text("identity.type") or ""
        if not written and self.document.mapping("identity"):
            raise Unreadable(self.document.need(f"endpoint {self.name} does not tell the type of its identity"))
        kinds = frozenset(part.strip().lower() for part in written.split(",")) - {"none", ""}
        if not kinds <= _IDENTITIES:
            raise Unreadable(self.document.need(f"the identity type {written!r} of {self.name} is not understood"))
        return kinds

    @property
    def user_assigned_ids(self) -> tuple[ArmId, ...]:
        """Raises Unreadable if there are some and the answer does not name them."""
        if "userassigned" not in self.identity_type:
            return ()
        named = self.document.mapping("identity.userAssignedIdentities")
        if not named:
            raise Unreadable(self.document.need(f"endpoint {self.name} does not name its user-assigned identities"))
        return tuple(ArmId(text) for text in sorted(named))

    def attached(self, id: ArmId) -> Identity:
        """A user-assigned identity as it was when it was attached; "" for an id that the answer does not tell."""
        bag = self.document.mapping("identity.userAssignedIdentities")
        told = next((value for name, value in bag.items() if ArmId(name) == id), None)
        told = told if isinstance(told, Mapping) else {}
        ids = [told.get(name) or "" for name in ("principalId", "clientId")]
        if not all(isinstance(one, str) for one in ids):
            raise Unreadable(self.document.need(f"the ids of {id.name} at {self.name} are not understood"))
        principal, client = (one.lower() for one in ids)
        return Identity(id, "user-assigned", principal, client)

    @property
    def system_assigned(self) -> Identity | None:
        """Raises Unreadable if there is one and its principal is not told."""
        if "systemassigned" not in self.identity_type:
            return None
        principal = self.document.text("identity.principalId")
        if not principal:
            raise Unreadable(self.document.need(f"endpoint {self.name} does not tell its identity's principal"))
        return Identity(self.id, "system-assigned", principal.lower())

    @property
    def provisioning_state(self) -> str | None:
        return self.document.text("properties.provisioningState")

    @property
    def created_at(self) -> datetime | None:
        return self.document.moment("systemData.createdAt")

    @property
    def public_network_access(self) -> bool:
        return (self.document.text("properties.publicNetworkAccess", "2022-02-01") or "Enabled").lower() != "disabled"

    @property
    def traffic(self) -> Mapping[str, int]:
        """Percent of live requests by deployment name."""
        return self._percentages("properties.traffic")

    @property
    def enforces_secret_access(self) -> bool:
        """True if the endpoint was created with `enforce_access_to_default_secret_stores` enabled.

        The property bag is free-form: some clients write the boolean, most the text `enabled`.
        """
        bag = self.document.mapping("properties.properties")
        written = next((v for k, v in bag.items() if k.lower() == "enforce_access_to_default_secret_stores"), None)
        return str(written).lower() in ("enabled", "true")

    def _percentages(self, path: str) -> Mapping[str, int]:
        found = self.document.mapping(path)
        if not all(isinstance(percent, int) for percent in found.values()):
            raise Unreadable(self.document.need(f"{path} of {self.name} is not understood"))
        return found
