"""Refusals and failures in the words of Azure Machine Learning.

https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pfdoctor.lab.errors import error, user_error
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Reply

_GUIDE = "Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#authorization-error"


def no_operation(name: str) -> Reply:
    return user_error(404, f"The operation {name} was not found.", "NotFound")


def failed(outcome: Mapping[str, Any]) -> Reply:
    return Reply(400, {"error": dict(outcome)})


PULL_DENIED = {
    "code": "BadArgument",
    "message": (
        "Endpoint identity does not have pull permission on the registry. For System Assigned Identity case and "
        "workspace ACR, platform will wire up the permissions but if user is creating deployment with User Assigned "
        f"Identity or if using non-workspace ACR, then User should grant pull permissions to identity on the "
        f"registry. {_GUIDE}"
    ),
}
STARTUP_DENIED = {"code": "BadArgument", "message": f"Startup task failed due to authorization error. {_GUIDE}"}


NETWORK_NOT_READY = {
    "code": "WorkspaceManagedNetworkNotReady",
    "message": (
        "The managed virtual network of the workspace is not provisioned yet. Provision it before you create an "
        "online deployment."
    ),
}
NO_DRIVER = {"code": "MissingDriverProgram", "message": "Could not find driver program in the request."}


def no_driver() -> Reply:
    inner = {**NO_DRIVER, "details": [], "additionalInfo": []}
    return error(400, "BadRequest", "The request is invalid.", details=[inner])


def no_environment(version: ArmId) -> Reply:
    name = version.segments[3] if len(version.segments) > 3 else version.name
    message = f"No environment exists for name: {name}, version: {version.name}, label: "
    return user_error(400, message, "BadArgument", "ArgumentInvalid")


def no_quota(size: str, subscription: str, used: int, limit: int, needed: int) -> Reply:
    message = (
        f"Not enough quota available for {size} in SubscriptionId {subscription}. Current usage/limit: {used}/{limit}. "
        f"Additional needed: {needed} Please see troubleshooting guide, available here: "
        "https://aka.ms/oe-tsg#error-outofquota"
    )
    return user_error(400, message, "BadArgument", "OutOfQuota")


def registered(version: ArmId) -> Reply:
    name = version.segments[3] if len(version.segments) > 3 else ""
    message = f"Environment {name} with version {version.name} is already registered and cannot be changed."
    return user_error(409, message, "Immutable")


def invalid_input(field: str, why: str) -> Reply:
    """A body that lacks something, in the form in which the service lists what is wrong with one."""
    listed = f'[\n  {{\n    "PropertyName": "{field}",\n    "ErrorMessage": "\'{field}\' {why}."\n  }}\n]\n'
    message = "The request provided has the following validation errors. Please resolve them and try again.\nErrors:\n"
    return user_error(400, message + listed, "BadArgument", "ArgumentInvalid", "InvalidInputArguments")


def endpoint_busy(name: str, provisioning: str) -> Reply:
    message = f"Cannot create a deployment in endpoint {name} because it is in {provisioning} provisioning state."
    return user_error(400, message, "BadArgument")


def busy(kind: str, name: str, provisioning: str) -> Reply:
    message = f"Cannot change {kind} {name} because it is in {provisioning} provisioning state."
    return user_error(409, message, "Conflict")
