"""May this principal do that: enforced on every request, by the same rules that the doctor judges with.

Who is named in the bundle's world has what its role assignments give. The bundle's caller, if it is not, has the
permissions that were recorded, or with none recorded may read all and write nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pfdoctor.bundle.file import Bundle
from pfdoctor.lab.clock import Clock
from pfdoctor.lab.enforcement import Enforcement
from pfdoctor.lab.principals import Who
from pfdoctor.lab.store import Store, Stored
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document
from pfdoctor.model.errors import CannotStart, Unreadable
from pfdoctor.model.proof import Access
from pfdoctor.model.role import DenyAssignment, Permission, RoleAssignment, RoleDefinition
from pfdoctor.rbac.caller import caller_may
from pfdoctor.rbac.evaluate import evaluate
from pfdoctor.rbac.patterns import grants
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Request
from pfdoctor.rbac.scope import applies, is_management_group

_MOST = 64
"""Subscriptions whose policy is kept ready."""

_READ_ALL = {"actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": []}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why something is not allowed: for want of a role, unless a condition or a deny assignment stands in the way."""

    allowed: bool
    by_condition: bool = False
    denied_by: DenyAssignment | None = None


class Gate:
    """Raises CannotStart if the bundle's role assignments or definitions are not understood.

    What is assigned later is enforced `propagation` seconds after.
    """

    def __init__(self, bundle: Bundle, store: Store, clock: Clock | None = None, propagation: float = 0) -> None:
        self._store = store
        self._parents = {ArmId(one.id).key: ArmId(one.parent).key for one in bundle.world.management_groups}
        try:
            assignments = tuple(RoleAssignment.from_arm(_document(one)) for one in store.items("roleassignments"))
            roles = [RoleDefinition.from_arm(_document(one)) for one in store.items("roledefinitions")]
            self._denies = tuple(DenyAssignment.from_arm(_document(one)) for one in store.items("denyassignments"))
        except Unreadable as wrong:
            raise CannotStart(f"the bundle holds access data that is not understood: {wrong}") from None
        self._roles = {role.guid: role for role in roles}
        self._enforcement = Enforcement(assignments, clock or Clock(bundle.taken_at), propagation)
        self._lock = threading.Lock()
        self._policies: dict[str, tuple[tuple[RoleAssignment, ...], Policy]] = {}

    def may(self, who: Who, action: str, scope: ArmId) -> bool:
        return self.weigh(who, action, scope).allowed

    def weigh(self, who: Who, action: str, scope: ArmId) -> Judgement:
        return self.judge(who, Request(who.object_id, action, scope, groups=who.groups))

    def judge(self, who: Who, asked: Request) -> Judgement:
        """Whatever is not known is refused, as Azure refuses what nobody granted."""
        if who.named:
            proof = evaluate(asked, self._policy(asked.scope.subscription.lower()))
            condition = any(one.kind == "condition-false" for one in proof.near_misses)
            unclear = proof.verdict is Access.UNKNOWN
            blocking = {one.id for one in proof.near_misses if one.kind == "blocked-by-deny"}
            deny = next((one for one in self._denies if str(one.id) in blocking), None)
            return Judgement(proof.verdict is Access.ALLOWED, condition or unclear, deny)
        known = Document(asked.scope.text, {})
        blocks = tuple(Permission.from_arm(block, known) for block in self._recorded(asked.scope))
        found = caller_may(asked.action, blocks, attributes=asked.attributes, scope=asked.scope)
        return Judgement(found is True, any(grants(block, asked.action, asked.plane) for block in blocks))

    def assigned(self, one: Stored) -> None:
        """A role assignment was written. Raises Unreadable if it is not understood."""
        self._enforcement.replace(one.id.key, RoleAssignment.from_arm(_document(one)))

    def unassigned(self, id: ArmId) -> None:
        self._enforcement.replace(id.key, None)

    def learn(self, one: Stored) -> None:
        """A role definition that was not known before. Raises Unreadable if it is not understood."""
        role = RoleDefinition.from_arm(_document(one))
        with self._lock:
            self._roles = {**self._roles, role.guid: role}
            self._policies = {}

    def permissions(self, who: Who, scope: ArmId) -> list[Mapping[str, Any]]:
        """The permission blocks that hold at a scope, as Microsoft.Authorization/permissions lists them."""
        recorded = self._store.permissions.get(scope.key)
        if who.is_caller and recorded is not None and not (who.named and self._enforcement.changed):
            return list(_blocks(recorded.body))
        return self._computed(who, scope) if who.named else list(self._recorded(scope))

    def holds_anything(self, who: Who, scope: ArmId) -> bool:
        """True if the principal has a role at, above or below the scope."""
        if not who.named:
            return True
        above = self._ancestors(scope.subscription.lower())
        return any(
            one.principal_id in who.all_ids and (one.scope.within(scope) or applies(one.scope, scope, above) is True)
            for one in self._enforcement.current
        )

    def _computed(self, who: Who, scope: ArmId) -> list[Mapping[str, Any]]:
        above = self._ancestors(scope.subscription.lower())
        found: list[Mapping[str, Any]] = []
        for one in self._enforcement.current:
            if one.principal_id not in who.all_ids or applies(one.scope, scope, above) is not True:
                continue
            role = self._store.access.get("roledefinitions", {}).get(one.role_guid)
            for block in _blocks(role.body.get("properties"), "permissions") if role else ():
                found.append(_conditional(block, one.condition, one.condition_version))
        return found

    def _recorded(self, scope: ArmId) -> Iterable[Mapping[str, Any]]:
        """What the nearest recorded scope above told; it holds here too."""
        if not self._store.permissions:
            return [_READ_ALL]
        parts = scope.key.split("/")
        above = ("/".join(parts[:end]) or "/" for end in range(len(parts), 0, -1))
        nearest = next((self._store.permissions[one] for one in above if one in self._store.permissions), None)
        return _blocks(nearest.body) if nearest else [_READ_ALL]

    def _ancestors(self, subscription: str) -> frozenset[str]:
        """The management groups above. Where no tree is recorded, all that a list names, for Azure listed them."""
        place = f"/subscriptions/{subscription}"
        if place not in self._parents:
            return frozenset(one.scope.key for one in self._enforcement.current if is_management_group(one.scope))
        found: set[str] = set()
        while (place := self._parents.get(place, "/")) not in ("/", *found):
            found.add(place)
        return frozenset(found)

    def _policy(self, subscription: str) -> Policy:
        current = self._enforcement.current
        known, policy = self._policies.get(subscription, ((), None))
        if policy is None or known is not current:
            with self._lock:
                policy = Policy(current, self._roles, self._denies, self._ancestors(subscription))
                kept = {} if len(self._policies) >= _MOST else self._policies
                self._policies = {**kept, subscription: (current, policy)}
        return policy


def _conditional(block: Mapping[str, Any], condition: str | None, version: str | None) -> Mapping[str, Any]:
    """A role's block as an assignment with a condition gives it: both conditions must be met."""
    if not condition:
        return block
    own = block.get("condition")
    joined = f"({condition}) AND ({own})" if own else condition
    return {**block, "condition": joined, "conditionVersion": version or block.get("conditionVersion")}


def _document(one: Stored) -> Document:
    return Document(one.id.text, one.body, f"GET {one.id}", one.api_version)


def _blocks(body: Any, name: str = "value") -> tuple[Mapping[str, Any], ...]:
    found = body.get(name) if isinstance(body, Mapping) else None
    return tuple(one for one in found if isinstance(one, Mapping)) if isinstance(found, list) else ()
