"""One recorded answer of Azure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pfdoctor.bundle.matching import Key, key_of


@dataclass(frozen=True, slots=True)
class Answer:
    """One recorded answer.

    `request` is `GET /subscriptions/...` with its query, `status` the HTTP status (None if no answer came; `error`
    then says why), `partial` what had come before a page of a list failed, `read_at` when, as recorded, `request_id`
    Azure's own number for a failure.
    """

    request: str
    api_version: str = ""
    status: int | None = None
    body: Any = field(default=None, repr=False)
    read_at: str = ""
    partial: tuple[Any, ...] | None = field(default=None, repr=False)
    error: str = ""
    request_id: str = ""
    key: Key = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", key_of(self.request))

    @property
    def succeeded(self) -> bool:
        """True if this is the whole of what was asked, and not an error."""
        return self.partial is None and self.status is not None and 200 <= self.status < 300

    @property
    def items(self) -> tuple[Mapping[str, Any], ...] | None:
        """The objects of a list that is whole; None if this is no list, or not all of it."""
        if not self.succeeded or not isinstance(self.body, Mapping) or self.body.get("nextLink"):
            return None
        value = self.body.get("value")
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            return None
        return tuple(value)
