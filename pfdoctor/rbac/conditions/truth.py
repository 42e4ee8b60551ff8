"""Is a condition met."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.rbac.logic import Kleene


@dataclass(frozen=True, slots=True)
class Truth:
    """`waits_for` are the expressions that could not be decided, `error` is why the text was not understood."""

    value: Kleene
    waits_for: tuple[str, ...] = ()
    error: str = ""
