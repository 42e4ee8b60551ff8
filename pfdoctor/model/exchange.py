"""One request to Azure and its reply, as the worlds that answer in process see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pfdoctor.model.errors import PfdoctorError

ARM = "https://management.azure.com"


ANSWERED_VERSION = "x-pfdoctor-api-version"
"""The header that tells which api-version a recorded answer was given to; it need not be the one asked for."""


class NotRecorded(PfdoctorError):
    """A bundle holds no answer to this request."""


@dataclass(frozen=True, slots=True)
class Ask:
    """`path` is decoded and begins with a slash; `query` has its names in lower case, without api-version."""

    verb: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    api_version: str = ""
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    base: str = ARM

    @classmethod
    def from_url(cls, verb: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Ask:
        split = urlsplit(url)
        query = {name.lower(): value for name, value in parse_qsl(split.query, keep_blank_values=True)}
        version = query.pop("api-version", "")
        base = f"{split.scheme}://{split.netloc}" if split.netloc else ARM
        path = "/" + "/".join(part for part in unquote(split.path).split("/") if part)
        return cls(verb.upper(), path, query, version, body, headers or {}, base)

    def __str__(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in sorted(self.query.items()))
        return f"{self.verb} {self.path}" + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` is JSON as Python values (None: an empty body), or bytes to be sent as they are."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    api_version: str = ""


Answerer = Callable[[Ask], Reply]
"""A world: a function from requests to replies. It may raise NotRecorded."""
