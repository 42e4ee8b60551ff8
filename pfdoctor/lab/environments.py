"""Writing versions of environments: each is registered once, and what it consists of never changes.

https://learn.microsoft.com/azure/machine-learning/how-to-manage-environments-v2
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pfdoctor.lab import machine_learning_errors as refusals
from pfdoctor.lab.body import json_object, mapping
from pfdoctor.lab.principals import Who
from pfdoctor.lab.routes import Route
from pfdoctor.lab.state import State
from pfdoctor.lab.store import Stored
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Ask, Reply

TYPE = "microsoft.machinelearningservices/workspaces/environments/versions"

_DEFAULTS: dict[str, Any] = {
    "description": None,
    "tags": {},
    "properties": {},
    "isArchived": False,
    "isAnonymous": False,
    "osType": "Linux",
    "autoRebuild": "Disabled",
    "stage": None,
}
_CONTENT = ("image", "condaFile", "build", "inferenceConfig", "osType", "autoRebuild", "isAnonymous")
"""What makes a version; its description, tags and properties may change, and it may be archived."""


def create(state: State, ask: Ask, asked: Route, who: Who) -> Reply:
    """A new version (201), or another description or tags of one that exists (200)."""
    sent = json_object(ask)
    wanted = mapping(sent or {}, "properties")
    if not wanted:
        return refusals.invalid_input("Properties", "must not be empty")
    if not (wanted.get("image") or wanted.get("build")):
        return refusals.invalid_input("Image", "must not be empty")
    with state.store.lock:
        known = state.store.resources.get(asked.id.key)
        properties = _DEFAULTS | {"environmentType": "UserCreated"} | dict(wanted) | {"provisioningState": "Succeeded"}
        if known is not None:
            return _update(state, known, properties, who)
        body = _body(asked.id, properties, state.author(who))
        state.store.put(_container(state, asked.id, ask.api_version), Stored(asked.id, body, ask.api_version))
    url = f"{ask.base}{asked.id}?api-version={ask.api_version}"
    return Reply(201, body, {"Location": url}, api_version=ask.api_version)


def _update(state: State, known: Stored, properties: dict[str, Any], who: Who) -> Reply:
    old = _DEFAULTS | dict(mapping(known.body, "properties"))
    if any(properties.get(name) != old.get(name) for name in _CONTENT):
        return refusals.registered(known.id)
    data = {**mapping(known.body, "systemData"), **state.author(who, created=False)}
    new = Stored(known.id, {**known.body, "properties": {**old, **properties}, "systemData": data}, known.api_version)
    state.store.put(new)
    return Reply(200, new.body, api_version=new.api_version)


def _body(id: ArmId, properties: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    kind = "Microsoft.MachineLearningServices/workspaces/environments/versions"
    return {"id": id.text, "name": id.name, "type": kind, "properties": dict(properties), "systemData": dict(data)}


def _container(state: State, version: ArmId, api_version: str) -> Stored:
    """The environment that the version is of, which now has this one as its latest."""
    id = ArmId("/".join(version.parts[:-2]))
    known = state.store.resources.get(id.key)
    kind = "Microsoft.MachineLearningServices/workspaces/environments"
    body = known.body if known else {"id": id.text, "name": id.name, "type": kind}
    following = int(version.name) + 1 if version.name.isdecimal() else 1
    latest = {"latestVersion": version.name, "nextVersion": str(following), "isArchived": False}
    properties = {**mapping(body, "properties"), **latest}
    return Stored(id, {**body, "properties": properties}, known.api_version if known else api_version)
