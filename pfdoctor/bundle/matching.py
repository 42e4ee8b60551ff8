"""When two requests are the same: case, api-version, query order and doubled slashes make no difference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from pfdoctor.model.exchange import Ask

_DEFAULTS = {"includeall": "false"}
"""Parameters that say what a service does anyway."""

_UNITS = {"count", "orderbyasc", "$maxpagesize"}
"""Parameters that change the order of a list or the size of its pages, and not what is in it."""


@dataclass(frozen=True, slots=True)
class Key:
    """`query` holds (name, value), in order of name, all in lower case."""

    verb: str
    path: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def filter(self) -> str:
        return dict(self.query).get("$filter", "")

    @property
    def only_filter(self) -> bool:
        """True if nothing but $filter narrows this request."""
        return all(name == "$filter" for name, _ in self.query)


def key_of(request: str) -> Key:
    """The key of a recorded `VERB path?query`. Raises ValueError if it is not written so."""
    verb, _, url = request.strip().partition(" ")
    url = url.strip()
    if not verb.isalpha() or not (url.startswith("/") or url.lower().startswith("https://")):
        raise ValueError(f"its request is {request!r}, not like `GET /subscriptions/...`")
    if url.startswith("/"):
        url = "/" + url.lstrip("/")
    return key(Ask.from_url(verb, url))


def key(ask: Ask) -> Key:
    path = "/" + "/".join(part for part in unquote(ask.path).split("/") if part)
    query = {name.lower(): _plain(value) for name, value in ask.query.items()}
    kept = sorted(
        (name, value)
        for name, value in query.items()
        if name != "api-version"
        and name not in _UNITS
        and _DEFAULTS.get(name) != value
        and (name, value) != ("$filter", "")
    )
    return Key(ask.verb.upper(), path.lower(), tuple(kept))


def names_resource(path: str) -> bool:
    """True if the path is that of one resource below a provider, and not of a collection."""
    parts = [part.lower() for part in path.split("/") if part]
    if "providers" not in parts:
        return False
    below = parts[::-1].index("providers") - 1
    return below > 0 and below % 2 == 0


def _plain(value: str) -> str:
    return re.sub(r"\s+", " ", value.strip().lower())
