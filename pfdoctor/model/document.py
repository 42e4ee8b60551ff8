"""One JSON object that Azure answered, read with care for what it does not say.

A field that is absent means "not set" only if the api-version that answered knows the field; otherwise nothing is
known about it. A field of another type than documented is not understood, and what rests on it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import Unreadable
from pfdoctor.model.finding import Evidence
from pfdoctor.model.need import Need

T = TypeVar("T")

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Document:
    """`source` is what the object is about (an ARM id), `request` what was asked, as `GET /subscriptions/...`."""

    source: str
    body: Mapping[str, Any] = field(repr=False)
    request: str = ""
    api_version: str = ""
    action: str = ""

    def need(self, reason: str) -> Need:
        return Need(request=self.request, action=self.action, scope=self.source, status=200, reason=reason)

    def value(self, path: str, since: str = "") -> Any:
        """The value at a dotted path, None if absent or null. ARM does not regard the case of names.

        `since` is the oldest api-version known to have the field. Raises Unreadable if the field is absent and the
        answer's api-version is older, or unknown.
        """
        here: Any = self.body
        for name in path.split("."):
            if here is None:
                break
            if not isinstance(here, Mapping):
                raise Unreadable(self.need(f"{path} of {self.source} is not understood"))
            here = here[name] if name in here else _in_any_case(here, name)
        if here is None and since and not self._knows(since):
            asked = f"api-version {self.api_version}" if self.api_version else "an unknown api-version"
            raise Unreadable(self.need(f"{path} is not in the answer to {asked}; {since} or newer has it"))
        return here

    def _knows(self, since: str) -> bool:
        return _DATE.match(self.api_version) is not None and self.api_version[:10] >= since[:10]

    def text(self, path: str, since: str = "") -> str | None:
        return self._typed(path, since, str)

    def flag(self, path: str, since: str = "") -> bool | None:
        return self._typed(path, since, bool)

    def number(self, path: str, since: str = "") -> int | None:
        return self._typed(path, since, int)

    def mapping(self, path: str, since: str = "") -> Mapping[str, Any]:
        found = self.value(path, since)
        if found is not None and not isinstance(found, Mapping):
            raise Unreadable(self.need(f"{path} of {self.source} is not an object"))
        return found or {}

    def items(self, path: str, since: str = "") -> tuple[Mapping[str, Any], ...]:
        """The objects of a list; () if absent."""
        found = self._typed(path, since, list) or []
        if not all(isinstance(item, Mapping) for item in found):
            raise Unreadable(self.need(f"{path} of {self.source} is not a list of objects"))
        return tuple(found)

    def arm_id(self, path: str, since: str = "") -> ArmId | None:
        text = self.text(path, since)
        return ArmId(text) if text else None

    def moment(self, path: str) -> datetime | None:
        """A time in UTC, None if absent."""
        text = self.text(path)
        if not text:
            return None
        try:
            read = datetime.fromisoformat(text)
        except ValueError:
            raise Unreadable(self.need(f"{path} of {self.source} is not a time: {text!r}")) from None
        return read if read.tzinfo else read.replace(tzinfo=UTC)

    def evidence(self, path: str) -> Evidence:
        return Evidence(source=self.source, path=path, value=self.value(path))

    def _typed(self, path: str, since: str, kind: type[T]) -> T | None:
        found = self.value(path, since)
        if found is None:
            return None
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            got = type(found).__name__
            raise Unreadable(self.need(f"{path} of {self.source} is not understood: {got} for {kind.__name__}"))
        return found


def _in_any_case(found: Mapping[str, Any], name: str) -> Any:
    return next((value for other, value in found.items() if other.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Resource:
    """An ARM resource: a view on the document, each property read when asked for."""

    document: Document

    @property
    def id(self) -> ArmId:
        return ArmId(self.document.source)

    @property
    def name(self) -> str:
        return self.id.name

    @property
    def location(self) -> str:
        return (self.document.text("location") or "").replace(" ", "").lower()

    def evidence(self, path: str) -> Evidence:
        return self.document.evidence(path)
