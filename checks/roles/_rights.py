"""From the rights that an identity needs to the draft that says whether it has them."""

from collections.abc import Sequence
from typing import Any

from pfdoctor.api import Access, Check, Draft, Facts, Identity, InUse, Proof, Right, all_of, grant


def judge(check: Check, facts: Facts, users: InUse, right: Right, **more: Any) -> Draft:
    """Passed if every identity in use has the right, failed if one that surely is in use lacks it, else unknown."""
    if not users.identities:
        return check.skipped("The endpoint has no identity, so there is none to judge.", **more)
    proofs = {identity: facts.holds(identity.principal_id, right) for identity in users.identities}
    denied = [one for one, proof in proofs.items() if proof.verdict is Access.DENIED]
    allowed = [one for one, proof in proofs.items() if proof.verdict is Access.ALLOWED]
    if len(allowed) == len(proofs):
        return check.passed(f"{_names(allowed)} may {right.doing}.", proof=all_of(list(proofs.values())), **more)
    if denied and (users.doubt is None or len(denied) == len(proofs)):
        return check.failed(
            f"{_names(denied)} may not {right.doing}.",
            proof=all_of([proofs[one] for one in denied]),
            fixes=[
                grant(right.role, one, right.scope, right.actions, data=right.data)
                for one in denied
                if right.role and _helps(proofs[one])
            ],
            **more,
        )
    unsure = [one for one in proofs if one not in allowed]
    message = f"It is not known whether {_names(unsure)} may {right.doing}."
    unknown = [proof for proof in proofs.values() if proof.verdict is Access.UNKNOWN]
    needs = all_of(unknown).needs if unknown else ()
    if users.doubt is not None:
        needs = (*needs, users.doubt)
    return check.unknown(message, *needs, proof=all_of(unknown) if unknown else None, **more)


def _helps(proof: Proof) -> bool:
    """A deny assignment is stronger than any role."""
    return all(miss.kind != "blocked-by-deny" for miss in proof.near_misses)


def _names(identities: Sequence[Identity]) -> str:
    return " and ".join(identity.name for identity in identities)
