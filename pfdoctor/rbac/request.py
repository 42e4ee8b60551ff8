"""The question: may this principal do this action on this scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pfdoctor.model.arm_id import ArmId

AttributeValue = str | int | bool | tuple[str | int | bool, ...]
"""What an attribute holds; `()` says that the attribute is known not to exist."""

SUB_OPERATION = "SubOperation"
"""The key in `Request.attributes` of the suboperation, such as `Blob.List`."""

_CASE_SENSITIVE = "<$key_case_sensitive$>"


class Plane(StrEnum):
    """Management of resources, or the data inside them; a right on one is no right on the other.

    https://learn.microsoft.com/azure/role-based-access-control/role-definitions#control-and-data-actions
    """

    CONTROL = "control"
    DATA = "data"


def attribute_key(name: str) -> str:
    """An attribute's name as it is compared: without regard to case and a leading `@`, but for a tag's key.

    https://learn.microsoft.com/azure/role-based-access-control/conditions-format#attributes
    """
    name = name.strip().lstrip("@")
    if _CASE_SENSITIVE not in name:
        return name.lower()
    path, _, tag = name.partition(":")
    return f"{path.lower()}:{tag}"


@dataclass(frozen=True, slots=True)
class Request:
    """`principal_id` and `groups` are object ids in any case; `groups` are transitive, None if they are not known.

    `groups_complete` is False if the principal may be in other groups too, as when only those that hold a role are
    known: a deny assignment may name one that holds none.

    `attributes` are for conditions, as `@Resource[Microsoft.Storage/storageAccounts:name]` -> value. One that is
    absent is not known at the time of the check.
    """

    principal_id: str
    action: str
    scope: ArmId
    plane: Plane = Plane.CONTROL
    groups: frozenset[str] | None = None
    attributes: Mapping[str, AttributeValue] | None = None
    groups_complete: bool = True

    @property
    def knows_groups(self) -> bool:
        """True if whoever is not in `groups` is no group of the principal's."""
        return self.groups is not None and self.groups_complete

    def __post_init__(self) -> None:
        object.__setattr__(self, "principal_id", self.principal_id.strip().lower())
        if self.groups:
            object.__setattr__(self, "groups", frozenset([group.strip().lower() for group in self.groups]))
        if self.attributes is not None:
            known = {attribute_key(name): value for name, value in self.attributes.items()}
            object.__setattr__(self, "attributes", known)
