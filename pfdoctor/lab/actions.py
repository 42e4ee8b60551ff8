"""The POSTs of Azure Machine Learning that hand out secrets, or look a workspace over.

This world holds no secrets: what is handed out says so.
https://learn.microsoft.com/rest/api/azureml/
"""

from __future__ import annotations

from typing import Any

from pfdoctor.lab.body import mapping, text
from pfdoctor.lab.principals import Who
from pfdoctor.lab.routes import Route
from pfdoctor.lab.state import State
from pfdoctor.lab.store import Stored
from pfdoctor.model.exchange import Ask, Reply

_SECRET = "this lab holds no secrets"
_CREDENTIALS = {"apikey": {"key": _SECRET}, "customkeys": {"keys": {}}}
_LOOKED_OVER = (
    "userDefinedRouteResults",
    "networkSecurityRuleResults",
    "resourceLockResults",
    "dnsResolutionResults",
    "storageAccountResults",
    "keyVaultResults",
    "containerRegistryResults",
    "applicationInsightsResults",
    "otherResults",
)


def run(state: State, ask: Ask, asked: Route, who: Who, about: Stored) -> Reply | None:
    """The answer, None if the resource that it is about has no such action."""
    match about.id.type.lower().rpartition("/")[2], asked.id.name.lower():
        case "connections", "listsecrets":
            return _connection(about)
        case "onlineendpoints", "listkeys":
            return Reply(200, {"primaryKey": _SECRET, "secondaryKey": _SECRET})
        case "workspaces", "listkeys":
            storage = text(mapping(about.body, "properties"), "storageAccount")
            return Reply(200, {"userStorageKey": _SECRET, "userStorageArmId": storage})
        case "workspaces", "diagnose":
            return _diagnose(state, ask, who, about)
    return None


def _connection(about: Stored) -> Reply:
    properties = mapping(about.body, "properties")
    credentials = _CREDENTIALS.get(text(properties, "authType").lower())
    more = {"credentials": credentials} if credentials else {}
    return Reply(200, {**about.body, "properties": {**properties, **more}}, api_version=about.api_version)


def _diagnose(state: State, ask: Ask, who: Who, about: Stored) -> Reply:
    """It finds nothing: what is wrong here is for others to tell."""
    result: dict[str, Any] = {"value": {name: [] for name in _LOOKED_OVER}}
    location = text(about.body, "location")
    where = (location, about.id.subscription, who)
    started = state.operations.start(*where, lambda: None, "workspaceOperationsStatus", result)
    return Reply(202, None, state.operations.watch(ask, started))
