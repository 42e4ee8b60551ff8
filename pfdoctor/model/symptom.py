"""A symptom: words of a service by which a diagnosis is recognised, written as a person reads them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

SAYS = 0.9
"""The weight of words that name this cause, and no other."""
SUGGESTS = 0.6
"""The weight of words that mostly come from this cause."""
HINTS = 0.3
"""The weight of words that other causes bring forth too."""

_SHORTEST_PART = 2
_SHORTEST = 8
_SHORTEST_GIVEN = 4
"""A shorter word stands by chance in any text without blanks."""


@cache
def _length(text: str) -> int:
    """Bytes without blanks."""
    return len("".join(text.split()).encode())


@dataclass(frozen=True, slots=True)
class Symptom:
    """`text` as the service writes it; case, blanks, quotes and escapes do not matter when it is searched for.

    Three dots between blanks stand for whatever lies between: names, ids and numbers of one case are never part of a
    text. All of it lies `within` so many characters, blanks not counted. `unless`: words close by that turn it into
    something else; `near`: words of which one must be close by, before or behind. `given`: words of which one must be
    somewhere in the input, so that other programs' errors are not mistaken for ours. `alone`: without those it still
    counts, for less, where its line says little else and nothing in the input names another program: a message that
    was pasted bare. Raises ValueError for a text or a given word that is too short to mean anything.
    """

    diagnosis: str
    text: str
    weight: float = SAYS
    unless: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    within: int = 400
    alone: bool = False
    near: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lengths = [_length(part) for part in self.text.split(" ... ")]
        beside = min(map(_length, self.near), default=0)
        if min(lengths) < _SHORTEST_PART or sum(lengths) + beside < _SHORTEST:
            raise ValueError(f"the symptom {self.text!r} of {self.diagnosis} is too short")
        if any(_length(word) < _SHORTEST_GIVEN for word in self.given):
            raise ValueError(f"a word given for the symptom {self.text!r} of {self.diagnosis} is too short")

    def __str__(self) -> str:
        return self.text
