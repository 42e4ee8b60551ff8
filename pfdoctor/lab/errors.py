"""Refusals in the words of Azure Resource Manager.

https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
"""

from __future__ import annotations

from typing import Any

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Reply

_ML = "microsoft.machinelearningservices/workspaces/"
_FILTERS = {
    "roledefinitions": "'roleName eq '{value}'' or 'type eq 'BuiltInRole|CustomRole''",
    "denyassignments": "'atScope()' or 'denyAssignmentName eq '{value}''",
}
_ASSIGNMENT_FILTERS = "'atScope()' or 'principalId eq '{value}' or assignedTo('{value}')'"


def error(status: int, code: str, message: str, **more: Any) -> Reply:
    return Reply(status, {"error": {"code": code, "message": message, **more}})


def unauthenticated() -> Reply:
    message = "Authentication failed. The 'Authorization' header is not present or provided in an invalid format."
    challenge = 'Bearer authorization_uri="https://login.microsoftonline.com/", error="invalid_token"'
    body = {"error": {"code": "AuthenticationFailed", "message": message}}
    return Reply(401, body, {"WWW-Authenticate": challenge})


def forbidden(client: str, object_id: str, action: str, scope: ArmId) -> Reply:
    message = (
        f"The client '{client or object_id}' with object id '{object_id}' does not have authorization to perform "
        f"action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please "
        "refresh your credentials."
    )
    return error(403, "AuthorizationFailed", message)


def no_subscription(name: str) -> Reply:
    return error(404, "SubscriptionNotFound", f"The subscription '{name}' could not be found.")


def no_group(name: str) -> Reply:
    return error(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.")


def no_resource(id: ArmId) -> Reply:
    """Azure Machine Learning answers for its children itself, in its own form."""
    if id.type.lower().startswith(_ML):
        return _no_child(id)
    kind = "/".join((id.provider, *id.segments))
    message = (
        f"The Resource '{kind}' under resource group '{id.resource_group}' was not found. For more details please go "
        "to https://aka.ms/ARMResourceNotFoundFix"
    )
    return error(404, "ResourceNotFound", message)


def no_type(id: ArmId, api_version: str) -> Reply:
    kind = "/".join(id.segments[::2])
    where = f"in the namespace '{id.provider}' for api version '{api_version}'"
    message = f"The resource type '{kind}' could not be found {where}."
    return error(404, "InvalidResourceType", message)


def no_provider(namespace: str) -> Reply:
    return error(404, "InvalidResourceNamespace", f"The resource namespace '{namespace}' is invalid.")


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


def not_allowed(verb: str, id: ArmId) -> Reply:
    return error(405, "MethodNotAllowed", f"The request {verb} on '{id}' is not supported here.")


def _no_child(id: ArmId) -> Reply:
    details = [("ComponentName", "managementfrontend"), ("InnerError", {"code": "NotFound", "innerError": None})]
    return error(
        404,
        "UserError",
        f"The specified resource {id.segments[-2]}/{id.name} was not found.",
        details=[],
        additionalInfo=[{"type": kind, "info": {"value": value}} for kind, value in details],
    )
