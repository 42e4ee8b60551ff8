"""What all files of a project have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pfdoctor.model.errors import Unreadable
from pfdoctor.model.finding import Evidence
from pfdoctor.project.node import Node
from pfdoctor.project.source import Problem, Source


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A YAML file, or a part of one: `root` is None where it could not be read, and `problems` say why.

    `path` is where the file lies, which relative paths in it start from. Two are the same if they stand at one place.
    """

    path: Path
    source: Source
    root: Node | None
    problems: tuple[Problem, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, File) and self.place == other.place

    def __hash__(self) -> int:
        return hash(self.place)

    @property
    def body(self) -> Node:
        """The values. Raises Unreadable if the file could not be read."""
        if self.root is None:
            needs = (one.source.need(one.line, f"{one.source.name}: {one.text}") for one in self.problems)
            raise Unreadable(*needs)
        return self.root

    @property
    def line(self) -> int:
        return self.root.line if self.root else 1

    @property
    def place(self) -> str:
        return self.source.place(self.line)

    @property
    def folder(self) -> Path:
        return self.path.parent

    def evidence(self, path: str) -> Evidence:
        return self.body.evidence(path)

    def filled(self, path: str) -> Node | None:
        """The node at a path, None where there is none. Raises Unreadable if a template leaves it open."""
        found = self.body.at(path)
        if found is not None and found.hole:
            raise Unreadable(self.source.need(found.line, f"{found.text} is still to be filled in"))
        return found

    def text(self, path: str) -> str:
        """The filled-in scalar at a path, "" where there is none. Raises Unreadable as `filled` does."""
        found = self.filled(path)
        return found.text if found else ""


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, each once: aliases may make a few lines look like billions."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here.value, (dict, tuple)):
            if id(here.value) in seen:
                continue
            seen.add(id(here.value))
        yield here
        waiting += reversed(list(here.children()))
