"""What is known about a principal's access in one subscription, read as broadly as the caller may.

One list at the subscription serves every resource in it; where that may not be read, the list at the resource itself
says as much about this resource. https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from pfdoctor.model.proof import Access, Because, Proof
from pfdoctor.model.role import EVERYONE, DenyAssignment, DenyPrincipal, RoleAssignment, RoleDefinition
from pfdoctor.rbac.case import consider
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Request
from pfdoctor.rbac.scope import applies

T = TypeVar("T")

AT_SCOPE = "atScope()"

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
        if held.unread and not held.assignments:
            # Nothing can be allowed then, so what is denied need not be asked.
            return Policy((), {}, (), None, unread=held.unread), None
        self._prime(self._denied, subscription, "")
        definitions, unread_definitions = self._definitions(held.assignments, scope)
        denies, unread_denies = self._denies(scope)
        policy = Policy(
            assignments=held.assignments,
            definitions=definitions,
            denies=denies,
            # Azure lists what applies: a management group whose assignment was listed here is an ancestor.
            ancestors=frozenset(_management_groups(held.assignments) | _management_groups(denies)),
            unread=held.unread,
            unread_denies=unread_denies,
            unread_definitions=unread_definitions,
        )
        return policy, held.groups

    def with_eligible(self, policy: Policy, principal_id: str, scope: ArmId, *, me: bool = False) -> Policy:
        """The policy with what the principal could activate; `me` says that the principal is who is signed in.

        Where that may not be read nothing is added: it is a near miss, and settles no verdict.
        """
        wanted = [assigned_to(principal_id), "asTarget()"] if me else [assigned_to(principal_id)]
        attempts = [(where, one) for one in wanted for where in (_subscription(scope), scope)]
        for where, one in attempts:
            try:
                eligible = self._get(self._eligible, where, one)
                break
            except Unreadable:
                continue
        else:
            return policy
        definitions, _ = self._definitions(eligible, scope)
        return replace(
            policy,
            definitions={**definitions, **policy.definitions},
            ancestors=(policy.ancestors or frozenset()) | _management_groups(eligible),
            eligible=eligible,
        )

    def unless_denied(self, proof: Proof, scope: ArmId, action: str) -> Proof:
        """The proof; unknown where a deny assignment names the action, for it may mean one of whom nothing is known.

        What is not read of the denies is not counted here: permissions never tell of them.
        """
        denies, _ = self._denies(scope)
        meant = tuple(replace(one, principals=(DenyPrincipal(EVERYONE),), exclude_principals=()) for one in denies)
        policy = Policy((), {}, meant, frozenset(_management_groups(denies)))
        if consider(Request(EVERYONE, action, scope, groups=frozenset()), policy).denied is False:
            return proof
        reason = f"a deny assignment at {scope.name} may mean you, and it is not known who you are"
        need = Need(f"GET {scope}/providers/Microsoft.Authorization/denyAssignments", "", str(scope), reason=reason)
        return Proof(Access.UNKNOWN, (*proof.because, Because("R13", str(scope), reason)), needs=(need,))

    def everyone(self, scope: ArmId) -> Policy:
        """The policy of all principals at a scope: what was assigned there or above."""
        subscription = _subscription(scope)
        attempts = [(subscription, ""), (scope, ""), (scope, AT_SCOPE)]
        found = self._first(partial(self._assigned, ""), attempts)
        if isinstance(found, Unreadable):
            return Policy((), {}, (), None, unread=found.needs)
        self._prime(self._denied, subscription, "")
        ancestors = frozenset(_management_groups(found.assignments))
        near = tuple(one for one in found.assignments if applies(one.scope, scope, ancestors) is not False)
        definitions, unread_definitions = self._definitions(near, scope)
        denies, unread_denies = self._denies(scope)
        return Policy(
            assignments=near,
            definitions=definitions,
            denies=denies,
            ancestors=ancestors | _management_groups(denies),
            unread_denies=unread_denies,
            unread_definitions=unread_definitions,
        )

    def is_group(self, principal_id: str, scope: ArmId) -> bool:
        """True if a role assignment near the scope shows it; False also where none does, or none could be read."""
        attempts = [(_subscription(scope), ""), (scope, "")]
        found = self._first(partial(self._assigned, ""), attempts)
        listed = () if isinstance(found, Unreadable) else found.assignments
        return any(one.principal_id == principal_id.lower() and _group(one) for one in listed)

    def roles(self, subscription: str) -> Mapping[str, RoleDefinition]:
        """All roles that can be assigned in a subscription, by GUID. Raises Unreadable."""
        return self._get(self._all_roles, ArmId(f"/subscriptions/{subscription}"))

    def role(self, guid: str, scope: ArmId) -> RoleDefinition:
        """One role. Raises Unreadable."""
        return self._get(self._defined, _subscription(scope), guid.lower())

    def begin(self, principal_id: str, scope: ArmId) -> None:
        """Start reading who holds what in the subscription."""
        self._prime(self._assigned, principal_id, _subscription(scope), assigned_to(principal_id))

    def held(self, principal_id: str, scope: ArmId) -> Held:
        """The assignments at, above and below a scope that reach the principal."""
        subscription = _subscription(scope)
        wanted = assigned_to(principal_id)
        # What Azure answers; then what someone may have recorded instead, the more telling first.
        attempts = [
            (subscription, wanted),
            (scope, wanted),
            (scope, f"{AT_SCOPE} and {wanted}"),
            (subscription, ""),
            (scope, ""),
            (scope, AT_SCOPE),
            (subscription, f"principalId eq '{principal_id}'"),
            (scope, f"principalId eq '{principal_id}'"),
        ]
        found = self._first(partial(self._assigned, principal_id), attempts)
        return found if isinstance(found, Held) else Held(unread=found.needs)

    def _denies(self, scope: ArmId) -> tuple[tuple[DenyAssignment, ...], tuple[Need, ...]]:
        subscription = _subscription(scope)
        found = self._first(self._denied, [(subscription, ""), (scope, ""), (scope, AT_SCOPE)])
        return ((), found.needs) if isinstance(found, Unreadable) else (found, ())

    def _first(self, read: Callable[..., T], attempts: Sequence[tuple[ArmId, str]]) -> T | Unreadable:
        """The first list that can be had, else the refusal that says most.

        The second attempt is for callers with rights on the resource alone; the others are for bundles, which may
        hold another list than the one asked for, and are made only if an answer was not recorded.
        """
        told: Unreadable | None = None
        for number, (scope, wanted) in enumerate(attempts):
            try:
                return self._get(read, scope, wanted)
            except Unreadable as error:
                recorded = not isinstance(error.__cause__, NotRecorded)
                if told is None or recorded or (number == 1 and isinstance(told.__cause__, NotRecorded)):
                    told = error
                if recorded and scope == attempts[1][0]:
                    break
        assert told is not None
        return told

    def _definitions(
        self, assignments: tuple[RoleAssignment, ...], scope: ArmId
    ) -> tuple[Mapping[str, RoleDefinition], Mapping[str, Need]]:
        """The roles by GUID, and why one is missing. Who may read the resource alone can read them there."""
        missing = sorted({assignment.role_guid for assignment in assignments})
        found: dict[str, RoleDefinition] = {}
        unread: dict[str, Need] = {}
        for where in (_subscription(scope), scope):
            read, refused = self._defined_at(where, missing)
            found |= read
            unread |= {guid: error.needs[0] for guid, error in refused.items()}
            missing = [guid for guid, error in refused.items() if not isinstance(error.__cause__, NotRecorded)]
        return found, {guid: need for guid, need in unread.items() if guid not in found}

    def _defined_at(
        self, scope: ArmId, guids: Sequence[str]
    ) -> tuple[dict[str, RoleDefinition], dict[str, Unreadable]]:
        listed: Mapping[str, RoleDefinition] = {}
        if len(guids) > _SINGLE_READS:
            try:
                listed = self._get(self._all_roles, scope)
            except Unreadable as error:
                if not isinstance(error.__cause__, NotRecorded):
                    return {}, dict.fromkeys(guids, error)
        found = {guid: listed[guid] for guid in guids if guid in listed}
        alone = [guid for guid in guids if guid not in found]
        for guid in alone:
            self._prime(self._defined, scope, guid)
        refused = {}
        for guid in alone:
            try:
                found[guid] = self._get(self._defined, scope, guid)
            except Unreadable as error:
                refused[guid] = error
        return found, refused

    def _get(self, read: Callable[..., T], *args: Any) -> T:
        return self.once.get(_key(read, args), partial(read, *args))

    def _prime(self, read: Callable[..., object], *args: Any) -> None:
        self.once.prime(_key(read, args), partial(self.pool.submit, partial(read, *args)))

    # Each of these is sent from the request pool: requests, and nothing that waits for another fact.

    def _assigned(self, principal_id: str, scope: ArmId, wanted: str) -> Held:
        listed = _read(lambda: authorization.assignments(self.session, scope, wanted))
        if "assignedTo" in wanted:
            groups = frozenset(one.principal_id for one in listed if one.principal_id != principal_id.lower())
            return Held(listed, groups)
        if "principalId" in wanted:
            # Nobody asked what its groups hold.
            path = f"{scope}/providers/Microsoft.Authorization/roleAssignments?$filter={assigned_to(principal_id)}"
            action = authorization.READS["assignments"]
            need = Need(f"GET {path}", action, str(scope), reason="what its groups hold was not recorded")
            return Held(listed, None, (need,))
        return Held(listed, None)

    def _eligible(self, scope: ArmId, wanted: str) -> tuple[RoleAssignment, ...]:
        return _read(lambda: authorization.eligible(self.session, scope, wanted))

    def _denied(self, scope: ArmId, wanted: str) -> tuple[DenyAssignment, ...]:
        return _read(lambda: authorization.denies(self.session, scope, wanted))

    def _defined(self, scope: ArmId, guid: str) -> RoleDefinition:
        return _read(lambda: authorization.definition(self.session, scope, guid))

    def _all_roles(self, scope: ArmId) -> dict[str, RoleDefinition]:
        return {role.guid: role for role in _read(lambda: authorization.definitions(self.session, scope))}


def _read(read: Callable[[], T]) -> T:
    """A list at a scope that does not exist says nothing: to judge by it would be to judge by an empty list."""
    try:
        return read()
    except Missing as error:
        raise Unreadable(error.need) from error


def assigned_to(principal_id: str) -> str:
    """The filter for what reaches a principal, itself or through its groups, however deep."""
    return f"assignedTo('{principal_id}')"


def _group(assignment: RoleAssignment) -> bool:
    return assignment.principal_type.lower() in ("group", "foreigngroup")


def _key(read: Callable[..., object], args: tuple[Any, ...]) -> tuple[object, ...]:
    if isinstance(read, partial):
        return _key(read.func, (*read.args, *args))
    return (read.__name__, *args)


def _subscription(scope: ArmId) -> ArmId:
    return ArmId(f"/subscriptions/{scope.subscription}")


def _management_groups(items: tuple[RoleAssignment, ...] | tuple[DenyAssignment, ...]) -> set[str]:
    prefix = "/providers/microsoft.management/managementgroups/"
    return {item.scope.key for item in items if item.scope.key.startswith(prefix)}
