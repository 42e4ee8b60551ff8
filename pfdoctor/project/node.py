"""A value of a YAML file, and the line on which it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pfdoctor.model.finding import Evidence
from pfdoctor.project.source import Source

OPEN, CLOSE = "⟪", "⟫"
"""What stands for the double braces of a template while YAML is read, which knows them as something else."""
KEEP, KEPT = "⟦", "⟧"
"""What stands around other tokens that YAML would take for a comment, or not at all."""
BRACES = str.maketrans("{}", "⦃⦄")
"""What stands for braces in them, which YAML knows too."""

_HOLE = re.compile(
    # {{NAME}}, ${{NAME}}, and what the lines after these name where it begins a value
    rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}|{KEEP}[^{KEEP}{KEPT}]*{KEPT}"
    r"|\$\{[^{}\n]+\}|\$\([A-Za-z_][\w.]*\)|\$\[[^\[\]\n]+\]|\$[A-Za-z_]\w*"  # shell, PowerShell, Azure Pipelines
    r"|<[^\W\d][^<>\n]*>|<%[^<>\n]*%>|#\{[^{}\n]*\}#?|__[A-Za-z]\w*__"  # words to replace, token replacement
    r"|@@\w+@@|(?<![\w@])@[A-Z_][A-Z0-9_]*@|%[A-Z_][A-Z0-9_]{2,}%|(?<!\{)\{[A-Z_][A-Z0-9_]*\}(?!\})",
    re.DOTALL,
)
_TOLD = str.maketrans("⦃⦄", "{}")
_KEPT = re.compile(rf"{KEEP}([#@%][^{KEPT}]*){KEPT}")
_MOST_SHOWN = 200
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """`value` is a scalar, a tuple of nodes, or nodes by key; `line` counts from 1, and is the key's own for a
    value in a mapping.

    Azure's secrets and connections are written `${{...}}` too: `hole` does not tell them from a template's.
    """

    source: Source = field(repr=False)
    line: int
    value: Any

    @property
    def place(self) -> str:
        return self.source.place(self.line)

    @property
    def mapping(self) -> Mapping[str, Node]:
        """Nodes by key; empty if this is no mapping."""
        return self.value if isinstance(self.value, Mapping) else {}

    @property
    def items(self) -> tuple[Node, ...]:
        """The items of a list; () if this is none."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def text(self) -> str:
        """A scalar as it would be written, "" for null, lists and mappings; templates keep their braces."""
        if self.value is None or isinstance(self.value, (Mapping, tuple)):
            return ""
        if isinstance(self.value, bool):
            return str(self.value).lower()
        return written(str(self.value))

    @property
    def number(self) -> int | None:
        """A whole number, however it is quoted; None for anything else, and for more digits than a setting has."""
        text = self.text
        return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None

    @property
    def is_text(self) -> bool:
        return isinstance(self.value, str)

    @property
    def hole(self) -> bool:
        """True if something is still to be filled in here, so that nobody knows the value."""
        return isinstance(self.value, str) and is_open(self.value)

    def at(self, path: str) -> Node | None:
        """The node at a dotted path, None where there is none or it is null."""
        here: Node | None = self
        for name in path.split("."):
            here = here.mapping.get(name) if here is not None else None
        return None if here is None or here.value is None else here

    def text_at(self, path: str) -> str:
        """The scalar at a path as text, "" where there is none."""
        found = self.at(path)
        return found.text if found else ""

    def line_of(self, path: str) -> int:
        """The line of the deepest part of the path that is there."""
        here, line = self, self.line
        for name in path.split("."):
            found = here.mapping.get(name)
            if found is None:
                return line
            here, line = found, found.line
        return line

    def place_of(self, path: str) -> str:
        return self.source.place(self.line_of(path))

    def evidence(self, path: str) -> Evidence:
        found = self.at(path)
        return self.source.evidence(self.line_of(path), path, found.plain() if found else None)

    def plain(self) -> Any:
        """The value without places, as far as a report can show it: aliases can make a few lines look like billions."""
        return _plain(self, [_MOST_SHOWN])

    def children(self) -> Iterator[Node]:
        yield from self.mapping.values()
        yield from self.items


def is_open(text: str) -> bool:
    """Whether something is still to be filled in, by any of the usual ways to say so."""
    return _HOLE.search(text) is not None


def written(text: str) -> str:
    """A text as it was written, before it was made ready for YAML."""
    kept = _KEPT.sub(lambda found: found.group(1).translate(_TOLD), text)
    return kept.replace(OPEN, "{{").replace(CLOSE, "}}")


def _plain(node: Node, left: list[int]) -> Any:
    left[0] -= 1
    if left[0] < 0:
        return "..."
    if isinstance(node.value, Mapping):
        return {key: _plain(value, left) for key, value in node.value.items() if left[0] > 0}
    if isinstance(node.value, tuple):
        return [_plain(value, left) for value in node.value if left[0] > 0]
    return node.text if isinstance(node.value, (str, date)) else node.value
