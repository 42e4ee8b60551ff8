"""What the signed-in caller may do, from the permissions that Azure computed for it at a scope.

https://learn.microsoft.com/rest/api/authorization/permissions/list-for-resource
"""

from __future__ import annotations

from collections.abc import Mapping

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.role import Permission
from pfdoctor.rbac.conditions.judge import met
from pfdoctor.rbac.logic import Kleene, some
from pfdoctor.rbac.patterns import grants
from pfdoctor.rbac.request import AttributeValue, Plane, Request


def caller_may(
    action: str,
    permissions: tuple[Permission, ...],
    plane: Plane = Plane.CONTROL,
    attributes: Mapping[str, AttributeValue] | None = None,
    scope: ArmId | None = None,
) -> Kleene:
    """True if a block allows the action; None if only blocks do whose condition cannot be decided.

    `attributes` and `scope` are what the planned request would hold, for the conditions. The answer does not say
    which deny assignments or locks there are: a True is no promise against those.
    """
    request = Request("", action, scope or ArmId("/"), plane, frozenset(), attributes)
    return some(met(block, request).value for block in permissions if grants(block, action, plane))
