"""May this principal write, or delete, this very role assignment. (R16)

Who may assign roles is often limited by a condition to some roles, some principals or some types of principal.
https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
"""

from __future__ import annotations

from pfdoctor.model.arm_id import ArmId
from pfdoctor.rbac.request import AttributeValue, Plane, Request

WRITE = "Microsoft.Authorization/roleAssignments/write"
DELETE = "Microsoft.Authorization/roleAssignments/delete"
_PREFIX = "Microsoft.Authorization/roleAssignments"


def planned(role_guid: str, principal_id: str, principal_type: str, source: str) -> dict[str, AttributeValue]:
    """The attributes of a planned assignment: `source` is Request when it is written, Resource when it is deleted."""
    return {
        f"@{source}[{_PREFIX}:RoleDefinitionId]": role_guid,
        f"@{source}[{_PREFIX}:PrincipalId]": principal_id,
        f"@{source}[{_PREFIX}:PrincipalType]": principal_type,
    }


def writing(
    caller: str, groups: frozenset[str] | None, scope: ArmId, role_guid: str, principal_id: str, principal_type: str
) -> Request:
    """The question whether `caller` may assign the role to the principal at the scope."""
    attributes = planned(role_guid, principal_id, principal_type, "Request")
    return Request(caller, WRITE, scope, Plane.CONTROL, groups, attributes)


def deleting(
    caller: str, groups: frozenset[str] | None, scope: ArmId, role_guid: str, principal_id: str, principal_type: str
) -> Request:
    """The question whether `caller` may take that assignment away."""
    attributes = planned(role_guid, principal_id, principal_type, "Resource")
    return Request(caller, DELETE, scope, Plane.CONTROL, groups, attributes)
