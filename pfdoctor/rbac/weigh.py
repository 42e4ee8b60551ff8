"""What one role assignment means for one request, facet by facet."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.role import Permission, RoleAssignment
from pfdoctor.rbac.conditions.judge import met
from pfdoctor.rbac.conditions.truth import Truth
from pfdoctor.rbac.decision import RoleDecision
from pfdoctor.rbac.logic import Kleene, every, some
from pfdoctor.rbac.request import Request
from pfdoctor.rbac.standing import Standing


@dataclass(frozen=True, slots=True)
class Weighed:
    """`decision` is the role's word on the action (R6, R7), None if the role could not be read.

    `inner` are the blocks that allow the action with what their conditions say, `condition` is the assignment's (R14).
    `granted`: does the role allow the action, the conditions in it included; `verdict`: does it all come together.
    """

    standing: Standing
    decision: RoleDecision | None
    inner: tuple[tuple[Permission, Truth], ...]
    condition: Truth
    granted: Kleene
    verdict: Kleene

    @property
    def assignment(self) -> RoleAssignment:
        return self.standing.assignment

    @property
    def here(self) -> Kleene:
        return self.standing.here

    @property
    def held(self) -> Kleene:
        return self.standing.held

    def blocks(self, value: Kleene) -> list[Permission]:
        """The blocks that allow the action whose condition has this value."""
        return [block for block, truth in self.inner if truth.value is value]


def weigh(standing: Standing, request: Request, decision: RoleDecision | None) -> Weighed:
    """Every facet of the assignment, also those behind a facet that already says no."""
    inner = tuple([(block, met(block, request)) for block in decision.blocks]) if decision else ()
    condition = met(standing.assignment, request)
    granted = some([truth.value for _, truth in inner]) if decision else None
    verdict = every((standing.here, standing.held, granted, condition.value))
    return Weighed(standing, decision, inner, condition, granted, verdict)
