"""What almost granted an access that was not granted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.proof import NearMiss
from pfdoctor.rbac import scope
from pfdoctor.rbac.case import Case
from pfdoctor.rbac.deny import WeighedDeny
from pfdoctor.rbac.explain import role_at, role_name, what
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Request
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
    found = [(0, miss) for one in case.held for miss in _assignment(one, request, policy)]
    found += [(0, miss) for one in policy.eligible for miss in _eligible(weigh(one, request, policy), policy)]
    if any(one.verdict is not False for one in case.held):
        found += [(0, miss) for one in case.denies for miss in _deny(one)]
    found += list(_elsewhere(request, policy))
    counted: Counter[str] = Counter()
    kept = []
    for _, miss in sorted(found, key=lambda pair: (RANK.index(pair[1].kind), pair[0], pair[1].id.lower())):
        counted[miss.kind] += 1
        if counted[miss.kind] <= _EACH:
            kept.append(miss)
    return tuple(kept)


def _assignment(one: Weighed, request: Request, policy: Policy) -> Iterator[NearMiss]:
    """A role that the principal holds, or may hold, here or above."""
    if one.decision is None or one.here is not True:
        return
    id_ = str(one.assignment.id)
    name = role_at(one.assignment, policy)
    if one.held is None:
        if one.granted is not False and one.condition.value is not False:
            group = one.assignment.principal_id
            yield NearMiss("group-unreadable", id_, f"{name} is held by group {group}, whose members are not known")
    elif one.decision.other_plane:
        yield NearMiss("control-not-data", id_, f"{name} is for management only, it does not allow {what(request)}")
    elif one.decision.removed:
        yield NearMiss("not-action", id_, f"{name} takes {what(request)} out by its NotActions")
    elif one.decision.grants and False in (one.granted, one.condition.value):
        yield NearMiss("condition-false", id_, f"{name} would allow it, but its condition is not met")


def _eligible(one: Weighed, policy: Policy) -> Iterator[NearMiss]:
    """https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-resource-roles-activate-your-roles"""
    if one.here is True and one.held is not False and one.granted and one.condition.value is not False:
        name = role_at(one.assignment, policy)
        group = "" if one.held else f" through group {one.assignment.principal_id}, if it is a member"
        reason = f"{name} is eligible{group} but not active: activate it in Privileged Identity Management"
        yield NearMiss("pim-eligible", str(one.assignment.id), reason)


def _deny(one: WeighedDeny) -> Iterator[NearMiss]:
    if one.verdict is True:
        reason = f"a role allows it, but the deny assignment {one.deny.name} at {scope.words(one.deny.scope)} blocks it"
        yield NearMiss("blocked-by-deny", str(one.deny.id), reason)


def _elsewhere(request: Request, policy: Policy) -> Iterator[tuple[int, NearMiss]]:
    """A right role that the principal certainly holds, where it does not help."""
    for one in policy.candidates(request):
        decision = policy.decision(one.role_guid, request.action, request.plane)
        if decision is None or not decision.grants:
            continue
        weighed = weigh(one, request, policy)
        unmet = False in (weighed.granted, weighed.condition.value)
        if weighed.here is False and weighed.held is True and not unmet:
            name = role_name(one, policy)
            reason = f"{name} is granted on {scope.words(one.scope)}, not on {scope.words(request.scope)}"
            yield _distance(one.scope, request.scope), NearMiss("sibling-scope", str(one.id), reason)


def _distance(there: ArmId, target: ArmId) -> int:
    """0 a resource of the same type, 1 something inside the target, 2 anything else."""
    if there.type and there.type.lower() == target.type.lower():
        return 0
    return 1 if there.within(target) else 2
