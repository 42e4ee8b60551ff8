"""Writing online endpoints: the whole by PUT, its tags and identity by PATCH; both go on after the answer.

https://learn.microsoft.com/rest/api/azureml/online-endpoints
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pfdoctor.lab import errors, provisioning
from pfdoctor.lab import machine_learning_errors as refusals
from pfdoctor.lab.body import json_object, mapping, text
from pfdoctor.lab.principals import Who
from pfdoctor.lab.routes import Route
from pfdoctor.lab.state import State
from pfdoctor.lab.store import Stored
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Ask, Reply

TYPE = "microsoft.machinelearningservices/workspaces/onlineendpoints"

_DEFAULTS: dict[str, Any] = {
    "description": None,
    "properties": {},
    "publicNetworkAccess": "Enabled",
    "traffic": {},
    "mirrorTraffic": {},
    "compute": None,
}


def put(state: State, ask: Ask, asked: Route, who: Who) -> Reply:
    """201: Creating or Updating, and Succeeded later."""
    sent = json_object(ask) or {}
    wanted = mapping(sent, "properties")
    for name, value in (("Location", text(sent, "location")), ("AuthMode", text(wanted, "authMode"))):
        if not value:
            return refusals.invalid_input(name, "must not be empty")
    with state.store.lock:
        known = state.store.resources.get(asked.id.key)
        if provisioning.is_busy(known):
            return refusals.busy("endpoint", asked.id.name, provisioning.of(known))
        host = f"https://{asked.id.name}.{text(sent, 'location').replace(' ', '').lower()}.inference.ml.azure.com"
        routes = {"scoringUri": f"{host}/score", "swaggerUri": f"{host}/swagger.json"}
        before = mapping(known.body, "systemData") if known else {}
        body = {
            "id": asked.id.text,
            "name": asked.id.name,
            "type": "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
            "location": text(sent, "location"),
            "tags": dict(mapping(sent, "tags")),
            "kind": text(sent, "kind") or "Managed",
            "identity": _identity(state, asked.id, mapping(sent, "identity")),
            "properties": {**_DEFAULTS, **wanted, **routes},
            "systemData": {**before, **state.author(who, created=known is None)},
        }
        started = provisioning.start(state, ask, who, Stored(asked.id, body, ask.api_version), lambda: None)
        now = state.store.resources[asked.id.key]
    return Reply(201, now.body, state.operations.watch(ask, started), api_version=ask.api_version)


def patch(state: State, ask: Ask, asked: Route, who: Who) -> Reply:
    """202, without a body; Succeeded later."""
    sent = json_object(ask)
    if sent is None or not sent.keys() <= {"tags", "identity"}:
        return refusals.invalid_input("Properties", "may not be changed by PATCH")
    with state.store.lock:
        known = state.store.resources.get(asked.id.key)
        if known is None:
            return errors.no_resource(asked.id)
        if provisioning.is_busy(known):
            return refusals.busy("endpoint", asked.id.name, provisioning.of(known))
        body = {**known.body, "tags": {**mapping(known.body, "tags"), **mapping(sent, "tags")}}
        if "identity" in sent:
            body["identity"] = _identity(state, asked.id, mapping(sent, "identity"))
        body["systemData"] = {**mapping(known.body, "systemData"), **state.author(who, created=False)}
        started = provisioning.start(state, ask, who, Stored(known.id, body, known.api_version), lambda: None)
    return Reply(202, None, state.operations.watch(ask, started, asynchronous=False))


def _identity(state: State, id: ArmId, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """With the ids that Azure fills in; an endpoint keeps its own identity for life."""
    kind = text(wanted, "type") or "SystemAssigned"
    found: dict[str, Any] = {"type": kind}
    if "systemassigned" in kind.lower():
        known = state.store.resources.get(id.key)
        own = text(mapping(known.body, "identity"), "principalId") if known else ""
        found |= {"principalId": own or str(uuid5(NAMESPACE_URL, id.key)), "tenantId": state.bundle.caller.tenant_id}
    assigned = mapping(wanted, "userAssignedIdentities")
    if assigned:
        found["userAssignedIdentities"] = {name: _assigned(state, ArmId(name)) for name in assigned}
    return found


def _assigned(state: State, id: ArmId) -> dict[str, str]:
    known = state.store.resources.get(id.key)
    properties = mapping(known.body, "properties") if known else {}
    return {name: text(properties, name) for name in ("principalId", "clientId") if text(properties, name)}
