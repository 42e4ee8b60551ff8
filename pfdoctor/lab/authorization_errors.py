"""Refusals in the words of Microsoft.Authorization.

https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
"""

from __future__ import annotations

from pfdoctor.lab.errors import error
from pfdoctor.lab.gate import Judgement
from pfdoctor.lab.principals import Who
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Reply

_FILTERS = {
    "roledefinitions": "'roleName eq '{value}'' or 'type eq 'BuiltInRole|CustomRole''",
    "denyassignments": "'atScope()' or 'denyAssignmentName eq '{value}''",
}
_ASSIGNMENT_FILTERS = "'atScope()' or 'principalId eq '{value}' or assignedTo('{value}')'"


def forbidden(who: Who, action: str, scope: ArmId, judged: Judgement) -> Reply:
    client = f"The client '{who.client_id or who.object_id}' with object id '{who.object_id}'"
    deny = judged.denied_by
    if deny is not None:
        message = (
            f"{client} has permission to perform action '{action}' on scope '{scope}'; however, the access is denied "
            f"because of the deny assignment with name '{deny.name}' and Id '{deny.id.name}' at scope '{deny.scope}'."
        )
        return error(403, "DenyAssignmentAuthorizationFailed", message)
    want = "authorization or an ABAC condition not fulfilled" if judged.by_condition else "authorization"
    message = (
        f"{client} does not have {want} to perform action '{action}' over scope '{scope}' or the scope is invalid. "
        "If access was recently granted, please refresh your credentials."
    )
    return error(403, "AuthorizationFailed", message)


def no_role(guid: str) -> Reply:
    message = f"The specified role definition with ID '{guid}' does not exist."
    return error(404, "RoleDefinitionDoesNotExist", message)


def no_assignment(name: str) -> Reply:
    return error(404, "RoleAssignmentNotFound", f"The role assignment '{name}' is not found.")


def bad_filter(kind: str, text: str) -> Reply:
    supported = _FILTERS.get(kind, _ASSIGNMENT_FILTERS)
    return error(
        400, "UnsupportedQuery", f"The filter '{text}' is not supported. Supported filters are either {supported}."
    )


def bad_format() -> Reply:
    return error(400, "BadRequestFormat", "The request was incorrectly formatted.")


def bad_assignment_name(name: str) -> Reply:
    message = f"The role assignment ID '{name}' is not valid. The role assignment ID must be a GUID."
    return error(400, "InvalidRoleAssignmentId", message)


def bad_principal(object_id: str) -> Reply:
    message = f"The Principal ID '{object_id}' is not valid. Principal ID must be a GUID."
    return error(400, "InvalidPrincipalId", message)


def no_principal(object_id: str, tenant: str) -> Reply:
    message = (
        f"Principal {object_id.replace('-', '')} does not exist in the directory {tenant}. Check that you have the "
        "correct principal ID. If you are creating this principal and then immediately assigning a role, this error "
        "might be related to a replication delay. In this case, set the role assignment principalType property to a "
        "value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype"
    )
    return error(400, "PrincipalNotFound", message)


def other_type(object_id: str, real: str, named: str) -> Reply:
    # The misspelling is Azure's.
    message = (
        f"The PrincipalId '{object_id.replace('-', '')}' has type '{real}' , which is different from specified "
        f"PrinciaplType '{named}'."
    )
    return error(400, "UnmatchedPrincipalType", message)


def no_role_to_assign(guid: str) -> Reply:
    message = f"The specified role definition with ID '{guid.replace('-', '')}' does not exist."
    return error(400, "RoleDefinitionDoesNotExist", message)


def assignment_exists(name: str) -> Reply:
    message = f"The role assignment already exists. The ID of the existing role assignment is {name.replace('-', '')}."
    return error(409, "RoleAssignmentExists", message)


def immutable_assignment() -> Reply:
    message = "Tenant ID, application ID, principal ID, and scope are not allowed to be updated."
    return error(400, "RoleAssignmentUpdateNotPermitted", message)


def too_many_assignments() -> Reply:
    return error(400, "RoleAssignmentLimitExceeded", "No more role assignments can be created.")


def last_owner() -> Reply:
    return error(412, "CannotDeleteLastRbacAdminAssignment", "Cannot delete the last RBAC admin assignment")
