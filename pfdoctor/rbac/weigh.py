"""What one role assignment means for one request, facet by facet."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.role import RoleAssignment
from pfdoctor.rbac.conditions.judge import met
from pfdoctor.rbac.conditions.truth import Truth
from pfdoctor.rbac.decision import RoleDecision
from pfdoctor.rbac.logic import Kleene, every, some
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.principal import holds
from pfdoctor.rbac.request import Request
from pfdoctor.rbac.scope import applies


@dataclass(frozen=True, slots=True)
class Weighed:
    """`here`: does it apply at the scope (R2); `held`: does the principal hold it (R3, R4).

    `decision` is the role's word on the action (R6, R7), None if the role could not be read; `role_conditions` are
    the conditions of the blocks that allow the action, `condition` is the assignment's own (R14).
    """

    assignment: RoleAssignment
    here: Kleene
    held: Kleene
    decision: RoleDecision | None
    role_conditions: tuple[Truth, ...]
    condition: Truth

    @property
    def granted(self) -> Kleene:
        """Does the role allow the action, the conditions in it included."""
        if self.decision is None:
            return None
        return some(one.value for one in self.role_conditions)

    @property
    def verdict(self) -> Kleene:
        return every((self.here, self.held, self.granted, self.condition.value))


def weigh(assignment: RoleAssignment, request: Request, policy: Policy) -> Weighed:
    """Every facet of the assignment, also those behind a facet that already says no."""
    decision = policy.decision(assignment.role_guid, request.action, request.plane)
    return Weighed(
        assignment=assignment,
        here=applies(assignment.scope, request.scope, policy.ancestors),
        held=holds(assignment.principal_id, assignment.principal_type, request),
        decision=decision,
        role_conditions=tuple(met(block, request) for block in decision.blocks) if decision else (),
        condition=met(assignment, request),
    )
