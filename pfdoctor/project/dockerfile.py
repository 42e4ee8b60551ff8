"""What a Dockerfile builds from, listens on and starts. https://docs.docker.com/reference/dockerfile/"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pfdoctor.model.errors import Unreadable
from pfdoctor.project.node import is_open
from pfdoctor.project.reading import read_text
from pfdoctor.project.source import Source

_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)\s+(.+)", re.DOTALL)
_ESCAPE = re.compile(r"#\s*escape\s*=\s*([\\`])\s*$", re.IGNORECASE)
_DIRECTIVE = re.compile(r"#\s*\w+\s*=")
_HEREDOC = re.compile(r"(?<!<)<<-?\s*([\"']?)([A-Za-z_]\w*)\1")
_FROM = re.compile(r"(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_ASSIGNED = re.compile(r"(\w+)(?:=(\"[^\"]*\"|'[^']*'|\S*))?")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})")
_PORTS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?(?:/\w+)?")
_LAST_PORT = 65_535
_MOST_PORTS = 1_000
"""A wider range tells nothing."""
_MOST_VARIABLES = 1_000
_LONGEST = 1_000
"""Characters of a value or a name; variables of variables can make a few lines look like billions."""


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """`base` is the image that the last stage comes from in the end, "" if it names none; `line` is where it says so.

    Variables without a default are left as they are written. `ports` are those that it says it listens on, none where
    it leaves one open. `starts` is True if it says itself what to run, and so does not run what its base would.
    """

    source: Source
    base: str
    line: int
    ports: frozenset[int] = frozenset()
    starts: bool = False

    def known(self) -> str:
        """The base. Raises Unreadable if it is none, or depends on what is given when it is built."""
        if not self.base or "$" in self.base or "{{" in self.base or is_open(self.base):
            what = f"{self.base} is still to be filled in" if self.base else "it has no FROM"
            raise Unreadable(self.source.need(self.line, what))
        return self.base


@dataclass(frozen=True, slots=True)
class _Stage:
    base: str = ""
    line: int = 1
    ports: frozenset[int] = frozenset()
    open: bool = False
    starts: bool = False
    variables: MutableMapping[str, str] = field(default_factory=dict)


def read(path: Path, root: Path) -> Dockerfile:
    """Raises Unreadable."""
    source, text, problems = read_text(path, root)
    if text is None:
        raise Unreadable(*(source.need(problem.line, problem.text) for problem in problems))
    return base_of(source, text)


def base_of(source: Source, text: str) -> Dockerfile:
    stages: dict[str, _Stage] = {}
    defaults: dict[str, str] = {}
    last = _Stage()
    begun = False
    for number, name, rest in _instructions(text):
        if name == "FROM" and (found := _FROM.match(rest)):
            begun = True
            image = _filled(found.group(1).strip("\"'"), defaults)
            known = stages.get(image.lower())
            last = replace(known, variables=dict(known.variables)) if known else _Stage(image, number)
            alias = found.group(2)
        elif name == "ARG" and not begun:
            _keep(defaults, _assigned(rest, defaults))
            continue
        elif begun:
            last = _after(last, name, rest, defaults)
        if begun and alias:
            stages[alias.lower()] = last
    ports = frozenset() if last.open else last.ports
    return Dockerfile(source, last.base, last.line, ports, last.starts)


def _after(stage: _Stage, name: str, rest: str, defaults: Mapping[str, str]) -> _Stage:
    if name in ("CMD", "ENTRYPOINT"):
        return replace(stage, starts=True)
    if name in ("ARG", "ENV"):
        # `ENV NAME value` is the older way to write one.
        older = name == "ENV" and "=" not in rest.split()[0]
        text = "=".join(rest.split(None, 1)) if older else rest
        given = {key: defaults.get(key, "") for key in re.findall(r"^\w+$", text)} if name == "ARG" else {}
        _keep(stage.variables, {**given, **_assigned(text, stage.variables)})
        return stage
    if name != "EXPOSE" or stage.open:
        return stage
    for word in _filled(rest, stage.variables).split():
        found = _PORTS.fullmatch(word)
        first = int(found.group(1)) if found else 0
        final = int(found.group(2) or first) if found else 0
        if not 0 < first <= final <= _LAST_PORT or final - first + len(stage.ports) > _MOST_PORTS:
            return replace(stage, open=True)
        stage = replace(stage, ports=stage.ports | frozenset(range(first, final + 1)))
    return stage


def _instructions(text: str) -> Iterator[tuple[int, str, str]]:
    """The line, name and rest of each instruction: continuations are joined, comments and here-documents left out."""
    escape, begun = "\\", 0
    held: list[str] = []
    directives, ending = True, ""
    for number, line in enumerate(text.splitlines(), 1):
        if ending:
            ending = "" if line.strip() == ending else ending
            continue
        told = _ESCAPE.match(line) if directives else None
        escape = told.group(1) if told else escape
        directives = directives and _DIRECTIVE.match(line) is not None
        if line.lstrip().startswith("#") or (held and not line.strip()):
            continue
        begun = begun if held else number
        part = line.rstrip()
        if part.endswith(escape):
            held.append(part[:-1])
            continue
        found = _INSTRUCTION.match("".join([*held, part]))
        held = []
        if found:
            name, rest = found.group(1).upper(), found.group(2).strip()
            document = _HEREDOC.search(rest) if name in ("RUN", "COPY", "ADD") else None
            ending = document.group(2) if document else ""
            yield begun, name, rest


def _assigned(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """The values that are given to names; a name without one is left out."""
    found = ((one.group(1), one.group(2)) for one in _ASSIGNED.finditer(text))
    return {name: _filled(value.strip("\"'"), known) for name, value in found if value is not None}


def _keep(variables: MutableMapping[str, str], given: Mapping[str, str]) -> None:
    """Notes values; one that is too long, or one too many, is left open."""
    for name, value in given.items():
        if name in variables or len(variables) < _MOST_VARIABLES:
            variables[name] = value if len(value) <= _LONGEST else ""


def _filled(text: str, known: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        return known.get(found.group(1) or found.group(2)) or found.group(3) or found.group(0)

    return _VARIABLE.sub(value, text) if len(text) <= _LONGEST else text
