"""Writing and deleting role assignments, with the refusals that Microsoft.Authorization gives.

https://learn.microsoft.com/rest/api/authorization/role-assignments
https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pfdoctor.lab import authorization_errors as refusals
from pfdoctor.lab import errors
from pfdoctor.lab.body import json_object, mapping, text
from pfdoctor.lab.built_in import built_in_role
from pfdoctor.lab.principals import Who, type_of
from pfdoctor.lab.routes import Route
from pfdoctor.lab.state import State
from pfdoctor.lab.store import Stored
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Ask, Reply
from pfdoctor.rbac.delegation import deleting, writing
from pfdoctor.rbac.scope import is_management_group

_KIND = "roleassignments"
_OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
_LIMITS = (4000, 500)
"""Role assignments in a subscription and at a management group.
https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#limits"""

_MUTABLE = ("description", "condition", "conditionVersion", "delegatedManagedIdentityResourceId")


def create(state: State, ask: Ask, asked: Route, who: Who) -> Reply:
    """A new assignment (201), or the description or condition of one that exists (200)."""
    sent = json_object(ask)
    wanted = mapping(sent or {}, "properties")
    principal, role = text(wanted, "principalId").lower(), ArmId(text(wanted, "roleDefinitionId"))
    kind = type_of(principal, state.bundle.world, (one.body for one in state.store.resources.values()))
    named = text(wanted, "principalType")
    with state.store.lock:
        question = writing(who.object_id, who.groups, asked.scope, role.name.lower(), principal, named or kind or "")
        judged = state.gate.judge(who, question)
        if not judged.allowed and not (sent is None and judged.by_condition):
            return refusals.forbidden(who, asked.action, asked.id, judged)
        if sent is None:
            return errors.not_json()
        refusal = _malformed(asked.name, role, principal, kind) or _unmatched(state, principal, kind, named)
        if refusal is not None:
            return refusal
        body = _body(state, asked, wanted, role, principal, named or kind or "User", who)
        return _known_role(state, role) or _store(state, asked, body)


def delete(state: State, asked: Route, who: Who) -> Reply:
    """200 with what was deleted, 204 if there was nothing to delete."""
    with state.store.lock:
        known = state.store.access.get(_KIND, {}).get(asked.id.key)
        held = mapping(known.body, "properties") if known else {}
        role = ArmId(text(held, "roleDefinitionId")).name.lower()
        principal, kind = text(held, "principalId"), text(held, "principalType")
        judged = state.gate.judge(who, deleting(who.object_id, who.groups, asked.scope, role, principal, kind))
        if not judged.allowed:
            return refusals.forbidden(who, asked.action, asked.id, judged)
        if _guid(asked.name) is None and known is None:
            return refusals.bad_assignment_name(asked.name)
        if known is None:
            return Reply(204)
        if role == _OWNER and _at_subscription(asked.scope) and not _other_owner(state, known):
            return refusals.last_owner()
        state.store.unassign(_KIND, known.id)
        state.gate.unassigned(known.id)
        return Reply(200, known.body, api_version=known.api_version)


def _malformed(name: str, role: ArmId, principal: str, kind: str | None) -> Reply | None:
    if _guid(name) is None:
        return refusals.bad_assignment_name(name)
    if role.type.lower() != "microsoft.authorization/roledefinitions" or not principal:
        return refusals.bad_format()
    # Worlds made by hand may call their principals as they like.
    return refusals.bad_principal(principal) if kind is None and _guid(principal) is None else None


def _unmatched(state: State, principal: str, kind: str | None, named: str) -> Reply | None:
    """Whoever names the type spares Azure the look into the directory, which may not know the principal yet. (R17)"""
    if kind is None and not named:
        return refusals.no_principal(principal, state.bundle.caller.tenant_id)
    listed = state.bundle.world.principal(principal)
    if listed is not None and listed.type and named and listed.type.lower() != named.lower():
        return refusals.other_type(principal, listed.type, named)
    return None


