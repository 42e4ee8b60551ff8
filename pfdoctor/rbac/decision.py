"""What one role says about one action, conditions aside."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.role import Permission
from pfdoctor.rbac.patterns import grants, removes
from pfdoctor.rbac.request import Plane


@dataclass(frozen=True, slots=True)
class RoleDecision:
    """`conditions` holds one entry for each block that allows the action: its condition, or None if it has none.

    `removed`: only NotActions keep a block from allowing it. `other_plane`: a data action was asked for, and the
    role allows that name among its control actions only.
    """

    conditions: tuple[str | None, ...] = ()
    removed: bool = False
    other_plane: bool = False

    @property
    def grants(self) -> bool:
        return bool(self.conditions)


def decide(permissions: tuple[Permission, ...], action: str, plane: Plane) -> RoleDecision:
    """Blocks add up, and each takes out only what it allows itself. (R6, R7)

    https://learn.microsoft.com/azure/role-based-access-control/role-definitions#notactions
    """
    found = tuple(block.condition for block in permissions if grants(block, action, plane))
    if found:
        return RoleDecision(tuple(dict.fromkeys(found)))
    return RoleDecision(
        removed=any(removes(block, action, plane) for block in permissions),
        other_plane=any(grants(block, action, Plane.CONTROL) for block in permissions),
    )
