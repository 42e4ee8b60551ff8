"""What one role says about one action, conditions aside."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.role import Permission
from pfdoctor.rbac.patterns import grants, stance
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
    def names_it(self) -> bool:
        """False if no pattern of the role stands for the action."""
        return bool(self.blocks) or self.removed or self.other_plane


_SILENT = RoleDecision()


def decide(permissions: tuple[Permission, ...], action: str, plane: Plane) -> RoleDecision:
    """Blocks add up, and each takes out only what it allows itself. (R6, R7)

    https://learn.microsoft.com/azure/role-based-access-control/role-definitions#notactions
    """
    found = [(block, stance(block, action, plane)) for block in permissions]
    allowing = tuple([block for block, allows in found if allows])
    if allowing:
        return RoleDecision(allowing)
    removed = any(allows is False for _, allows in found)
    other = plane is Plane.DATA and any(grants(block, action, Plane.CONTROL) for block in permissions)
    return RoleDecision((), removed, other) if removed or other else _SILENT
