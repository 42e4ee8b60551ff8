"""What becomes of a deployment, as far as this world can tell: which are refused, which fail, and in which words.

https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pfdoctor.lab import machine_learning_errors as refusals
from pfdoctor.lab.body import mapping, text
from pfdoctor.lab.operations import Outcome
from pfdoctor.lab.principals import Who
from pfdoctor.lab.state import State
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Reply
from pfdoctor.rbac.request import Plane, Request

_PULL = ("Microsoft.ContainerRegistry/registries/pull/read", Plane.CONTROL)
_PULL_ABAC = ("Microsoft.ContainerRegistry/registries/repositories/content/read", Plane.DATA)
_BLOBS = ("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", Plane.DATA)
_ROUTES = ("livenessRoute", "readinessRoute", "scoringRoute")
_OWN_SERVER = ("mlflow_model", "triton_model")

Body = Mapping[str, Any]


def refusal(state: State, wanted: Body, *, new: bool) -> Reply | None:
    """Azure's refusal at once: no such environment, or for a `new` deployment one that does not say what to run."""
    named = _environment(wanted)
    if named is not None and _properties(state, named) is None:
        return refusals.no_environment(named)
    return refusals.no_driver() if new and not _serves(state, wanted) else None


def outcome(state: State, id: ArmId, wanted: Body) -> Outcome:
    """What goes wrong later: nothing to run, no network yet, or no right to pull the image or to read the model."""
    if not _serves(state, wanted):
        return refusals.NO_DRIVER
    endpoint = state.store.resources.get(ArmId("/".join(id.parts[:-2])).key)
    workspace = _properties(state, ArmId("/".join(id.parts[:8]))) or {}
    network = mapping(workspace, "managedNetwork")
    isolated = text(network, "isolationMode").lower() not in ("", "disabled")
    if isolated and text(mapping(network, "status"), "status").lower() == "inactive":
        return refusals.NETWORK_NOT_READY
    identity = _user_assigned(endpoint.body) if endpoint else None
    registry = _registry(state, wanted, workspace)
    own = registry is not None and registry.key == ArmId(text(workspace, "containerRegistry")).key
    # To the registry and the storage of its own workspace Azure lets a system-assigned identity by itself.
    if registry is not None and (identity or not own) and endpoint is not None:
        abac = text(_properties(state, registry) or {}, "roleAssignmentMode").lower() == "abacrepositorypermissions"
        puller = identity or text(mapping(endpoint.body, "identity"), "principalId")
        if not _may(state, puller, _PULL_ABAC if abac else _PULL, registry):
            return refusals.PULL_DENIED
    storage = text(workspace, "storageAccount")
    reads = bool(wanted.get("model") or mapping(wanted, "codeConfiguration"))
    if identity and storage and reads and not _may(state, identity, _BLOBS, ArmId(storage)):
        return refusals.STARTUP_DENIED
    return None


def _environment(wanted: Body) -> ArmId | None:
    """The environment version, None if it is not one of a workspace."""
    named = ArmId(text(wanted, "environmentId"))
    of_workspace = named.provider.lower() == "microsoft.machinelearningservices" and bool(named.subscription)
    return named if of_workspace else None


def _serves(state: State, wanted: Body) -> bool:
    """True unless it is certain that Azure would not know what to run."""
    named = _environment(wanted)
    environment = _properties(state, named) if named else None
    if environment is None or mapping(wanted, "codeConfiguration"):
        return True
    model = _properties(state, ArmId(text(wanted, "model"))) or {}
    routes = mapping(environment, "inferenceConfig")
    return all(mapping(routes, route) for route in _ROUTES) or text(model, "modelType").lower() in _OWN_SERVER


def _registry(state: State, wanted: Body, workspace: Body) -> ArmId | None:
    """The registry of this world that the image lies in, None if it is another or none."""
    environment = _properties(state, ArmId(text(wanted, "environmentId"))) or {}
    if mapping(environment, "build") or environment.get("condaFile"):
        registry = text(workspace, "containerRegistry")
        return ArmId(registry) if registry else None
    host = text(environment, "image").partition("/")[0].lower()
    for one in state.store.resources.values():
        server = text(mapping(one.body, "properties"), "loginServer").lower()
        if server and server == host and one.id.type.lower() == "microsoft.containerregistry/registries":
            return one.id
    return None


def _may(state: State, principal: str, right: tuple[str, Plane], scope: ArmId) -> bool:
    """True also where the role assignments there are not in this world, so that nothing fails for want of a record."""
    if not principal or not state.store.shows_access(scope):
        return True
    known = state.bundle.world.principal(principal)
    groups = frozenset((known.groups if known else None) or ())
    action, plane = right
    who = Who(principal.lower(), "", groups, is_caller=False, named=True)
    return state.gate.judge(who, Request(who.object_id, action, scope, plane, groups)).allowed


def _user_assigned(endpoint: Body) -> str | None:
    """The object id of the endpoint's own user-assigned identity, "" if it is not told, None if it has none."""
    identity = mapping(endpoint, "identity")
    if "userassigned" not in text(identity, "type").lower().replace(" ", ""):
        return None
    found = [value for value in mapping(identity, "userAssignedIdentities").values() if isinstance(value, Mapping)]
    return next((text(one, "principalId") for one in found), "")


def _properties(state: State, id: ArmId) -> Body | None:
    found = state.store.resources.get(id.key)
    return mapping(found.body, "properties") if found else None
