"""What a role that is to be granted allows beyond what it is granted for."""

from __future__ import annotations

from pfdoctor.facts.facts import Facts
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.finding import Fix
from pfdoctor.rbac.recommend import recommend
from pfdoctor.rbac.request import Plane, Request


def excess(fix: Fix, facts: Facts) -> tuple[str, ...]:
    """The patterns of actions; () where the role could not be read, or it is not told what it is for."""
    scope = ArmId(fix.scope)
    try:
        role = facts.role(fix.role_id, scope)
    except (Missing, Unreadable):
        return ()
    plane = Plane.DATA if fix.data else Plane.CONTROL
    missing = [Request(fix.principal_id, action, scope, plane) for action in fix.actions]
    found = recommend(missing, [role], fix.role_id) if missing else None
    return found.excess if found else ()
