"""Why access is allowed, denied or unknown: the chain that a verdict rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pfdoctor.model.need import Need


class Access(StrEnum):
    ALLOWED = "allowed"
    DENIED = "denied"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Because:
    """One node of a derivation: the rule (R1 to R17), the ARM id it used, and the reason in words."""

    rule: str
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Something that almost granted the access.

    `kind`: sibling-scope, control-not-data, blocked-by-deny, condition-false, group-unreadable, pim-eligible,
    not-action.
    """

    kind: str
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A verdict on access. Never without a derivation; an unknown says what would settle it."""

    verdict: Access
    because: tuple[Because, ...]
    near_misses: tuple[NearMiss, ...] = ()
    needs: tuple[Need, ...] = ()

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a verdict without a derivation is a claim without evidence")
        if bool(self.needs) != (self.verdict is Access.UNKNOWN):
            raise ValueError("needs go with an unknown verdict, and only with it")
