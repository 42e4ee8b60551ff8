"""Every exception that pfdoctor raises on purpose.

PfdoctorError
├── CannotStart     nothing could be checked: usage, sign-in, target missing or unreachable (exit code 2)
├── Unreadable      one answer is missing; whatever rests on it is unknown
└── Missing         Azure answered that the thing does not exist (an answer, not a failure)
"""

from __future__ import annotations

from pfdoctor.model.need import Need


class PfdoctorError(Exception):
    """The base of the tree; its text is one sentence: what, where, what to do."""


class CannotStart(PfdoctorError):
    """Nothing could be checked; the command ends with exit code 2."""


class Unreadable(PfdoctorError):
    """An answer could not be had, or could not be understood."""

    def __init__(self, *needs: Need) -> None:
        if not needs:
            raise ValueError("Unreadable must name what was not read")
        self.needs = tuple(dict.fromkeys(needs))
        super().__init__("; ".join(need.reason or need.request for need in self.needs))


class Missing(PfdoctorError):
    """Azure said that `resource` does not exist."""

    def __init__(self, resource: str, need: Need) -> None:
        self.resource = resource
        self.need = need
        super().__init__(f"{resource} does not exist")
