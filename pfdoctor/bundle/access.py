"""Lists of role assignments, role definitions and deny assignments: what holds at a scope, out of a broader list.

A list at a scope holds what is at, above and below it, so a subscription's list holds that of each of its resources.
https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pfdoctor.bundle.file import Directory
from pfdoctor.bundle.filters import Filter
from pfdoctor.model.arm_id import ArmId

Item = Mapping[str, Any]

AUTHORIZATION = "/providers/microsoft.authorization/"
ASSIGNED = {"roleassignments", "roleeligibilityscheduleinstances", "roleassignmentscheduleinstances"}
LISTS = ASSIGNED | {"denyassignments", "roledefinitions"}


def split_list(path: str) -> tuple[ArmId, str] | None:
    """The scope and the kind (lower case) of a list path like `<scope>/providers/Microsoft.Authorization/x`."""
    scope, found, kind = path.lower().rpartition(AUTHORIZATION)
    return (ArmId(path[: len(scope)]), kind) if found and kind in LISTS else None


def holds(kind: str, recorded: Filter, asked: Filter, same_scope: bool, world: Directory) -> bool:
    """True if everything that `asked` wants at a scope is in a list taken with `recorded` there or above."""
    if recorded == asked and (same_scope or not asked.at_scope):
        return not asked.as_target and (kind != "roledefinitions" or not asked.role_name)
    if asked.assigned_to and asked.principal_id:
        return False
    if recorded.as_target or asked.as_target or recorded.role_name or recorded.role_type:
        return False
    if recorded.at_scope and not (same_scope and asked.at_scope):
        return False
    if kind not in ASSIGNED:
        return not (asked.principal_id or asked.assigned_to or recorded.principal_id or recorded.assigned_to)
    if recorded.principal_id:
        return recorded.principal_id == asked.principal_id and not asked.assigned_to
    if recorded.assigned_to:
        return recorded.assigned_to in (asked.assigned_to, asked.principal_id)
    return not asked.assigned_to or identities(asked.assigned_to, world) is not None


def identities(principal: str, world: Directory) -> frozenset[str] | None:
    """The principal and its groups, None if the bundle does not know them."""
    known = world.principal(principal)
    return None if known is None or known.groups is None else frozenset((known.object_id, *known.groups))


def select(kind: str, items: Iterable[Item], scope: ArmId, asked: Filter, who: frozenset[str] | None) -> list[Item]:
    """The items that a list at `scope` holds under the filter. `who` stands for `assigned_to`, None for whoever."""
    return [item for item in items if _near(item, kind, scope, asked.at_scope) and _meets(item, asked, who)]


def scopes_of(item: Item, kind: str) -> list[ArmId]:
    """Where an item applies; for a role definition, where it may be assigned."""
    properties = _properties(item)
    if kind == "roledefinitions":
        found = properties.get("assignableScopes")
        return [ArmId(str(scope)) for scope in found] if isinstance(found, list) and found else [ArmId("/")]
    scope = properties.get("scope")
    if isinstance(scope, str) and scope:
        return [ArmId(scope)]
    text = str(item.get("id") or "")
    return [ArmId(text[: max(text.lower().rfind(AUTHORIZATION), 0)])]


def _near(item: Item, kind: str, scope: ArmId, at_scope: bool) -> bool:
    return any(
        scope.within(held) or not held.subscription or (not at_scope and held.within(scope))
        for held in scopes_of(item, kind)
    )


def _meets(item: Item, asked: Filter, who: frozenset[str] | None) -> bool:
    properties = _properties(item)
    principal = str(properties.get("principalId") or "").lower()
    return (
        (not asked.principal_id or principal == asked.principal_id)
        and (not asked.assigned_to or who is None or principal in who)
        and (not asked.role_name or str(properties.get("roleName") or "").lower() == asked.role_name)
        and (not asked.role_type or str(properties.get("type") or "").lower() == asked.role_type)
    )


def _properties(item: Item) -> Item:
    found = item.get("properties")
    return found if isinstance(found, Mapping) else {}
