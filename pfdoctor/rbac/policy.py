"""All that is known of who was granted or denied what, and what could not be read of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.need import Need
from pfdoctor.model.role import DenyAssignment, RoleAssignment, RoleDefinition
from pfdoctor.rbac.decision import RoleDecision, decide
from pfdoctor.rbac.principal import may_be_group, unsettled
from pfdoctor.rbac.request import Plane, Request


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

    def candidates(self, request: Request) -> list[RoleAssignment]:
        """The assignments that the principal holds or may hold, whatever their scope."""
        return self._index.held(request)

    def decision(self, guid: str, action: str, plane: Plane) -> RoleDecision | None:
        """What the role says about the action; None if the role could not be read."""
        key = (guid, action, plane)
        known = self._index.decisions.get(key)
        if known is None and (definition := self.definitions.get(guid)) is not None:
            known = self._index.decisions[key] = decide(definition.permissions, action, plane)
        return known


class Index:
    """Assignments by holder, and roles' decisions as they are asked for."""

    __slots__ = ("_by_holder", "_groups", "_unsettled", "decisions")

    def __init__(self, assignments: tuple[RoleAssignment, ...]) -> None:
        self.decisions: dict[tuple[str, str, Plane], RoleDecision] = {}
        self._by_holder: dict[str, list[RoleAssignment]] = {}
        for one in assignments:
            self._by_holder.setdefault(one.principal_id.lower(), []).append(one)
        self._groups = [one for one in assignments if may_be_group(one.principal_type)]
        self._unsettled = [one for one in self._groups if unsettled(one.principal_type)]

    def held(self, request: Request) -> list[RoleAssignment]:
        own = self._by_holder.get(request.principal_id, [])
        groups = (request.groups or frozenset()) - {request.principal_id}
        others = [one for group in groups for one in self._by_holder.get(group, ())]
        unclear = self._unsettled if request.knows_groups else self._groups
        seen = {request.principal_id} | groups
        return own + others + [one for one in unclear if one.principal_id.lower() not in seen]
