"""All that is known of who was granted or denied what, and what could not be read of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.need import Need
from pfdoctor.model.role import DenyAssignment, RoleAssignment, RoleDefinition
from pfdoctor.rbac.decision import RoleDecision, decide
from pfdoctor.rbac.principal import may_be_group, unsettled
from pfdoctor.rbac.request import Plane, Request

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Policy:
    """`definitions` and `unread_definitions` are keyed by the role's GUID in lower case.

    A GUID without a definition could not be read. `ancestors` are the management groups above the subscription,
    None if they are not known. `unread` are lists of assignments that could not be read (so "denied" is not
    certain), `unread_denies` lists of deny assignments (so "allowed" is not). `eligible` are assignments that their
    holder would first have to activate.
    """

    assignments: tuple[RoleAssignment, ...]
    definitions: Mapping[str, RoleDefinition]
    denies: tuple[DenyAssignment, ...]
    ancestors: frozenset[str] | None
    unread: tuple[Need, ...] = ()
    unread_denies: tuple[Need, ...] = ()
    unread_definitions: Mapping[str, Need] = field(default_factory=dict)
    eligible: tuple[RoleAssignment, ...] = ()
    _index: Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.ancestors is not None:
            object.__setattr__(self, "ancestors", frozenset(ArmId(one).key for one in self.ancestors))
        object.__setattr__(self, "_index", Index(self.assignments))
        object.__setattr__(self, "denies", tuple(sorted(self.denies, key=lambda one: one.id.key)))

    def candidates(self, request: Request) -> list[RoleAssignment]:
        """The assignments that the principal holds or may hold, whatever their scope."""
        return self._index.held(request)

    def decisions(self, request: Request) -> Mapping[str, RoleDecision | None]:
        """What each role, by GUID, says about the action; None of one that could not be read."""
        return self._index.decisions(request.action, request.plane, self.definitions)

    def remembered(self, key: Hashable, find: Callable[[], T]) -> T:
        """What `find` found for the same key, if that was what was asked last: questions come in rows."""
        return self._index.remembered(key, find)


_MOST = 1024
"""Actions of which roles' decisions are kept."""


class Index:
    """Assignments by holder, and roles' decisions as they are asked for."""

    __slots__ = ("_by_holder", "_decisions", "_groups", "_last", "_unsettled")

    def __init__(self, assignments: tuple[RoleAssignment, ...]) -> None:
        self._decisions: dict[tuple[str, bool], _Decisions] = {}
        self._last: tuple[Hashable, Any] = (None, None)
        self._by_holder: dict[str, list[RoleAssignment]] = {}
        # Lists that overlap name an assignment twice.
        for one in (told := dict.fromkeys(assignments)):
            self._by_holder.setdefault(one.principal_id.lower(), []).append(one)
        self._groups = [one for one in told if may_be_group(one.principal_type)]
        self._unsettled = [one for one in self._groups if unsettled(one.principal_type)]

    def held(self, request: Request) -> list[RoleAssignment]:
        own = self._by_holder.get(request.principal_id, [])
        groups = (request.groups or frozenset()) - {request.principal_id}
        others = [one for group in groups for one in self._by_holder.get(group, ())]
        unclear = self._unsettled if request.knows_groups else self._groups
        seen = {request.principal_id} | groups
        return own + others + [one for one in unclear if one.principal_id.lower() not in seen]

    def decisions(
        self, action: str, plane: Plane, definitions: Mapping[str, RoleDefinition]
    ) -> Mapping[str, RoleDecision | None]:
        key = (action, plane is Plane.DATA)
        found = self._decisions.get(key)
        if found is None:
            if len(self._decisions) >= _MOST:
                # Whoever asks for others may make up actions without end.
                self._decisions = {}
            found = self._decisions.setdefault(key, _Decisions(action, plane, definitions))
        return found

    def remembered(self, key: Hashable, find: Callable[[], T]) -> T:
        # One tuple, so that another thread never sees the key of one question and the answer to another.
        last, found = self._last
        if last != key:
            found = find()
            self._last = (key, found)
        return cast(T, found)


class _Decisions(dict[str, RoleDecision | None]):
    """Worked out when a role is first asked for."""

    def __init__(self, action: str, plane: Plane, definitions: Mapping[str, RoleDefinition]) -> None:
        super().__init__()
        self._about = action, plane, definitions

    def __missing__(self, guid: str) -> RoleDecision | None:
        action, plane, definitions = self._about
        role = definitions.get(guid)
        self[guid] = found = decide(role.permissions, action, plane) if role else None
        return found
