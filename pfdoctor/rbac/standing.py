"""How an assignment stands to a principal and a scope, whatever the action."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.role import RoleAssignment
from pfdoctor.rbac.logic import Kleene
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.principal import holds
from pfdoctor.rbac.request import Request
from pfdoctor.rbac.scope import applies, words


@dataclass(frozen=True, slots=True)
class Standing:
    """`here`: does it apply at the scope (R2); `held`: does the principal hold it (R3, R4).

    `guid`, `role` (its name) and `role_id` are the role's, `name` says the role and where it was given.
    """

    assignment: RoleAssignment
    here: Kleene
    held: Kleene
    guid: str
    role: str
    role_id: str
    name: str


def stand(assignment: RoleAssignment, request: Request, policy: Policy) -> Standing:
    guid = assignment.role_guid
    definition = policy.definitions.get(guid)
    role = definition.role_name if definition else f"role {guid}"
    return Standing(
        assignment=assignment,
        here=applies(assignment.scope, request.scope, policy.ancestors),
        held=holds(assignment.principal_id, assignment.principal_type, request),
        guid=guid,
        role=role,
        role_id=str(definition.id if definition else assignment.role_definition_id),
        name=f"{role} at {words(assignment.scope)}",
    )


def standings(request: Request, policy: Policy) -> tuple[Standing, ...]:
    """Of all that the principal holds or may hold, its own first, then the nearest."""

    key = (request.principal_id, request.groups, request.groups_complete, request.scope.key)
    return policy.remembered(key, lambda: _find(request, policy))


def _find(request: Request, policy: Policy) -> tuple[Standing, ...]:
    def nearest(one: RoleAssignment) -> tuple[bool, int, str]:
        key = one.scope.key
        depth = key.count("/") if key.startswith("/subscriptions/") else 0
        # The id comes last, so that the order in which Azure lists assignments does not matter.
        return one.principal_id.lower() != request.principal_id, -depth, one.id.key

    return tuple(stand(one, request, policy) for one in sorted(policy.candidates(request), key=nearest))
