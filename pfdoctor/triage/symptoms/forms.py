"""One message in all its wordings: services, versions and translators of errors differ in small words."""

from __future__ import annotations

import re
from itertools import product

from pfdoctor.model.symptom import SAYS, Symptom

_CHOICE = re.compile(r"\{([^{}]*)\}")


def forms(
    diagnosis: str,
    pattern: str,
    weight: float = SAYS,
    *,
    unless: tuple[str, ...] = (),
    given: tuple[str, ...] = (),
    within: int = 400,
    alone: bool = False,
    near: tuple[str, ...] = (),
) -> tuple[Symptom, ...]:
    """The symptoms that `pattern` stands for: each of its `{a|b}` is a choice, and may be empty: `{|a}`."""
    parts = _CHOICE.split(pattern)
    choices = [part.split("|") if number % 2 else [part] for number, part in enumerate(parts)]
    return tuple(
        Symptom(diagnosis, "".join(words), weight, unless, given, within, alone, near) for words in product(*choices)
    )
