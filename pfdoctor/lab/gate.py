"""May this principal do that: enforced on every request, by the same rules that the doctor judges with.

Who is named in the bundle's world has what its role assignments give. The bundle's caller, if it is not, has the
permissions that were recorded, or with none recorded may read all and write nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from pfdoctor.bundle.file import Bundle
from pfdoctor.lab.principals import Who
from pfdoctor.lab.store import Store, Stored
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document
from pfdoctor.model.errors import CannotStart, Unreadable
from pfdoctor.model.proof import Access
from pfdoctor.model.role import DenyAssignment, Permission, RoleAssignment, RoleDefinition
from pfdoctor.rbac.caller import caller_may
from pfdoctor.rbac.evaluate import evaluate
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Request
from pfdoctor.rbac.scope import applies, is_management_group

_READ_ALL = {"actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": []}


class Gate:
    """Raises CannotStart if the bundle's role assignments or definitions are not understood."""

    def __init__(self, bundle: Bundle, store: Store) -> None:
        self._store = store
        self._parents = {ArmId(one.id).key: ArmId(one.parent).key for one in bundle.world.management_groups}
        try:
            self._assignments = tuple(RoleAssignment.from_arm(_document(one)) for one in store.items("roleassignments"))
            roles = [RoleDefinition.from_arm(_document(one)) for one in store.items("roledefinitions")]
            self._denies = tuple(DenyAssignment.from_arm(_document(one)) for one in store.items("denyassignments"))
        except Unreadable as wrong:
            raise CannotStart(f"the bundle holds access data that is not understood: {wrong}") from None
        self._roles = {role.guid: role for role in roles}
        self._policy = lru_cache(maxsize=None)(self._policy_for)

    def may(self, who: Who, action: str, scope: ArmId) -> bool:
        """Whatever is not known is refused, as Azure refuses what nobody granted."""
        if who.named:
            asked = Request(who.object_id, action, scope, groups=who.groups)
            return evaluate(asked, self._policy(scope.subscription.lower())).verdict is Access.ALLOWED
        blocks = self._recorded(scope)
        known = Document(scope.text, {})
        return caller_may(action, tuple(Permission.from_arm(block, known) for block in blocks)) is True

    def permissions(self, who: Who, scope: ArmId) -> list[Mapping[str, Any]]:
        """The permission blocks that hold at a scope, as Microsoft.Authorization/permissions lists them."""
        recorded = self._store.permissions.get(scope.key)
        if who.is_caller and recorded is not None:
            return list(_blocks(recorded.body))
        return self._computed(who, scope) if who.named else list(self._recorded(scope))

    def holds_anything(self, who: Who, scope: ArmId) -> bool:
        """True if the principal has a role at, above or below the scope."""
        if not who.named:
            return True
        return any(
            one.principal_id in who.all_ids and (one.scope.within(scope) or self._applies(one, scope))
            for one in self._assignments
        )

    def _computed(self, who: Who, scope: ArmId) -> list[Mapping[str, Any]]:
        held = [one for one in self._assignments if one.principal_id in who.all_ids and self._applies(one, scope)]
        found: list[Mapping[str, Any]] = []
        for one in held:
            role = self._store.access.get("roledefinitions", {}).get(one.role_guid)
            for block in _blocks(role.body.get("properties"), "permissions") if role else ():
                conditions = [text for text in (one.condition, block.get("condition")) if text]
                joined = (
                    " AND ".join(f"({text})" for text in conditions) if len(conditions) > 1 else "".join(conditions)
                )
                found.append({**block, "condition": joined, "conditionVersion": "2.0"} if joined else block)
        return found

    def _recorded(self, scope: ArmId) -> Iterable[Mapping[str, Any]]:
        """What the nearest recorded scope above told; it holds here too."""
        if not self._store.permissions:
            return [_READ_ALL]
        parts = scope.key.split("/")
        above = ("/".join(parts[:end]) or "/" for end in range(len(parts), 0, -1))
        nearest = next((self._store.permissions[one] for one in above if one in self._store.permissions), None)
        return _blocks(nearest.body) if nearest else [_READ_ALL]

    def _applies(self, one: RoleAssignment, scope: ArmId) -> bool:
        return applies(one.scope, scope, self._ancestors(scope.subscription.lower())) is True

    def _ancestors(self, subscription: str) -> frozenset[str]:
        """The management groups above. Where no tree is recorded, all that a list names, for Azure listed them."""
        place = f"/subscriptions/{subscription}"
        if place not in self._parents:
            return frozenset(one.scope.key for one in self._assignments if is_management_group(one.scope))
        found: set[str] = set()
        while (place := self._parents.get(place, "/")) not in ("/", *found):
            found.add(place)
        return frozenset(found)

    def _policy_for(self, subscription: str) -> Policy:
        return Policy(self._assignments, self._roles, self._denies, self._ancestors(subscription))


def _document(one: Stored) -> Document:
    return Document(one.id.text, one.body, f"GET {one.id}", one.api_version)


def _blocks(body: Any, name: str = "value") -> tuple[Mapping[str, Any], ...]:
    found = body.get(name) if isinstance(body, Mapping) else None
    return tuple(one for one in found if isinstance(one, Mapping)) if isinstance(found, list) else ()
