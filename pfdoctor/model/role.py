"""Role assignments, role definitions and deny assignments, as Azure answers them.

https://learn.microsoft.com/azure/role-based-access-control/role-definitions
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.conditional_roles import CONDITIONAL_ROLES, CONDITIONS_SINCE
from pfdoctor.model.document import Document
from pfdoctor.model.errors import Unreadable

EVERYONE = "00000000-0000-0000-0000-000000000000"
"""The principal id by which a deny assignment means every principal.
https://learn.microsoft.com/azure/role-based-access-control/deny-assignments"""


@dataclass(frozen=True, slots=True)
class Permission:
    """One block of a role: it allows actions minus not_actions, and likewise for data; other blocks add to it.

    `conditions_shown` is False for an answer of an api-version that leaves conditions out without a word.
    """

    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()
    condition: str | None = None
    condition_version: str | None = None
    conditions_shown: bool = field(default=True, compare=False)

    @classmethod
    def from_arm(cls, item: Mapping[str, Any], document: Document) -> Permission:
        """Raises Unreadable if a list of actions is not a list of texts."""
        block = _part(item, document)

        def texts(name: str) -> tuple[str, ...]:
            found = block.value(name)
            if found is None:
                return ()
            if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
                raise Unreadable(document.need(f"{name} of {document.source} is not a list of actions"))
            return tuple(found)

        return cls(
            actions=texts("actions"),
            not_actions=texts("notActions"),
            data_actions=texts("dataActions"),
            not_data_actions=texts("notDataActions"),
            condition=block.text("condition") or None,
            condition_version=block.text("conditionVersion") or None,
            conditions_shown=document.api_version[:10] >= CONDITIONS_SINCE[:10],
        )


@dataclass(frozen=True, slots=True)
class RoleDefinition:
    """A role. `guid` alone identifies it: the same role has an id under every subscription, and one under none."""

    id: ArmId
    role_name: str
    permissions: tuple[Permission, ...]
    is_custom: bool = False

    @property
    def guid(self) -> str:
        return self.id.name.lower()

    @classmethod
    def from_arm(cls, document: Document) -> RoleDefinition:
        """Raises Unreadable if the answer holds no permissions, which every role has, or is too old to show all."""
        blocks = document.items("properties.permissions")
        if not blocks:
            raise Unreadable(document.need(f"{document.source} holds no permissions"))
        permissions = tuple(Permission.from_arm(block, document) for block in blocks)
        if (
            ArmId(document.source).name.lower() in CONDITIONAL_ROLES
            and document.api_version[:10] < CONDITIONS_SINCE[:10]
        ):
            reason = f"a condition of {document.source} is shown by {CONDITIONS_SINCE} or newer only"
            raise Unreadable(document.need(reason))
        return cls(
            id=ArmId(document.source),
            role_name=document.text("properties.roleName") or ArmId(document.source).name,
            permissions=permissions,
            is_custom=(document.text("properties.type") or "").lower() == "customrole",
        )


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """Who was given which role where. `created_on` is when, in UTC, `created_by` the object id of who did so."""

    id: ArmId
    scope: ArmId
    principal_id: str
    principal_type: str
    role_definition_id: ArmId
    condition: str | None = None
    condition_version: str | None = None
    created_on: datetime | None = None
    created_by: str = ""

    @property
    def role_guid(self) -> str:
        return self.role_definition_id.key.rpartition("/")[2]

    @classmethod
    def from_arm(cls, document: Document) -> RoleAssignment:
        """Raises Unreadable if scope, principal or role is not named."""
        scope, principal, role = (
            (document.text(f"properties.{name}") or "").strip() for name in ("scope", "principalId", "roleDefinitionId")
        )
        if not scope or not principal or not role:
            raise Unreadable(document.need(f"{document.source} does not name its scope, principal and role"))
        return cls(
            id=ArmId(document.source),
            scope=ArmId(scope),
            principal_id=principal.lower(),
            principal_type=document.text("properties.principalType") or "",
            role_definition_id=ArmId(role),
            condition=document.text("properties.condition") or None,
            condition_version=document.text("properties.conditionVersion") or None,
            created_on=document.moment("properties.createdOn"),
            created_by=str(document.value("properties.createdBy") or "").lower(),
        )


@dataclass(frozen=True, slots=True)
class DenyPrincipal:
    """Whom a deny assignment names. `type` as Azure writes it: User, Group, ServicePrincipal, SystemDefined, ...

    "" where Azure does not say, as it may not: then the id may be that of a group.
    """

    id: str
    type: str = ""

    @property
    def everyone(self) -> bool:
        return self.id == EVERYONE

    @classmethod
    def from_arm(cls, item: Mapping[str, Any], document: Document) -> DenyPrincipal:
        """Raises Unreadable if there is no id: it may be anyone's."""
        named = _part(item, document)
        id_ = (named.text("id") or "").strip()
        if not id_:
            raise Unreadable(document.need(f"{document.source} names a principal without an id"))
        return cls(id_.lower(), named.text("type") or "")


@dataclass(frozen=True, slots=True)
class DenyAssignment:
    """What is forbidden to whom where, before any role counts.

    https://learn.microsoft.com/azure/role-based-access-control/deny-assignments
    """

    id: ArmId
    name: str
    scope: ArmId
    permissions: tuple[Permission, ...]
    principals: tuple[DenyPrincipal, ...]
    exclude_principals: tuple[DenyPrincipal, ...] = ()
    only_at_scope: bool = False
    condition: str | None = None
    condition_version: str | None = None

    @classmethod
    def from_arm(cls, document: Document) -> DenyAssignment:
        """Raises Unreadable if scope, principals or permissions are not named, of which each has some."""
        scope = (document.text("properties.scope") or "").strip()
        blocks = document.items("properties.permissions")
        if not scope or not blocks or not document.items("properties.principals"):
            raise Unreadable(document.need(f"{document.source} does not name its scope, principals and permissions"))

        def named(path: str) -> tuple[DenyPrincipal, ...]:
            return tuple(DenyPrincipal.from_arm(item, document) for item in document.items(path))

        return cls(
            id=ArmId(document.source),
            name=document.text("properties.denyAssignmentName") or ArmId(document.source).name,
            scope=ArmId(scope),
            permissions=tuple(Permission.from_arm(block, document) for block in blocks),
            principals=named("properties.principals"),
            exclude_principals=named("properties.excludePrincipals"),
            only_at_scope=bool(document.flag("properties.doNotApplyToChildScopes")),
            condition=document.text("properties.condition") or None,
            condition_version=document.text("properties.conditionVersion") or None,
        )


def _part(item: Mapping[str, Any], document: Document) -> Document:
    return Document(document.source, item, document.request, document.api_version, document.action)
