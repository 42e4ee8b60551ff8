"""What a Dockerfile builds from. https://docs.docker.com/reference/dockerfile/#from"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pfdoctor.model.errors import Unreadable
from pfdoctor.project.paths import shown
from pfdoctor.project.reading import read_text
from pfdoctor.project.source import Source

_FROM = re.compile(r"\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_EXPOSE = re.compile(r"\s*EXPOSE\s+(.+)", re.IGNORECASE)
_ARG = re.compile(r"\s*ARG\s+(\w+)(?:=(\S+))?", re.IGNORECASE)
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})")


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """`base` is the image that the last stage comes from in the end, "" if it names none; `line` is where it says so.

    Variables without a default are left as they are written. `ports` are those that it says it listens on.
    """

    source: Source
    base: str
    line: int
    ports: frozenset[int] = frozenset()

    def known(self) -> str:
        """The base. Raises Unreadable if it is none, or depends on what is given when it is built."""
        if not self.base or "$" in self.base or "{{" in self.base:
            what = f"{self.base} is still to be filled in" if self.base else "it has no FROM"
            raise Unreadable(self.source.need(self.line, what))
        return self.base


def read(path: Path, root: Path) -> Dockerfile:
    """Raises Unreadable."""
    source, text, problems = read_text(path, shown(path, root))
    if text is None:
        raise Unreadable(*(source.need(problem.line, problem.text) for problem in problems))
    return base_of(source, text)


def base_of(source: Source, text: str) -> Dockerfile:
    stages: dict[str, tuple[str, int]] = {}
    defaults: dict[str, str] = {}
    last = ("", 1)
    ports: set[int] = set()
    for number, line in enumerate(text.splitlines(), 1):
        argument = _ARG.match(line)
        if argument and last == ("", 1):
            defaults[argument.group(1)] = (argument.group(2) or "").strip("\"'")
        exposed = _EXPOSE.match(line)
        if exposed:
            words = (word.partition("/")[0] for word in exposed.group(1).split())
            ports |= {int(word) for word in words if word.isdecimal() and len(word) <= 5}
        begun = _FROM.match(line)
        if begun:
            image = _VARIABLE.sub(lambda found: _value(found, defaults), begun.group(1))
            last = stages.get(image.lower(), (image, number))
            if begun.group(2):
                stages[begun.group(2).lower()] = last
    return Dockerfile(source, *last, frozenset(ports))


def _value(found: re.Match[str], defaults: dict[str, str]) -> str:
    name = found.group(1) or found.group(2)
    return defaults.get(name) or found.group(3) or found.group(0)
