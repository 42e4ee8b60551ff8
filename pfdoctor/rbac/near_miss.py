"""What almost granted an access that was not granted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.proof import NearMiss
from pfdoctor.rbac import scope
from pfdoctor.rbac.case import Case
from pfdoctor.rbac.deny import WeighedDeny
from pfdoctor.rbac.explain import not_actions, only_where, what
from pfdoctor.rbac.request import Request
from pfdoctor.rbac.standing import stand
from pfdoctor.rbac.weigh import Weighed, weigh

RANK = (
    "sibling-scope",
    "control-not-data",
    "blocked-by-deny",
    "condition-false",
    "group-unreadable",
    "pim-eligible",
    "not-action",
)
_EACH = 5


def near_misses(case: Case) -> tuple[NearMiss, ...]:
    """The nearest first, at most five of a kind."""
    request, policy = case.request, case.policy
    found = [(0, miss) for one in case.held for miss in _assignment(one, request)]
    if policy.eligible:
        decisions = policy.decisions(request)
        for eligible in policy.eligible:
            found += _eligible(weigh(stand(eligible, request, policy), request, decisions[eligible.role_guid]))
    if case.denies and any(one.verdict is not False for one in case.held):
        allows = "a role allows it" if case.granted else "a role may allow it"
        found += [(0, miss) for deny in case.denies for miss in _deny(deny, allows)]
    found += [miss for one in case.elsewhere for miss in _elsewhere(one, request)]
    if not found:
        return ()
    counted: Counter[str] = Counter()
    kept = []
    for _, miss in sorted(found, key=lambda pair: (RANK.index(pair[1].kind), pair[0], pair[1].id.lower())):
        counted[miss.kind] += 1
        if counted[miss.kind] <= _EACH:
            kept.append(miss)
    return tuple(kept)


def _assignment(one: Weighed, request: Request) -> tuple[NearMiss, ...]:
    """A role that the principal holds, or may hold, here or above."""
    decision = one.decision
    if decision is None or one.here is not True:
        return ()
    name = one.standing.name
    if one.held is None:
        if one.granted is False or one.condition.value is False:
            return ()
        reason = f"{name} is held by group {one.assignment.principal_id}, whose members are not known"
        kind = "group-unreadable"
    elif decision.other_plane:
        kind, reason = "control-not-data", f"{name} is for management only, it does not allow {what(request)}"
    elif decision.removed:
        kind, reason = "not-action", f"{name} takes {what(request)} out by its {not_actions(request)}"
    elif False in (one.granted, one.condition.value):
        where = only_where(request, *([one.assignment] if one.condition.value is False else one.blocks(False)))
        kind, reason = "condition-false", f"{name} would allow it, but its condition is not met{where}"
    else:
        return ()
    return (NearMiss(kind, str(one.assignment.id), reason),)


def _eligible(one: Weighed) -> Iterator[tuple[int, NearMiss]]:
    """https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-resource-roles-activate-your-roles"""
    if one.here is True and one.held is not False and one.granted and one.condition.value is not False:
        group = "" if one.held else f", through group {one.assignment.principal_id} if it is a member,"
        reason = f"{one.standing.name} is eligible{group} but not active: activate it in Privileged Identity Management"
        yield 0, NearMiss("pim-eligible", str(one.assignment.id), reason)


def _deny(one: WeighedDeny, allows: str) -> Iterator[NearMiss]:
    if one.verdict is True:
        reason = f"{allows}, but the deny assignment {one.deny.name} at {scope.words(one.deny.scope)} blocks it"
        yield NearMiss("blocked-by-deny", str(one.deny.id), reason)


def _elsewhere(one: Weighed, request: Request) -> Iterator[tuple[int, NearMiss]]:
    """A right role that the principal certainly holds, where it does not help."""
    if False not in (one.granted, one.condition.value):
        there = one.assignment.scope
        reason = f"{one.standing.role} is granted on {scope.words(there)}, not on {scope.words(request.scope)}"
        yield _distance(there, request.scope), NearMiss("sibling-scope", str(one.assignment.id), reason)


def _distance(there: ArmId, target: ArmId) -> int:
    """0 a resource of the same type, 1 something inside the target, 2 anything else."""
    if there.type and there.type.lower() == target.type.lower():
        return 0
    return 1 if there.within(target) else 2