def _known_role(state: State, role: ArmId) -> Reply | None:
    """Built-in roles are there in every subscription, also where a bundle does not hold their definition."""
    guid = role.name.lower()
    if guid in state.store.access.get("roledefinitions", {}):
        return None
    built_in = built_in_role(guid)
    if built_in is None:
        return refusals.no_role_to_assign(role.name)
    state.store.assign("roledefinitions", built_in)
    state.gate.learn(built_in)
    return None


def _body(
    state: State, asked: Route, wanted: Mapping[str, Any], role: ArmId, principal: str, kind: str, who: Who
) -> dict[str, Any]:
    below = f"/subscriptions/{asked.scope.subscription}" if asked.scope.subscription else ""
    now = state.clock.stamp()
    properties = {
        "roleDefinitionId": f"{below}/providers/Microsoft.Authorization/roleDefinitions/{role.name.lower()}",
        "principalId": principal,
        "principalType": kind,
        "scope": asked.scope.text,
        "condition": text(wanted, "condition") or None,
        "conditionVersion": text(wanted, "conditionVersion") or None,
        "createdOn": now,
        "updatedOn": now,
        "createdBy": who.object_id,
        "updatedBy": who.object_id,
        "delegatedManagedIdentityResourceId": text(wanted, "delegatedManagedIdentityResourceId") or None,
        "description": text(wanted, "description") or None,
    }
    name = str(UUID(asked.name))
    id = asked.scope.child("providers", "Microsoft.Authorization", "roleAssignments", name)
    return {"properties": properties, "id": str(id), "type": "Microsoft.Authorization/roleAssignments", "name": name}


def _store(state: State, asked: Route, body: dict[str, Any]) -> Reply:
    new = Stored(ArmId(body["id"]), body, "2022-04-01")
    there = state.store.access.get(_KIND, {}).values()
    # A name is unique in the whole tenant, and not at its scope alone.
    same_name = next((one for one in there if one.id.name.lower() == new.id.name), None)
    if same_name is not None:
        return _update(state, same_name, new)
    twin = next((one for one in there if _grants(one) == _grants(new)), None)
    if twin is not None:
        return refusals.assignment_exists(twin.id.name)
    if _too_many(list(there), asked.scope):
        return refusals.too_many_assignments()
    _write(state, new)
    # Azure's answer to the PUT does not name the creator yet; every later answer does.
    return Reply(201, {**body, "properties": {**body["properties"], "createdBy": None}}, api_version="2022-04-01")


def _update(state: State, known: Stored, new: Stored) -> Reply:
    if known.id != new.id or _grants(known) != _grants(new):
        return refusals.immutable_assignment()
    old, properties = mapping(known.body, "properties"), mapping(new.body, "properties")
    changed = {name: properties[name] for name in _MUTABLE if properties[name] != old.get(name)}
    if changed:
        stamp = {name: properties[name] for name in ("updatedOn", "updatedBy")}
        known = Stored(known.id, {**known.body, "properties": {**old, **changed, **stamp}}, new.api_version)
        _write(state, known)
    return Reply(200, known.body, api_version=known.api_version)


def _write(state: State, one: Stored) -> None:
    state.gate.assigned(one)
    state.store.assign(_KIND, one)


def _grants(one: Stored) -> tuple[str, str, str]:
    """Who gets what where: two assignments may not agree in all three."""
    held = mapping(one.body, "properties")
    scope = ArmId(text(held, "scope")).key
    return text(held, "principalId").lower(), ArmId(text(held, "roleDefinitionId")).name.lower(), scope


def _too_many(there: list[Stored], scope: ArmId) -> bool:
    in_subscription, at_group = _LIMITS
    if is_management_group(scope):
        return sum(_grants(one)[2] == scope.key for one in there) >= at_group
    subscription = ArmId(f"/subscriptions/{scope.subscription}")
    return sum(ArmId(_grants(one)[2]).within(subscription) for one in there) >= in_subscription


def _at_subscription(scope: ArmId) -> bool:
    return bool(scope.subscription) and len(scope.parts) == 2


def _other_owner(state: State, known: Stored) -> bool:
    """Owners by a role at a management group do not count."""
    _, role, scope = _grants(known)
    there = state.store.access.get(_KIND, {}).values()
    return any(_grants(one)[1:] == (role, scope) and one.id != known.id for one in there)


def _guid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
