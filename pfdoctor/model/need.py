"""What would settle a question that could not be answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Need:
    """One answer that is missing: the request, and the right a caller must hold to get it.

    `status` is the HTTP status that came instead (None if no answer came at all), `request_id` Azure's own
    id of that answer, `reason` one clause for a person.
    """

    request: str
    action: str = ""
    scope: str = ""
    status: int | None = None
    request_id: str | None = None
    reason: str = ""
