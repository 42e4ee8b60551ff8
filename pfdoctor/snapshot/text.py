"""Running text without names: messages of services, lines of logs.

What has a shape (ids, addresses, hosts) is renamed wherever it stands, and so is every name that the bundle holds
elsewhere. What only a person would recognise stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from pfdoctor.snapshot.hosts import host, ours, public
from pfdoctor.snapshot.ids import azureml, path_of
from pfdoctor.snapshot.images import in_text
from pfdoctor.snapshot.names import GUID, Names
from pfdoctor.snapshot.urls import url
from pfdoctor.snapshot.vocabulary import COMMON_WORDS

EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}", re.ASCII)
_END = r"[^\s\"'<>`{}|\\^\[\]]"
_SHAPES = re.compile(
    r"(?P<reference>\$\{\{\s*azureml://connections/[^/}]+)"
    rf"|(?P<url>\b[a-z][a-z0-9+.-]{{1,20}}:///?{_END}{{1,4000}})"
    r"|(?P<id>/(?:subscriptions|resourceGroups|providers)/[\w.()%*/-]{1,2000})"
    rf"|(?P<email>{EMAIL.pattern})"
    rf"|(?P<guid>{GUID.pattern})"
    r"|(?P<digits>(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z]))"
    r"|(?P<image>\b(?:[a-z0-9-]{1,63}\.){1,8}azurecr\.(?:io|us|cn)/[\w./-]{1,400}"
    r"(?::[\w.-]{1,128})?(?:@sha256:[0-9a-f]{64})?)"
    r"|(?P<host>(?<![\w.-])(?:[a-z0-9_-]{1,63}\.){1,8}(?:com|net|org|io|dev|local|internal|corp|lan|cloud|example|test|ms"
    r"|jp|de|uk|fr|ch|nl|eu|us|cn|au|ca)(?![\w-]|\.\w))"
    r"|(?P<address>(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\w.]))",
    re.IGNORECASE | re.ASCII,
)
_BEGIN = r"(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[bfnrt]))"
"""Where a name may begin: also behind what a URL or JSON writes as an escape."""
_NO_KIND = frozenset(("name", "value", "field", "file", "path", "tag", "version"))
_KINDS = (
    r"(?:subscription|resource group|workspace|hub|project|endpoint|deployment|connection|registry|storage account"
    r"|account|identity|environment|model|container|index|service|rule)(?: name)?"
)


class Texts:
    """Renames running text by the names that are known when it is first asked."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def __call__(self, text: str) -> str:
        found, place = [], 0
        for match in _SHAPES.finditer(text):
            found += [self._plain(text[place : match.start()]), self._shaped(match)]
            place = match.end()
        return "".join((*found, self._plain(text[place:])))

    def _shaped(self, match: re.Match[str]) -> str:
        text, names = match[0], self._names
        kind = match.lastgroup
        if kind == "reference":
            head, _, name = text.rpartition("/")
            return f"{head}/{names.name(name, 'connection')}"
        if kind in ("url", "id"):
            bare = text.rstrip(".,;:)")
            renamed = path_of(names, bare) if kind == "id" else self._url(bare)
            return renamed + text[len(bare) :]
        if kind == "host":
            parts = [part for part in text.lower().split(".")[:-1] if not _is_common(part)]
            known = ours(text) or any(part in names.known for part in parts)
            return host(names, text) if known and (ours(text) or not public(text)) else text
        rename: dict[str, Callable[[str], str]] = {
            "email": names.email,
            "guid": names.guid,
            "digits": names.bare_guid,
            "address": names.address,
            "image": lambda found: in_text(names, found),
        }
        return rename[str(kind)](text)

    def _url(self, text: str) -> str:
        return azureml(self._names, text) if text.lower().startswith("azureml:") else url(self._names, text)

    def _plain(self, text: str) -> str:
        for pattern in self._patterns:
            text = pattern.sub(lambda found: found["before"] + self._names.name(found["name"]), text)
        return text

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        own = sorted(self._names.known, key=lambda name: (-len(name), name))
        common = [one for one in own if _is_common(one)]
        rare = [re.escape(one) for one in own if not _is_common(one) and not self._is_word(one)]
        found = []
        if rare:
            found.append(rf"(?P<before>{_BEGIN})(?P<name>{'|'.join(rare)})(?![A-Za-z0-9])")
        if common:
            either = "|".join(map(re.escape, common))
            found.append(rf"(?P<before>\b{_KINDS}[ :=]{{1,3}}['\"`]?)(?P<name>{either})(?![A-Za-z0-9_-])")
            found.append(rf"(?P<before>['\"`])(?P<name>{either})(?=['\"`])")
        return tuple(re.compile(pattern, re.IGNORECASE) for pattern in found)

    def _is_word(self, name: str) -> bool:
        """True for what nothing says to be a name, as the value of a tag or a setting: it may be any word."""
        return self._names.known[name] in _NO_KIND and name.isalpha()


def _is_common(name: str) -> bool:
    return name in COMMON_WORDS or len(name) <= 2
