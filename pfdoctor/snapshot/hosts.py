"""Hosts and URLs without the customer's own names. What follows the name stays, and shows whose service it is."""

from __future__ import annotations

import re
from urllib.parse import unquote

from pfdoctor.snapshot.names import GUID, Names
from pfdoctor.snapshot.vocabulary import CUSTOMER_SUFFIXES, DOCUMENTS, HOST_PARTS, MICROSOFT_HOSTS, PUBLIC_HOSTS

_SUFFIXES = tuple(sorted(CUSTOMER_SUFFIXES, key=len, reverse=True))
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}", re.ASCII)
_ZONE = re.compile(r"z\d{1,3}", re.IGNORECASE)
_KIND = {".azurecr.": "registry", ".core.": "storage", ".openai.": "account", ".search.": "search", ".vault.": "vault"}
_KEPT_SEGMENTS = frozenset(
    (
        *("", "score", "health", "swagger.json", "openai", "v1", "v2", "v1.0", "api", "discovery", "mlflow", "search"),
        *("chat", "completions", "embeddings", "deployments", "models", "responses", "keys", "feed", "history", "data"),
    )
)
_PLAIN = re.compile(r"[\d.:+TZ-]+(?:-preview)?", re.IGNORECASE)


def host(names: Names, text: str) -> str:
    """A host, wildcards included."""
    low = text.lower()
    if _ADDRESS.fullmatch(low):
        return names.address(text)
    if low == "localhost" or "." not in low:
        return text if low == "localhost" else names.name(text, "host")
    suffix = next((one for one in _SUFFIXES if low.endswith(one)), None)
    if suffix:
        return _labels(names, text[: -len(suffix)], suffix) + text[-len(suffix) :]
    if public(low):
        return _public(names, text)
    own, dot, top = text.rpartition(".")
    # Label by label, so that a wildcard still stands for what it stood for.
    return ".".join(part if part == "www" else names.name(part, "host") for part in own.split(".")) + dot + top


def _public(names: Names, text: str) -> str:
    """A host of everyone's. Microsoft's own may begin with a workspace's name and id, joined by dashes."""
    first, dot, rest = text.partition(".")
    if not rest.lower().endswith(MICROSOFT_HOSTS) or first.lower() in names.regions:
        return text
    if GUID.fullmatch(first):
        return names.guid(first) + dot + rest
    return (names.name(first, "host") if "-" in first else first) + dot + rest


def public(text: str) -> bool:
    low = text.lower()
    return any(low == one or low.endswith(f".{one}") for one in PUBLIC_HOSTS)


def ours(text: str) -> bool:
    """True if a customer's own name stands in front of a suffix of Azure's."""
    return text.lower().endswith(_SUFFIXES)


def _labels(names: Names, own: str, suffix: str) -> str:
    kind = next((kind for part, kind in _KIND.items() if part in suffix), "host")
    if suffix.startswith(".inference."):
        kind = "endpoint"
    first, *rest = own.split(".")
    # The login server of a registry with a scope label is its name, a dash and a checksum.
    stem, dash, scope = first.partition("-") if suffix.startswith(".azurecr.") else (first, "", "")
    found = [_label(names, stem, kind) + dash + (names.digest(f"scope {scope.lower()}", 8) if scope else "")]
    found += [
        part if part.lower() in HOST_PARTS | names.regions or _ZONE.fullmatch(part) else _label(names, part, "host")
        for part in rest
    ]
    return ".".join(found)


def _label(names: Names, text: str, kind: str) -> str:
    if GUID.search(text):
        return GUID.sub(lambda found: names.guid(found[0]), text)
    return names.name(text, kind)


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
    from pfdoctor.snapshot.ids import path_of

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
