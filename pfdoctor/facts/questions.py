"""A question about access as a person asks it, and the rulings that answer it, one for each identity."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pfdoctor.facts.actions import action_of
from pfdoctor.facts.rulings import identity_of, rule, rule_all
from pfdoctor.facts.scopes import default_scope, refuse_absent, scope_of
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.builtin_role import Role
from pfdoctor.model.endpoint import Identity
from pfdoctor.model.errors import CannotStart, Missing, Unreadable
from pfdoctor.model.proof import Access as Verdict
from pfdoctor.model.proof import Because, Proof
from pfdoctor.model.right import Right, documented
from pfdoctor.model.ruling import Holders, Principal, Ruling
from pfdoctor.rbac.request import Plane
from pfdoctor.rbac.scope import words

if TYPE_CHECKING:
    from pfdoctor.facts.access import Access
    from pfdoctor.facts.facts import Facts

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
ME = "me"


@dataclass(frozen=True, slots=True)
class Question:
    """`scope` is None for the resource that the action suggests, `principal` for the endpoint's own identities."""

    action: str
    scope: str | None = None
    data: bool = False
    principal: str | None = None


def answer(facts: Facts, asked: Question) -> tuple[Ruling, ...]:
    """Raises CannotStart for what cannot be asked: no action, no such scope, nobody whose access it would be."""
    named = scope_of(asked.scope) if asked.scope is not None else None
    action = action_of(facts, asked.action, (named or facts.target.workspace_id).subscription, data=asked.data)
    scope, why = (named, "") if named else default_scope(facts, action.name)
    notes = [f"on {why}, which the action suggests; --scope ID names another" if why else "", action.note]
    notes += [refuse_absent(facts, scope)]
    doing = f"do {action.name} on {words(scope)}"
    rights = [
        Right(doing, scope, (action.name,), _documented_role(action.name), data=plane is Plane.DATA)
        for plane in action.planes
    ]
    try:
        who = _principals(facts, asked.principal, scope)
    except Unreadable as error:
        return (_nobody(facts, error, doing),)
    found = [rule(facts, principal, rights, identity, action.unread) for principal, identity in who]
    return tuple(replace(one, notes=(*filter(None, notes), *one.notes)) for one in found)


def holders(access: Access, asked: Question, workspace: ArmId | None = None) -> Holders:
    """Who may do it; the scope must be named. `workspace` as in `Access.who_can`. Raises CannotStart."""
    scope = scope_of(asked.scope or "")
    action = action_of(access, asked.action, scope.subscription, data=asked.data)
    doing = f"do {action.name} on {words(scope)}"
    absent = refuse_absent(access, scope)
    found = [
        access.who_can(Right(doing, scope, (action.name,), None, data=plane is Plane.DATA), workspace)
        for plane in action.planes
    ]
    notes = tuple(filter(None, (action.note, absent)))
    if len(found) == 1:
        return replace(found[0], notes=notes)
    needs = dict.fromkeys((*action.unread, *(need for one in found for need in one.needs)))
    return replace(found[0], needs=tuple(needs), notes=(*notes, "shown as a control action; --data shows it as data"))


def answer_all(facts: Facts) -> tuple[Ruling, ...]:
    """All that the endpoint's identities need. Raises CannotStart if it has none, or runs where another one counts."""
    try:
        if facts.on_kubernetes:
            name = facts.target.endpoint
            raise CannotStart(
                f"{name} runs on Kubernetes, where the cluster's identity counts; name an ACTION instead."
            )
        _own(facts)
        return rule_all(facts)
    except Unreadable as error:
        return (_nobody(facts, error, "do what it needs"),)


def _documented_role(action: str) -> Role | None:
    rights = documented(ArmId("/"))
    return next((one.role for one in rights if action.lower() in map(str.lower, one.actions)), None)


def _principals(facts: Facts, named: str | None, scope: ArmId) -> list[tuple[Principal, Identity | None]]:
    if named is None:
        return [(identity_of(one), one) for one in _own(facts)]
    id = facts.caller if named.lower() == ME else named.strip().lower()
    if not id:
        raise CannotStart("Who is signed in is not known here; give the object id with --principal ID.")
    if not _GUID.fullmatch(id):
        raise CannotStart(f"{named!r} is not the object id of a principal, which looks like a GUID.")
    with suppress(Missing, Unreadable):
        for one in facts.identities:
            if one.principal_id == id:
                return [(identity_of(one), one)]
    if facts.is_group(id, scope):
        raise CannotStart(f"{id} is a group, and Azure tells only a member's access; `pfdoctor who-can` names groups.")
    kind = "caller" if id == facts.caller else "principal"
    return [(Principal(id, kind, "the signed-in caller" if kind == "caller" else id), None)]


def _own(facts: Facts) -> tuple[Identity, ...]:
    found = facts.identities
    if not found:
        name = facts.target.endpoint
        raise CannotStart(
            f"Endpoint {name} has no identity, so there is nobody to judge; name one with --principal ID."
        )
    return found


def _nobody(facts: Facts, error: Unreadable, doing: str) -> Ruling:
    """The ruling where it is not known who the endpoint's identities are."""
    who = Principal("", "principal", f"the identity of {facts.target.endpoint}", facts.target.endpoint_id)
    proof = Proof(Verdict.UNKNOWN, (Because("R13", str(facts.target.endpoint_id), str(error)),), needs=error.needs)
    return Ruling(who, doing, None, proof)
