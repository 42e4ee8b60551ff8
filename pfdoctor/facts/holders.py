"""The principals that hold a right at a scope, as far as role assignments tell.

Who is in a group only Microsoft Graph knows, so a group is named as it is assigned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pfdoctor.facts.grants import grants_of
from pfdoctor.model.need import Need
from pfdoctor.model.proof import Access as Verdict
from pfdoctor.model.proof import Proof
from pfdoctor.model.right import Right
from pfdoctor.model.role import RoleAssignment
from pfdoctor.model.ruling import Holder, Holders
from pfdoctor.rbac.combine import all_of
from pfdoctor.rbac.evaluate import evaluate
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Plane, Request

_ORDER = (Verdict.ALLOWED, Verdict.UNKNOWN, Verdict.DENIED)


def holders(right: Right, policy: Policy, names: Mapping[str, str]) -> Holders:
    """Those to whom a role gives the right, the certain ones first, last those whom a deny assignment blocks.

    `names` are by object id.
    """
    by_principal: dict[str, list[RoleAssignment]] = {}
    for one in policy.assignments:
        by_principal.setdefault(one.principal_id.lower(), []).append(one)
    found = [holder for held in by_principal.values() if (holder := _holder(right, policy, tuple(held)))]
    named = [replace(one, name=names.get(one.principal_id, "")) for one in found]
    ordered = sorted(named, key=lambda one: (_ORDER.index(one.verdict), one.type, one.name, one.principal_id))
    unread = [*policy.unread, *policy.unread_denies, *(need for one in found for need in _unread(one.proof.needs))]
    return Holders(right, tuple(ordered), tuple(dict.fromkeys(unread)))


def _holder(right: Right, policy: Policy, held: tuple[RoleAssignment, ...]) -> Holder | None:
    """None if the roles of this principal do not give the right, whatever is denied."""
    own = replace(policy, assignments=held, unread=())
    if _proof(right, replace(own, denies=(), unread_denies=()), held[0]).verdict is Verdict.DENIED:
        return None
    proof = _proof(right, own, held[0])
    id = held[0].principal_id
    return Holder(
        id, held[0].principal_type, "", proof, grants_of(right, own, id, maybe=proof.verdict is Verdict.UNKNOWN)
    )


def _proof(right: Right, policy: Policy, holder: RoleAssignment) -> Proof:
    plane = Plane.DATA if right.data else Plane.CONTROL
    asked = (
        Request(holder.principal_id, one, right.scope, plane, frozenset(), right.attributes, groups_complete=False)
        for one in right.actions
    )
    return all_of([evaluate(request, policy) for request in asked])


def _unread(needs: Iterable[Need]) -> list[Need]:
    """What a better-entitled reader could tell; the attributes of a request that nobody has sent yet are not that."""
    return [need for need in needs if need.action]
