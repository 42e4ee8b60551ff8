"""What a principal holds: each role assignment that reaches it, with the role, or what is missing to tell."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.need import Need
from pfdoctor.model.role import RoleAssignment, RoleDefinition
from pfdoctor.rbac.explain import definition_need
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.principal import holds, member_need
from pfdoctor.rbac.request import Request
from pfdoctor.rbac.scope import words


@dataclass(frozen=True, slots=True)
class Holding:
    """`group` is the object id of the group that holds it, "" if the principal does itself.

    `role` is None if it could not be read. `needs` are empty if it is certain that the principal holds this role.
    """

    assignment: RoleAssignment
    role: RoleDefinition | None
    group: str = ""
    needs: tuple[Need, ...] = ()

    @property
    def where(self) -> str:
        """The scope as a person calls it."""
        return words(self.assignment.scope)


def holdings(principal_id: str, groups: frozenset[str] | None, policy: Policy) -> tuple[Holding, ...]:
    """The assignments of the policy that reach the principal, or may do so, at whatever scope. (R3, R4)"""
    request = Request(principal_id, "", ArmId("/"), groups=groups)
    found = []
    for one in sorted(policy.candidates(request), key=lambda one: one.id.key):
        own = one.principal_id.lower() == request.principal_id
        role = policy.definitions.get(one.role_guid)
        needs = () if role else (definition_need(one, policy),)
        if not holds(one.principal_id, one.principal_type, request):
            needs = (*needs, member_need(one.principal_id, request.principal_id))
        found.append(Holding(one, role, "" if own else one.principal_id, needs))
    return tuple(found)
