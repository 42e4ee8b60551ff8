"""What one deny assignment means for one request.

https://learn.microsoft.com/azure/role-based-access-control/deny-assignments
"""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.role import DenyAssignment, Permission
from pfdoctor.rbac.conditions.judge import met
from pfdoctor.rbac.conditions.truth import Truth
from pfdoctor.rbac.logic import Kleene, every, negate, some
from pfdoctor.rbac.patterns import grants, removes
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.principal import named
from pfdoctor.rbac.request import Request
from pfdoctor.rbac.scope import applies


@dataclass(frozen=True, slots=True)
class WeighedDeny:
    """`here`: does it apply at the scope (R9, R11); `meant`: is the principal among those denied, `spared`: among
    those excluded (R10); `blocks` are those that name the action, with what their conditions say, and `condition` is
    the deny's own.

    `taken_out`: only NotActions keep a block from naming the action (R12).
    """

    deny: DenyAssignment
    here: Kleene
    meant: Kleene
    spared: Kleene
    blocks: tuple[tuple[Permission, Truth], ...]
    condition: Truth
    taken_out: bool

    @property
    def names_action(self) -> Kleene:
        return some(truth.value for _, truth in self.blocks)

    @property
    def verdict(self) -> Kleene:
        """True: the request is blocked."""
        return every((self.here, self.meant, negate(self.spared), self.names_action, self.condition.value))


def weigh_deny(deny: DenyAssignment, request: Request, policy: Policy) -> WeighedDeny:
    naming = [block for block in deny.permissions if grants(block, request.action, request.plane)]
    here = applies(deny.scope, request.scope, policy.ancestors)
    if deny.only_at_scope:
        here = deny.scope.key == request.scope.key
    return WeighedDeny(
        deny=deny,
        here=here,
        meant=any(one.everyone for one in deny.principals) or named(deny.principals, request),
        spared=named(deny.exclude_principals, request),
        blocks=tuple((block, met(block, request)) for block in naming),
        condition=met(deny, request),
        taken_out=any(removes(block, request.action, request.plane) for block in deny.permissions),
    )
