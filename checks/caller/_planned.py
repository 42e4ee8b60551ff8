"""The role assignments that an endpoint needs, as the caller would write them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pfdoctor.api import Access, ArmId, Facts, Need, Role, documented_rights


@dataclass(frozen=True, slots=True)
class Planned:
    """`held` says whether the identity has the right already; `principal_id` is "" where there is no identity."""

    role: Role
    scope: ArmId
    principal_id: str
    held: Access
    needs: tuple[Need, ...] = ()

    def __str__(self) -> str:
        return f"{self.role.name} on {self.scope.name}"

    @property
    def missing(self) -> bool:
        return self.held is Access.DENIED


@dataclass(frozen=True, slots=True)
class Plan:
    """`needs` are empty if it is certain that these are the assignments that count."""

    grants: tuple[Planned, ...] = ()
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Plans:
    grants: tuple[Planned, ...]
    unread: tuple[Need, ...]

    def at(self, *scopes: ArmId, whole: bool = False) -> Plan:
        """What is missing there; where nothing is, what may be one day. `whole`: nothing unread can belong there."""
        there = [one for one in self.grants if one.scope in scopes]
        missing = [one for one in there if one.missing]
        doubts = [need for one in there if one.held is Access.UNKNOWN for need in one.needs]
        needs = tuple(dict.fromkeys([*doubts, *(() if whole else self.unread)]))
        return Plan(tuple(missing or there), needs)


def plans(facts: Facts) -> Plans:
    """Raises Missing, Unreadable where identities or deployments are not known."""
    documented = documented_rights(facts)
    principals = [one.principal_id for one in facts.identities] or [""]
    grants = []
    for role, right in documented.rights:
        for who in principals:
            proof = facts.holds(who, right) if who else None
            held = proof.verdict if proof else Access.ALLOWED
            grants.append(Planned(role, right.scope, who, held, proof.needs if proof else ()))
    return Plans(tuple(grants), documented.unread)


def names(grants: Iterable[Planned]) -> str:
    found: Sequence[str] = list(dict.fromkeys(map(str, grants)))
    return " and ".join(found)
