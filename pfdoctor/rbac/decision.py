"""What one role says about one action, conditions aside."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.role import Permission
from pfdoctor.rbac.patterns import grants, removes
from pfdoctor.rbac.request import Plane


@dataclass(frozen=True, slots=True)
class RoleDecision:
    """`blocks` are those that allow the action, each under its own condition if it has one.

    `removed`: only NotActions keep a block from allowing it. `other_plane`: a data action was asked for, and the
    role allows that name among its control actions only.
    """

    blocks: tuple[Permission, ...] = ()
    removed: bool = False
    other_plane: bool = False

    @property
    def grants(self) -> bool:
        return bool(self.blocks)


def decide(permissions: tuple[Permission, ...], action: str, plane: Plane) -> RoleDecision:
    """Blocks add up, and each takes out only what it allows itself. (R6, R7)

    https://learn.microsoft.com/azure/role-based-access-control/role-definitions#notactions
    """
    found = tuple(block for block in permissions if grants(block, action, plane))
    if found:
        return RoleDecision(found)
    return RoleDecision(
        removed=any(removes(block, action, plane) for block in permissions),
        other_plane=any(grants(block, action, Plane.CONTROL) for block in permissions),
    )
