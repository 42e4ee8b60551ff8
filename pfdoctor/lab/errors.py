"""Refusals in the words of Azure Resource Manager.

https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
"""

from __future__ import annotations

from typing import Any

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Reply

_ML = "microsoft.machinelearningservices/workspaces/"


class UnknownRequest(Reply):
    """Azure's answer to a request that it does not know either, or that this lab does not."""

    __slots__ = ()


def error(status: int, code: str, message: str, **more: Any) -> Reply:
    return Reply(status, {"error": {"code": code, "message": message, **more}})


def unauthenticated() -> Reply:
    message = "Authentication failed. The 'Authorization' header is not present or provided in an invalid format."
    challenge = 'Bearer authorization_uri="https://login.microsoftonline.com/", error="invalid_token"'
    body = {"error": {"code": "AuthenticationFailed", "message": message}}
    return Reply(401, body, {"WWW-Authenticate": challenge})


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


def no_parent(id: ArmId, action: str, parent: ArmId) -> Reply:
    kind = "/".join(id.segments[::2])
    message = (
        f"Failed to perform '{action.rpartition('/')[2]}' on resource(s) of type '{kind}', because the parent resource "
        f"'{parent}' could not be found."
    )
    return error(404, "ParentResourceNotFound", message)


def not_registered(namespace: str) -> Reply:
    message = (
        f"The subscription is not registered to use namespace '{namespace}'. See https://aka.ms/rps-not-found for how "
        "to register subscriptions."
    )
    return error(409, "MissingSubscriptionRegistration", message)


def no_type(id: ArmId, api_version: str, supported: str = "") -> Reply:
    """`supported` are the api-versions of a type that exists; "" for one that does not."""
    kind = "/".join(id.segments[::2])
    where = f"in the namespace '{id.provider}' for api version '{api_version}'"
    message = f"The resource type '{kind}' could not be found {where}."
    if supported:
        return error(404, "InvalidResourceType", f"{message} The supported api-versions are '{supported}'.")
    return _unknown(404, "InvalidResourceType", message)


def no_api_version() -> Reply:
    message = "The api-version query parameter (?api-version=) is required for all requests."
    return error(400, "MissingApiVersionParameter", message)


def bad_api_version(api_version: str, supported: str) -> Reply:
    message = f"The api-version '{api_version}' is invalid. The supported versions are '{supported.replace(' ', '')}'."
    return error(400, "InvalidApiVersionParameter", message)


def no_version_there(id: ArmId, api_version: str, supported: str, location: str) -> Reply:
    kind = "/".join(id.segments[::2])
    message = (
        f"No registered resource provider found for location '{location}' and API version '{api_version}' for type "
        f"'{kind}'. The supported api-versions are '{supported}'. The supported locations are '{location}'."
    )
    return error(400, "NoRegisteredProviderFound", message)


def no_provider(namespace: str) -> Reply:
    return _unknown(404, "InvalidResourceNamespace", f"The resource namespace '{namespace}' is invalid.")


def not_allowed(verb: str) -> Reply:
    return _unknown(405, "MethodNotAllowed", f"The requested resource does not support http method '{verb}'.")


def not_json() -> Reply:
    message = "The request content was invalid and could not be deserialized: 'The content is not a JSON object.'."
    return error(400, "InvalidRequestContent", message)


def _unknown(status: int, code: str, message: str) -> Reply:
    return UnknownRequest(status, {"error": {"code": code, "message": message}})


def user_error(status: int, message: str, *inner: str) -> Reply:
    """As Azure Machine Learning's own front end refuses; `inner` are the codes of the errors in the error."""
    within: dict[str, Any] | None = None
    for code in reversed(inner):
        within = {"code": code, "innerError": within}
    told = [("ComponentName", "managementfrontend"), ("InnerError", within)]
    more = [{"type": kind, "info": {"value": value}} for kind, value in told]
    return error(status, "UserError", message, details=[], additionalInfo=more)


def _no_child(id: ArmId) -> Reply:
    return user_error(404, f"The specified resource {id.segments[-2]}/{id.name} was not found.", "NotFound")
