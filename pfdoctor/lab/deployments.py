"""Writing online deployments: the whole by PUT, its tags and size by PATCH; both go on after the answer.

https://learn.microsoft.com/rest/api/azureml/online-deployments
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pfdoctor.lab import errors, provisioning, quota, rollout
from pfdoctor.lab import machine_learning_errors as refusals
from pfdoctor.lab.body import json_object, mapping, text
from pfdoctor.lab.operations import Operation
from pfdoctor.lab.principals import Who
from pfdoctor.lab.routes import Route
from pfdoctor.lab.state import State
from pfdoctor.lab.store import Stored
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Ask, Reply

TYPE = "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments"

_PROBE = {
    "initialDelay": "PT10S",
    "period": "PT10S",
    "timeout": "PT2S",
    "successThreshold": 1,
    "failureThreshold": 30,
}
_DEFAULTS: dict[str, Any] = {
    "description": None,
    "properties": {},
    "codeConfiguration": None,
    "environmentId": None,
    "environmentVariables": {},
    "model": None,
    "modelMountPath": None,
    "appInsightsEnabled": False,
    "egressPublicNetworkAccess": "Enabled",
    "requestSettings": {"requestTimeout": "PT5S", "maxConcurrentRequestsPerInstance": 1, "maxQueueWait": "PT0S"},
    "livenessProbe": _PROBE,
    "readinessProbe": _PROBE,
    "scaleSettings": {"scaleType": "Default"},
}
"""https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online"""

_SKU = {"name": "Default", "tier": "Standard", "capacity": 1}


def put(state: State, ask: Ask, asked: Route, who: Who) -> Reply:
    """201: Creating or Updating; later Succeeded or Failed, as the world then is."""
    sent = json_object(ask) or {}
    wanted = mapping(sent, "properties")
    if not wanted or not text(sent, "location") or not text(wanted, "endpointComputeType"):
        lacking = "Location" if wanted and not text(sent, "location") else "Properties"
        return refusals.invalid_input(lacking, "must not be empty")
    with state.store.lock:
        known = state.store.resources.get(asked.id.key)
        refusal = _busy(state, asked.id, known) or rollout.refusal(state, wanted, new=known is None)
        if refusal is None and known is None:
            refusal = quota.refusal(state, asked.id.subscription, sent)
        if refusal is not None:
            return refusal
        id = known.id if known else asked.id
        body = _body(id, sent, known, state.author(who, created=known is None))
        started = _start(state, ask, who, Stored(id, body, ask.api_version))
        now = state.store.resources[id.key]
    return Reply(201, now.body, state.operations.watch(ask, started), api_version=ask.api_version)


def patch(state: State, ask: Ask, asked: Route, who: Who) -> Reply:
    """Tags (200) and the number of instances (202) are all that PATCH changes."""
    sent = json_object(ask)
    if sent is None or not sent.keys() <= {"tags", "sku"}:
        return refusals.invalid_input("Properties", "may not be changed by PATCH")
    with state.store.lock:
        known = state.store.resources.get(asked.id.key)
        if known is None:
            return errors.no_resource(asked.id)
        refusal = _busy(state, asked.id, known)
        if refusal is not None:
            return refusal
        changed = {"tags": {**mapping(known.body, "tags"), **mapping(sent, "tags")}}
        sku = {**_SKU, **mapping(known.body, "sku"), **mapping(sent, "sku")}
        data = {**mapping(known.body, "systemData"), **state.author(who, created=False)}
        body = {**known.body, **changed, "sku": sku, "systemData": data}
        if "sku" not in sent:
            state.store.put(Stored(known.id, body, known.api_version))
            return Reply(200, body, api_version=known.api_version)
        started = _start(state, ask, who, Stored(known.id, body, known.api_version))
    return Reply(202, None, state.operations.watch(ask, started, asynchronous=False))


def _start(state: State, ask: Ask, who: Who, one: Stored) -> Operation:
    properties = mapping(one.body, "properties")
    return provisioning.start(state, ask, who, one, lambda: rollout.outcome(state, one.id, properties))


def _busy(state: State, id: ArmId, known: Stored | None) -> Reply | None:
    endpoint = state.store.resources.get(ArmId("/".join(id.parts[:-2])).key)
    if endpoint is None:
        return errors.no_resource(ArmId("/".join(id.parts[:-2])))
    if provisioning.is_busy(endpoint):
        return refusals.endpoint_busy(endpoint.id.name, provisioning.of(endpoint))
    return refusals.busy("deployment", id.name, provisioning.of(known)) if provisioning.is_busy(known) else None


def _body(id: ArmId, sent: Mapping[str, Any], known: Stored | None, data: Mapping[str, Any]) -> dict[str, Any]:
    wanted = mapping(sent, "properties")
    before = mapping(known.body, "systemData") if known else {}
    return {
        "id": id.text,
        "name": id.name,
        "type": "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments",
        "location": text(sent, "location"),
        "tags": dict(mapping(sent, "tags")),
        "kind": text(wanted, "endpointComputeType"),
        "sku": {**_SKU, **mapping(sent, "sku")},
        "properties": {**_DEFAULTS, **wanted},
        "systemData": {**before, **data},
    }
