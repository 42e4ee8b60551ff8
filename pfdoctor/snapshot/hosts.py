"""Hosts and URLs without the customer's own names. What follows the name stays, and shows whose service it is."""

from __future__ import annotations

import re

from pfdoctor.snapshot.names import GUID, Names
from pfdoctor.snapshot.vocabulary import CUSTOMER_SUFFIXES, HOST_PARTS, MICROSOFT_HOSTS, PUBLIC_HOSTS

_SUFFIXES = tuple(sorted(CUSTOMER_SUFFIXES, key=len, reverse=True))
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}", re.ASCII)
_ZONE = re.compile(r"z\d{1,3}", re.IGNORECASE)
_KIND = {".azurecr.": "registry", ".core.": "storage", ".openai.": "account", ".search.": "search", ".vault.": "vault"}


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
