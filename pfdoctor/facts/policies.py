"""What is known about a principal's access in one subscription, read as broadly as the caller may.

One list at the subscription serves every resource in it; where that may not be read, the list at the resource itself
says as much about this resource. https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from pfdoctor.azure import authorization
from pfdoctor.azure.session import Session
from pfdoctor.facts.once import Once
from pfdoctor.facts.requests import RequestPool
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.exchange import NotRecorded
from pfdoctor.model.need import Need
from pfdoctor.model.role import DenyAssignment, RoleAssignment, RoleDefinition
from pfdoctor.rbac.policy import Policy

T = TypeVar("T")

_SINGLE_READS = 3
"""Up to so many roles are read one by one, side by side; for more, the list of all (some hundreds) is the cheaper."""


@dataclass(frozen=True, slots=True)
class Held:
    """The assignments that reach a principal. `groups` is None where its groups are not known."""

    assignments: tuple[RoleAssignment, ...] = ()
    groups: frozenset[str] | None = None
    unread: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Policies:
    """Builds the policy that the evaluator judges by, each part read once."""

    session: Session
    pool: RequestPool
    once: Once = field(default_factory=Once)

    def of(self, principal_id: str, scope: ArmId) -> tuple[Policy, frozenset[str] | None]:
        """The policy for a principal at a scope, and the principal's groups."""
        subscription = _subscription(scope)
        held = self.held(principal_id, scope)
        if held.unread:
            # Nothing can be allowed then, so what is denied need not be asked.
            return Policy((), {}, (), None, unread=held.unread), None
        self._prime(self._denied, subscription)
        definitions, unread_definitions = self._definitions(held.assignments, subscription)
        denies, unread_denies = self._denies(scope)
        policy = Policy(
            assignments=held.assignments,
            definitions=definitions,
            denies=denies,
            # Azure lists what applies: a management group whose assignment was listed here is an ancestor.
            ancestors=frozenset(_management_groups(held.assignments) | _management_groups(denies)),
            unread_denies=unread_denies,
            unread_definitions=unread_definitions,
        )
        return policy, held.groups

    def begin(self, principal_id: str, scope: ArmId) -> None:
        """Start reading who holds what in the subscription."""
        self._prime(self._assigned, principal_id, _subscription(scope))

    def held(self, principal_id: str, scope: ArmId) -> Held:
        """The assignments at, above and below a scope that reach the principal."""
        found = self._at_either(scope, lambda where: self._get(self._assigned, principal_id, where))
        return found if isinstance(found, Held) else Held(unread=found.needs)

    def _denies(self, scope: ArmId) -> tuple[tuple[DenyAssignment, ...], tuple[Need, ...]]:
        found = self._at_either(scope, lambda where: self._get(self._denied, where))
        return ((), found.needs) if isinstance(found, Unreadable) else (found, ())

    def _at_either(self, scope: ArmId, read: Callable[[ArmId], T]) -> T | Unreadable:
        """The list at the subscription, else at the scope; if neither may be read, the refusal that says more."""
        try:
            return read(_subscription(scope))
        except Unreadable as broad:
            try:
                return read(scope)
            except Unreadable as narrow:
                return broad if isinstance(narrow.__cause__, NotRecorded) else narrow

    def _definitions(
        self, assignments: tuple[RoleAssignment, ...], subscription: ArmId
    ) -> tuple[Mapping[str, RoleDefinition], Mapping[str, Need]]:
        guids = sorted({assignment.role_guid for assignment in assignments})
        listed = self._get(self._all_roles, subscription) if len(guids) > _SINGLE_READS else {}
        found = {guid: listed[guid] for guid in guids if guid in listed}
        missing = [guid for guid in guids if guid not in found]
        for guid in missing:
            self._prime(self._defined, subscription, guid)
        unread: dict[str, Need] = {}
        for guid in missing:
            try:
                found[guid] = self._get(self._defined, subscription, guid)
            except Unreadable as error:
                unread[guid] = error.needs[0]
        return found, unread

    def _get(self, read: Callable[..., T], *args: Any) -> T:
        return self.once.get((read.__name__, *args), partial(read, *args))

    def _prime(self, read: Callable[..., object], *args: Any) -> None:
        self.once.prime((read.__name__, *args), partial(self.pool.submit, partial(read, *args)))

    # Each of these is sent from the request pool: requests, and nothing that waits for another fact.

    def _assigned(self, principal_id: str, scope: ArmId) -> Held:
        try:
            listed = _read(lambda: authorization.assignments_of(self.session, scope, principal_id))
        except Unreadable as error:
            if not isinstance(error.__cause__, NotRecorded):
                raise
            # A bundle may hold the whole list instead; then nobody expanded the groups.
            try:
                return Held(_read(lambda: authorization.assignments(self.session, scope)), None)
            except Unreadable:
                raise error from error.__cause__
        groups = frozenset(one.principal_id for one in listed if one.principal_id != principal_id.lower())
        return Held(listed, groups)

    def _denied(self, scope: ArmId) -> tuple[DenyAssignment, ...]:
        return _read(lambda: authorization.denies(self.session, scope))

    def _defined(self, subscription: ArmId, guid: str) -> RoleDefinition:
        return _read(lambda: authorization.definition(self.session, subscription, guid))

    def _all_roles(self, subscription: ArmId) -> dict[str, RoleDefinition]:
        try:
            listed = _read(lambda: authorization.definitions(self.session, subscription))
        except Unreadable:
            return {}
        return {role.guid: role for role in listed}


def _read(read: Callable[[], T]) -> T:
    """A list at a scope that does not exist says nothing: to judge by it would be to judge by an empty list."""
    try:
        return read()
    except Missing as error:
        raise Unreadable(error.need) from error


def _subscription(scope: ArmId) -> ArmId:
    return ArmId(f"/subscriptions/{scope.subscription}")


def _management_groups(items: tuple[RoleAssignment, ...] | tuple[DenyAssignment, ...]) -> set[str]:
    prefix = "/providers/microsoft.management/managementgroups/"
    return {item.scope.key for item in items if item.scope.key.startswith(prefix)}
