"""A symptom: words of a service by which a diagnosis is recognised, written as a person reads them."""

from __future__ import annotations

from dataclasses import dataclass

SAYS = 0.9
"""The weight of words that name this cause, and no other."""
SUGGESTS = 0.6
"""The weight of words that mostly come from this cause."""
HINTS = 0.3
"""The weight of words that other causes bring forth too."""

_SHORTEST_PART = 2
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Symptom:
    """`text` as the service writes it; case, blanks, quotes and escapes do not matter when it is searched for.

    Three dots between blanks stand for whatever lies between: names, ids and numbers of one case are never part of a
    text. All of it lies `within` so many characters, blanks not counted. `unless`: words close by that turn it into
    something else. `given`: words of which one must be somewhere in the input, so that other programs' errors are not
    mistaken for ours. Raises ValueError for a text that is too short to mean anything.
    """

    diagnosis: str
    text: str
    weight: float = SAYS
    unless: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    within: int = 400

    def __post_init__(self) -> None:
        lengths = [len("".join(part.split()).encode()) for part in self.text.split(" ... ")]
        if min(lengths) < _SHORTEST_PART or sum(lengths) < _SHORTEST:
            raise ValueError(f"the symptom {self.text!r} of {self.diagnosis} is too short")

    def __str__(self) -> str:
        return self.text
