"""Names of container images: the registry's host and the repository, which conditions of roles may compare.

https://docs.docker.com/reference/cli/docker/image/tag/
"""

from __future__ import annotations

import re

from pfdoctor.model.image import PROMPT_FLOW_HOSTS, Image
from pfdoctor.snapshot.hosts import host, ours
from pfdoctor.snapshot.names import Names

_TAG = re.compile(r"latest|stable|v?\d[\d.]*(?:-(?:alpha|beta|rc|preview)\.?\d*)?", re.IGNORECASE | re.ASCII)
_DIGEST = re.compile(r"(sha\d+:)([0-9a-f]+)", re.IGNORECASE)
_PUBLIC = frozenset(
    ("promptflow", "azureml", "library", "python", "ubuntu", "debian", "alpine", "nginx", "base", "node", "busybox")
)
"""Segments of repositories that say what an image is made for."""


def image(names: Names, text: str) -> str:
    """Microsoft's own images stay as they are."""
    first, slash, _ = text.partition("/")
    named = bool(slash) and ("." in first or ":" in first or first == "localhost")
    if named and first.lower() in PROMPT_FLOW_HOSTS:
        return text
    found = Image(text)
    path, tag = found.repository, found.tag
    mark = text[len(path) : len(text) - len(tag)]
    if named:
        name, colon, port = first.partition(":")
        return f"{host(names, name)}{colon}{port}/{repository(names, path[len(first) + 1 :])}{mark}{_tag(names, tag)}"
    return repository(names, path) + mark + _tag(names, tag)


def repository(names: Names, text: str) -> str:
    """A repository, each segment by itself; whole as it is where a condition needs it so."""
    if text.lower() in names.repositories:
        return text
    found = "/".join(one if one.lower() in _PUBLIC or not one else names.name(one, "image") for one in text.split("/"))
    names.told_repositories[text] = found
    return found


def _tag(names: Names, text: str) -> str:
    if digest := _DIGEST.fullmatch(text):
        return digest[1] + names.hexadecimal(digest[2])
    return text if not text or _TAG.fullmatch(text) else names.name(text, "tag")


def in_text(names: Names, text: str) -> str:
    """An image whose registry is a customer's own, as running text names it."""
    return image(names, text) if ours(text.partition("/")[0].partition(":")[0]) else text
