"""A condition's text that is not understood."""

from __future__ import annotations

from pfdoctor.model.errors import PfdoctorError

_QUOTED = 30


class ConditionError(PfdoctorError):
    """Says what was expected, and quotes the place; `offset` counts characters from 0."""

    def __init__(self, reason: str, text: str, offset: int) -> None:
        self.offset = offset
        rest = text[offset : offset + _QUOTED]
        place = f"`{rest}`" if rest.strip() else "the end"
        super().__init__(f"{reason} at character {offset + 1}, {place}")
