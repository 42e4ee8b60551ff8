"""A diagnosis: the name of a cause, its runbook, and what a triage found of it in a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Depth(IntEnum):
    """How near to the root a diagnosis lies. What is nearer explains what is farther away."""

    CAUSE = 0
    GENERAL = 1
    EFFECT = 2


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The runbook of one cause. `checks` are the ids of the checks that confirm it; `takes`, how long mending takes.

    `tell` is what to send to an administrator; "" if nobody else is needed.
    """

    id: str
    title: str
    meaning: str
    confirm: str
    mend: str
    takes: str
    tell: str = ""
    checks: tuple[str, ...] = ()
    depth: Depth = Depth.CAUSE
    docs: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """Something in the text that can be looked up: `kind` is "object id", "action", "scope", and so on."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnosis, how likely it is the one to act on (0 to 1), and the words of the text that led to it."""

    diagnosis: Diagnosis
    confidence: float
    matched: str


@dataclass(frozen=True, slots=True)
class Triage:
    """What a text is about, most likely first; nothing if no words of it are known."""

    findings: tuple[Finding, ...]
    extracts: tuple[Extract, ...]

    def values(self, kind: str) -> tuple[str, ...]:
        return tuple(extract.value for extract in self.extracts if extract.kind == kind)
