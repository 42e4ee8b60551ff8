"""A requirements file of pip's, line by line.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pfdoctor.model.errors import Unreadable
from pfdoctor.project.reading import read_text
from pfdoctor.project.source import Problem, Source

_NAME = re.compile(r"([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*(.*)", re.DOTALL)
_OPTION = re.compile(r"(?<!\S)(--[a-zA-Z][\w-]*|-[a-zA-Z])(?:\s*=\s*|\s+|(?<=^-[a-zA-Z]))(\S+)")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_INDEXES = ("-i", "--index-url", "--pypi-url", "--extra-index-url", "-f", "--find-links")
_INCLUDES = ("-r", "--requirement")
_EDITABLE = ("-e", "--editable")
_URL = re.compile(r"(?:git|hg|svn|bzr)\+|https?://", re.IGNORECASE)
_LOCAL = re.compile(r"(?:\.{1,2}(?:[/\\]|$)|/|~|file:|[A-Za-z]:[/\\])|[^;]*\.(?:whl|tar\.gz|zip)\s*$", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")
PUBLIC = ("pypi.org", "www.pypi.org", "pypi.python.org", "files.pythonhosted.org", "download.pytorch.org")


@dataclass(frozen=True, slots=True)
class Line:
    """`kind` is package, index, include, local or url; `name` the package's with extras, else what is named."""

    kind: str
    name: str
    number: int
    version: str = ""

    @property
    def package(self) -> str:
        """The name without extras, as PyPI compares it."""
        return re.sub(r"[-_.]+", "-", self.name.partition("[")[0]).lower()

    @property
    def host(self) -> str:
        """The host of an index or address, "" where there is none."""
        try:
            return (urlsplit(re.sub(r"^\w+\+", "", self.name)).hostname or "").lower()
        except ValueError:
            return ""

    @property
    def shown(self) -> str:
        """The name, without what may be a password in it."""
        return re.sub(r"(\w://)[^/\s@]+@", r"\1***@", self.name)

    @property
    def hole(self) -> bool:
        """Whether an environment variable, or a template, says what is meant; a host that is written out is known.

        https://pip.pypa.io/en/stable/reference/requirements-file-format/#using-environment-variables
        """
        variable = _VARIABLE.search(self.name) is not None or "{{" in self.name
        return variable and (not self.host or "{" in self.host)


@dataclass(frozen=True, slots=True)
class Requirements:
    source: Source
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()

    def of(self, kind: str) -> tuple[Line, ...]:
        """Raises Unreadable if the file could not be read."""
        if self.problems:
            raise Unreadable(*(self.source.need(one.line, one.text) for one in self.problems))
        return tuple(line for line in self.lines if line.kind == kind)

    @property
    def private_indexes(self) -> tuple[Line, ...]:
        """The indexes that are not the public one."""
        return tuple(line for line in self.of("index") if line.host not in PUBLIC)


def read(path: Path, root: Path) -> Requirements:
    """What cannot be read is among the problems."""
    source, text, problems = read_text(path, root, utf_16=True)
    return Requirements(source, tuple(parse(text)) if text is not None else (), problems)


def parse(text: str) -> Iterator[Line]:
    for number, line in _logical(text):
        if not line.startswith("-"):
            yield _wanted(line, number)
            continue
        for option in _OPTION.finditer(line):
            name, value = option.group(1), option.group(2).strip("\"'")
            if name in _INDEXES:
                yield Line("index", value, number)
            elif name in _INCLUDES:
                yield Line("include", value, number)
            elif name in _EDITABLE:
                yield _wanted(line[option.start(2) :].strip("\"'"), number)
                break


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Lines as pip joins them, without comments, and where each begins: only a line of comment ends a continuation."""
    begun, held = 1, ""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        begun = begun if held else number
        alone = line.lstrip().startswith("#")
        if line.endswith("\\") and not alone and number < len(lines):
            held += line.strip("\\")
            continue
        whole = _COMMENT.sub("", held + (" " if alone else "") + line.rstrip("\\")).strip()
        held = ""
        if whole:
            yield begun, whole


def _wanted(text: str, number: int) -> Line:
    _, at, address = text.partition("@")
    address = address.strip() if at and _URL.match(address.strip()) else text
    if _URL.match(address):
        return Line("url", address.partition(" ")[0], number)
    if _LOCAL.match(text) or (at and address is not text):
        return Line("local", text, number)
    named = _NAME.match(text)
    if named is None or named.group(3).startswith(("/", "\\")):
        return Line("local", text, number)
    version = named.group(3).partition(";")[0].partition(" --")[0].strip()
    if version.startswith("@"):
        return Line("local", version[1:].strip(), number)
    name = named.group(1) + re.sub(r"\s", "", named.group(2) or "")
    return Line("package", name, number, version.removeprefix("(").removesuffix(")"))
