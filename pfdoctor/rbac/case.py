"""One request weighed against all that is known: what grants it, what denies it."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.rbac.deny import WeighedDeny, weigh_deny
from pfdoctor.rbac.logic import Kleene, some
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Request
from pfdoctor.rbac.scope import applies
from pfdoctor.rbac.weigh import Weighed, weigh


@dataclass(frozen=True, slots=True)
class Case:
    """`held` are the assignments that the principal holds, or may hold, at the scope or above: the nearest first."""

    request: Request
    policy: Policy
    held: tuple[Weighed, ...]
    denies: tuple[WeighedDeny, ...]

    @property
    def granted(self) -> Kleene:
        """Does a role allow it. Lists that were not read may hold one that does. (R5, R8)"""
        return some([one.verdict for one in self.held] + [None] * bool(self.policy.unread))

    @property
    def denied(self) -> Kleene:
        """Does a deny assignment block it. Lists that were not read may hold one that does. (R9)"""
        return some([one.verdict for one in self.denies] + [None] * bool(self.policy.unread_denies))


def consider(request: Request, policy: Policy) -> Case:
    def nearest(one: Weighed) -> tuple[bool, int, str]:
        scope = one.assignment.scope
        depth = len(scope.parts) if scope.subscription else 0
        # The id comes last, so that the order in which Azure lists assignments does not matter.
        return one.assignment.principal_id.lower() != request.principal_id, -depth, one.assignment.id.key

    return Case(
        request=request,
        policy=policy,
        held=tuple(
            sorted(
                (
                    weigh(one, request, policy)
                    for one in policy.candidates(request)
                    if applies(one.scope, request.scope, policy.ancestors) is not False
                ),
                key=nearest,
            )
        ),
        denies=tuple(weigh_deny(one, request, policy) for one in sorted(policy.denies, key=lambda one: one.id.key)),
    )
