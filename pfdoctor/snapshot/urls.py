"""URLs without the customer's own names, and without what their queries tell."""

from __future__ import annotations

import re
from urllib.parse import unquote

from pfdoctor.snapshot.hosts import host
from pfdoctor.snapshot.ids import path_of
from pfdoctor.snapshot.names import GUID, Names
from pfdoctor.snapshot.vocabulary import DOCUMENTS

_KEPT_SEGMENTS = frozenset(
    (
        *("", "score", "health", "swagger.json", "openai", "v1", "v2", "v1.0", "api", "discovery", "mlflow", "search"),
        *("chat", "completions", "embeddings", "deployments", "models", "responses", "keys", "feed", "history", "data"),
    )
)
_PLAIN = re.compile(r"[\d.:+TZ-]+(?:-preview)?", re.IGNORECASE)


def url(names: Names, text: str) -> str:
    """A URL without user, password, and values in its query that say more than a number."""
    scheme, _, rest = text.partition("://")
    place = re.search(r"[/?#]", rest)
    authority, tail = (rest[: place.start()], rest[place.start() :]) if place else (rest, "")
    authority = authority.rpartition("@")[2]
    name, colon, port = authority.partition(":")
    if name.lower() in DOCUMENTS:
        return f"{scheme}://{name}{tail}"
    path, mark, query = tail.partition("?")
    path = path.partition("#")[0]
    found = f"{scheme}://{host(names, name) if name else ''}{colon}{port}{url_path(names, path)}"
    return found + (mark + "&".join(_parameter(names, one) for one in query.split("&")) if mark else "")


def url_path(names: Names, path: str) -> str:
    if re.search(r"/(?:subscriptions|providers)/", path, re.IGNORECASE):
        return path_of(names, path)
    return "/".join(_segment(names, part) for part in path.split("/"))


def _segment(names: Names, part: str) -> str:
    if part.lower() in _KEPT_SEGMENTS or _PLAIN.fullmatch(part):
        return part
    return names.guid(part) if GUID.fullmatch(part) else names.name(unquote(part), "path")


def _parameter(names: Names, text: str) -> str:
    name, equals, value = text.partition("=")
    if not value or _PLAIN.fullmatch(value) or name.lower() in ("api-version", "comp", "restype"):
        return text
    return f"{name}{equals}{names.name(unquote(value), 'value')}"
