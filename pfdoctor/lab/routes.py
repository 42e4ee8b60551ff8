"""What a request means: which thing, which action, and the scope that the action is needed on.

https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Ask

Kind = Literal[
    "subscriptions", "subscription", "groups", "group", "providers", "provider", "access", "permissions", "resource",
    "collection", "operation", "resources", "status", "nothing",
]  # fmt: skip

_VERBS = {"GET": "read", "HEAD": "read", "PUT": "write", "PATCH": "write", "DELETE": "delete"}
_OPERATIONS = ("mfeoperationsstatus", "mfeoperationresults", "workspaceoperationsstatus")
_AUTHORIZATION = "microsoft.authorization"


@dataclass(frozen=True, slots=True)
class Route:
    """`id` is the path, `scope` what `action` is needed on.

    `name` is the item of an access list, "" for the list, or of a long-running operation.
    """

    kind: Kind
    id: ArmId
    scope: ArmId
    action: str
    access: str = ""
    name: str = ""


def route(ask: Ask) -> Route:
    """Every request has one; what no service answers is `nothing`."""
    id = ArmId(ask.path)
    lower = [part.lower() for part in id.parts]
    extension = _extension(id, lower, ask.verb)
    if extension:
        return extension
    if "providers" in lower and id.segments:
        return _resource(id, ask.verb)
    return _above(id, lower, ask.verb)


def _extension(id: ArmId, lower: list[str], verb: str) -> Route | None:
    """Microsoft.Authorization stands behind any scope."""
    if id.provider.lower() != _AUTHORIZATION or not 1 <= len(id.segments) <= 2:
        return None
    scope = ArmId("/".join(id.parts[: len(lower) - len(id.segments) - 2]))
    what = id.segments[0]
    action = f"Microsoft.Authorization/{what}/{_VERBS.get(verb, 'action')}"
    if what.lower() == "permissions" and len(id.segments) == 1:
        return Route("permissions", id, scope, action)
    return Route("access", id, scope, action, what.lower(), id.name if len(id.segments) == 2 else "")


def _resource(id: ArmId, verb: str) -> Route:
    if len(id.segments) == 4 and id.segments[2].lower() in _OPERATIONS and verb == "GET":
        return Route("status", id, ArmId("/".join(id.parts[:2])), f"{id.type}/read", name=id.name)
    if len(id.segments) % 2 == 0:
        return Route("resource", id, id, f"{id.type}/{_VERBS.get(verb, 'action')}")
    scope = id.parent or ArmId("/")
    if len(id.segments) > 1:
        scope = ArmId("/".join(id.parts[:-1]))
    if verb == "POST":
        return Route("operation", id, scope, f"{scope.type or id.provider}/{id.name}/action")
    # A place in a region is no scope: rights to ask for its quota are held on the subscription.
    if id.segments[0].lower() == "locations":
        scope = ArmId("/".join(id.parts[: len(id.parts) - len(id.segments) - 2]))
    return Route("collection", id, scope, f"{id.type}/{_VERBS.get(verb, 'action')}")


def _above(id: ArmId, lower: list[str], verb: str) -> Route:
    action = _VERBS.get(verb, "action")
    base = "Microsoft.Resources/subscriptions"
    match lower:
        case ["subscriptions"]:
            return Route("subscriptions", id, ArmId("/"), f"{base}/{action}")
        case ["subscriptions", _]:
            return Route("subscription", id, id, f"{base}/{action}")
        case ["subscriptions", _, "resourcegroups"]:
            return Route("groups", id, ArmId("/".join(id.parts[:2])), f"{base}/resourceGroups/{action}")
        case ["subscriptions", _, "resourcegroups", _]:
            return Route("group", id, id, f"{base}/resourceGroups/{action}")
        case ["subscriptions", _, "resources"]:
            return Route("resources", id, ArmId("/".join(id.parts[:2])), f"{base}/resources/{action}")
        case ["subscriptions", _, "resourcegroups", _, "resources"]:
            scope = ArmId("/".join(id.parts[:4]))
            return Route("resources", id, scope, f"{base}/resourceGroups/resources/{action}")
        case ["subscriptions", _, "providers"]:
            return Route("providers", id, ArmId("/".join(id.parts[:2])), f"{base}/providers/{action}")
        case ["subscriptions", _, "providers", _]:
            return Route("provider", id, ArmId("/".join(id.parts[:2])), f"{base}/providers/{action}")
    return Route("nothing", id, id, action)
