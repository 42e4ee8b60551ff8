"""The role assignments by which a principal holds a right."""

from __future__ import annotations

from pfdoctor.model.right import Right
from pfdoctor.model.role import RoleAssignment
from pfdoctor.model.ruling import Grant
from pfdoctor.rbac.case import consider
from pfdoctor.rbac.explain import role_name
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Plane, Request


def granting(
    right: Right, policy: Policy, principal_id: str, groups: frozenset[str] | None = frozenset(), *, maybe: bool = False
) -> tuple[RoleAssignment, ...]:
    """The assignments that allow an action of the right, the nearest first; with `maybe` also those that may do so."""
    plane = Plane.DATA if right.data else Plane.CONTROL
    found: dict[str, RoleAssignment] = {}
    for action in right.actions:
        request = Request(principal_id, action, right.scope, plane, groups, right.attributes, groups_complete=False)
        for one in consider(request, policy).held:
            if one.verdict or (maybe and one.verdict is None):
                found.setdefault(one.assignment.id.key, one.assignment)
    return tuple(found.values())


def grants_of(
    right: Right, policy: Policy, principal_id: str, groups: frozenset[str] | None = frozenset(), *, maybe: bool = False
) -> tuple[Grant, ...]:
    """The same, as a person is told of it."""
    found = granting(right, policy, principal_id, groups, maybe=maybe)
    return tuple(grant_of(one, policy, principal_id) for one in found)


def grant_of(assignment: RoleAssignment, policy: Policy, principal_id: str) -> Grant:
    own = assignment.principal_id.lower() == principal_id.lower()
    return Grant(
        id=str(assignment.id),
        role=role_name(assignment, policy),
        role_id=assignment.role_guid,
        scope=assignment.scope,
        group="" if own else assignment.principal_id,
        condition=assignment.condition or "",
        created_on=assignment.created_on,
        created_by=assignment.created_by,
    )
