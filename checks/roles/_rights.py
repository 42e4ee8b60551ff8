"""From the rights that an identity needs to the draft that says whether it has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pfdoctor.api import Access, ArmId, Check, Draft, Facts, Identity, InUse, Proof, Role, all_of, grant


@dataclass(frozen=True, slots=True)
class Right:
    """What must be allowed: actions, all of one plane, on one scope. `doing` completes "ID may ..."."""

    doing: str
    scope: ArmId
    actions: Sequence[str]
    role: Role | None
    data: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)

    def proof(self, facts: Facts, identity: Identity) -> Proof:
        def ask(action: str) -> Proof:
            return facts.access(identity.principal_id, action, self.scope, data=self.data, attributes=self.attributes)

        return all_of([ask(action) for action in self.actions])


def judge(check: Check, facts: Facts, users: InUse, right: Right, **more: Any) -> Draft:
    """Passed if every identity in use has the right, failed if one that surely is in use lacks it, else unknown."""
    if not users.identities:
        return check.skipped("The endpoint has no identity, so there is none to judge.", **more)
    proofs = {identity: right.proof(facts, identity) for identity in users.identities}
    denied = [one for one, proof in proofs.items() if proof.verdict is Access.DENIED]
    allowed = [one for one, proof in proofs.items() if proof.verdict is Access.ALLOWED]
    if len(allowed) == len(proofs):
        return check.passed(f"{_names(allowed)} may {right.doing}.", proof=all_of(list(proofs.values())), **more)
    if denied and (users.doubt is None or len(denied) == len(proofs)):
        return check.failed(
            f"{_names(denied)} may not {right.doing}.",
            proof=all_of([proofs[one] for one in denied]),
            fixes=[grant(right.role, one, right.scope) for one in denied] if right.role else [],
            **more,
        )
    unsure = [one for one in proofs if one not in allowed]
    message = f"It is not known whether {_names(unsure)} may {right.doing}."
    unknown = [proof for proof in proofs.values() if proof.verdict is Access.UNKNOWN]
    needs = all_of(unknown).needs if unknown else ()
    if users.doubt is not None:
        needs = (*needs, users.doubt)
    return check.unknown(message, *needs, proof=all_of(unknown) if unknown else None, **more)


def _names(identities: Sequence[Identity]) -> str:
    return " and ".join(identity.name for identity in identities)
