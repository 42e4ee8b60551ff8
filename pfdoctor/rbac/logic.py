"""Kleene's three-valued logic: True, False, and None for "not known".

What is not known spoils a result only if the result depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable

Kleene = bool | None


def every(values: Iterable[Kleene]) -> Kleene:
    """Conjunction: False wins, then None; True of nothing."""
    known = True
    for value in values:
        if value is False:
            return False
        known = known and value is not None
    return True if known else None


def some(values: Iterable[Kleene]) -> Kleene:
    """Disjunction: True wins, then None; False of nothing."""
    known = True
    for value in values:
        if value is True:
            return True
        known = known and value is not None
    return False if known else None


def negate(value: Kleene) -> Kleene:
    return None if value is None else not value
