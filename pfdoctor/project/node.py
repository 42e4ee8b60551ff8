"""A value of a YAML file, and the line on which it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pfdoctor.model.finding import Evidence
from pfdoctor.project.source import Source

OPEN, CLOSE = "⟪", "⟫"
"""What stands for the double braces of a template while YAML is read, which knows them as something else."""

_HOLE = re.compile(
    rf"{OPEN}.*?{CLOSE}"  # {{NAME}}, ${{NAME}}
    r"|\$\{[A-Za-z_][\w.:-]*\}|\$\([A-Za-z_][\w.]*\)|\$[A-Z][A-Z0-9_]*\b"  # shell, Azure Pipelines
    r"|<[A-Za-z_][\w .-]*>|#\{[^}]*\}#?|__[A-Za-z]\w*__",  # words to replace, token replacement
    re.DOTALL,
)
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
        return str(self.value).replace(OPEN, "{{").replace(CLOSE, "}}")

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
        return isinstance(self.value, str) and _HOLE.search(self.value) is not None

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


def _plain(node: Node, left: list[int]) -> Any:
    left[0] -= 1
    if left[0] < 0:
        return "..."
    if isinstance(node.value, Mapping):
        return {key: _plain(value, left) for key, value in node.value.items() if left[0] > 0}
    if isinstance(node.value, tuple):
        return [_plain(value, left) for value in node.value if left[0] > 0]
    return node.text if isinstance(node.value, str) else node.value
