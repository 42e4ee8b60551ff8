"""From a question about access to the ruling on it: which rights count, the verdict, and what a person asks next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pfdoctor.facts.identities import InUse, at_run_time, at_start
from pfdoctor.facts.needed import Needed, needed
from pfdoctor.facts.origin import automatic, with_origin
from pfdoctor.facts.proposals import propose
from pfdoctor.facts.registry_modes import Counting, counting
from pfdoctor.model.endpoint import Identity
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.need import Need
from pfdoctor.model.proof import Access as Verdict
from pfdoctor.model.proof import Because, Proof
from pfdoctor.model.right import Right
from pfdoctor.model.role import RoleDefinition
from pfdoctor.model.ruling import Principal, Ruling
from pfdoctor.rbac.combine import all_of

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts


def identity_of(identity: Identity) -> Principal:
    return Principal(identity.principal_id, identity.kind, identity.name, identity.id)


def rule(
    facts: Facts,
    principal: Principal,
    rights: Sequence[Right],
    identity: Identity | None = None,
    unread: tuple[Need, ...] = (),
) -> Ruling:
    """May the principal do what is asked; `identity` is the principal's where it is the endpoint's.

    Several rights are readings of one question: `unread` names what would tell which of them is meant.
    """
    found = [counting(facts, right) for right in rights]
    needs = (*unread, *(need for one in found for need in one.unread))
    count = Counting(tuple(right for one in found for right in one.rights), unread=needs)
    ruling = _ruling(facts, principal, count, identity)
    return replace(ruling, notes=tuple(one.note for one in found if one.note))


def rule_all(facts: Facts) -> tuple[Ruling, ...]:
    """Every right that the endpoint's identities need, as the checks of their roles judge them. Raises Unreadable."""
    starting, running = at_start(facts), at_run_time(facts)
    for identity in facts.identities:
        facts.access_ahead(identity.principal_id, facts.target.workspace_id)
    found: list[Ruling] = []
    for identity in facts.identities:
        for one in needed(facts):
            users = starting if one.at_start else running
            if identity in users.identities:
                ruling = _of_needed(facts, identity, one, users)
                if not any(_same(ruling, known) for known in found):
                    found.append(ruling)
    return tuple(found)


def _same(one: Ruling, other: Ruling) -> bool:
    return (one.principal, one.doing, one.right) == (other.principal, other.doing, other.right)


def _of_needed(facts: Facts, identity: Identity, one: Needed, users: InUse) -> Ruling:
    principal = identity_of(identity)
    notes = [users.doubt.reason] if users.doubt else []
    if one.right is None:
        reason = "; ".join(need.reason or need.request for need in one.unread)
        proof = Proof(Verdict.UNKNOWN, (Because("R13", one.unread[0].scope, reason),), needs=one.unread)
        ruling = Ruling(principal, one.doing, None, proof)
    else:
        count = counting(facts, one.right, one.reference)
        ruling = _ruling(facts, principal, count, identity)
        notes += [count.note] if count.note else []
    return replace(ruling, notes=tuple(notes), check=one.check, when=one.when, required=one.required)


def _ruling(facts: Facts, principal: Principal, count: Counting, identity: Identity | None) -> Ruling:
    proofs = [facts.holds_or_could(principal.principal_id, right) for right in count.rights]
    right, proof = count.rights[0], proofs[0]
    verdicts = {one.verdict for one in proofs}
    if len(verdicts) > 1 or (count.unread and verdicts == {Verdict.UNKNOWN}):
        proof = _undecided(count, proofs)
    ruling = Ruling(principal, right.doing, right, proof)
    if proof.verdict is Verdict.ALLOWED:
        grants = facts.grants(principal.principal_id, right)
        ruling = replace(ruling, grants=tuple(with_origin(facts, identity, one) if identity else one for one in grants))
    if proof.verdict is Verdict.DENIED and len(proofs) == 1:
        ruling = replace(ruling, proposal=propose(right, _roles(facts, right)))
    return replace(ruling, automatic=identity is not None and _automatic(facts, identity, right))


def _roles(facts: Facts, right: Right) -> Collection[RoleDefinition] | None:
    try:
        return facts.roles(right.scope.subscription).values()
    except (Missing, Unreadable):
        return None


def _undecided(count: Counting, proofs: Sequence[Proof]) -> Proof:
    unknown = [one for one in proofs if one.verdict is Verdict.UNKNOWN]
    needs = dict.fromkeys((*count.unread, *(all_of(unknown).needs if unknown else ())))
    nodes = tuple(Because("R13", need.scope, need.reason or need.request) for need in needs)
    misses = dict.fromkeys(miss for one in proofs for miss in one.near_misses)
    return Proof(Verdict.UNKNOWN, nodes, tuple(misses), tuple(needs))


def _automatic(facts: Facts, identity: Identity, right: Right) -> bool:
    try:
        return automatic(facts, identity, right)
    except (Missing, Unreadable):
        return False
