"""The Python files of a flow: those that it names, and what these import from the flow's own folder.

A file is read once, and only if somebody asks; none outside the project's folder is.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

from pfdoctor.project.paths import inside, shown
from pfdoctor.project.python_file import PythonFile, module, read, within
from pfdoctor.project.source import Source
from pfdoctor.project.tool_function import Function, ToolFunction, tool_of

_IMPORT = re.compile(
    r"^[ \t]*(?:import[ \t]+([\w., \t]+)|from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]{0,2000}\)|[^\n#]+))", re.MULTILINE
)
_WORD = re.compile(r"[\w.]+")
_MOST_FILES = 50
_MOST_TEXT = 512 * 1024
"""Characters of code after which the files of a flow are no longer read, but for their names."""
_MOST_READ = 200
"""Files of which as much is known as their names, once so many were read."""
_DEEPEST = 10


@dataclass(frozen=True, eq=False)
class FlowCode:
    """`folder` is the flow's, `root` the project's; `named` are the files that the flow names."""

    folder: Path
    root: Path
    named: tuple[Path, ...]
    _read: dict[str, PythonFile | None] = field(default_factory=dict, repr=False)
    _tools: dict[str, ToolFunction] = field(default_factory=dict, repr=False)

    def file(self, path: Path) -> PythonFile | None:
        """A file of the project, None where there is none, or it lies outside."""
        key = os.path.normpath(path)
        if key not in self._read:
            self._read[key] = self._open(path) if self._inside(path) else None
        return self._read[key]

    def _open(self, path: Path) -> PythonFile:
        known = [one for one in self._read.values() if one is not None]
        full = len(known) >= _MOST_READ or sum(len(one.text or "") for one in known) > _MOST_TEXT
        return PythonFile(path, Source(shown(path, self.root)), None) if full else read(path, self.root)

    def tool(self, file: PythonFile) -> ToolFunction:
        """The tool that a file defines."""
        if file.source.name not in self._tools:
            self._tools[file.source.name] = tool_of(file, self.follow)
        return self._tools[file.source.name]

    @property
    def tool_functions(self) -> list[tuple[PythonFile, Function]]:
        """What prompt flow calls in the named files."""
        files = (file for path in self.named if (file := self.file(path)) is not None)
        return [(file, function) for file in files for function in self.tool(file).functions]

    @property
    def files(self) -> tuple[PythonFile, ...]:
        """The named files and what they import, in the order of their finding; see `complete`."""
        return self._found[0]

    @property
    def complete(self) -> bool:
        """False if the flow has more files than were looked at."""
        return self._found[1]

    @cached_property
    def _found(self) -> tuple[tuple[PythonFile, ...], bool]:
        found: dict[str, PythonFile] = {}
        waiting = list(self.named)
        while waiting:
            file = self.file(waiting.pop(0))
            if file is None or file.source.name in found:
                continue
            if len(found) == _MOST_FILES:
                return tuple(found.values()), False
            found[file.source.name] = file
            waiting += islice(self._imported(file), _MOST_READ)
        return tuple(found.values()), True

    def follow(self, file: PythonFile, name: str) -> tuple[PythonFile, str] | None:
        """The file and the name in it that a dotted name stands for, None where it is not of this flow."""
        for _ in range(_DEEPEST):
            owner, _, last = name.rpartition(".")
            there = self._module(file, owner) if owner.strip(".") else self._whole(file, last)
            if there is None or last not in there.imports:
                return (there, last) if there is not None else None
            file, name = there, there.imports[last]
        return None

    def _whole(self, file: PythonFile, name: str) -> PythonFile | None:
        """The file of the flow that defines a name, among those from which a file imports everything."""
        if name in file.defined:
            return None
        found = (self._module(file, one) for one in file.whole_imports)
        return next((one for one in found if one is not None and name in one.defined), None)

    def imported_by(self, statement: ast.Import | ast.ImportFrom, file: PythonFile) -> list[PythonFile]:
        """The flow's own files that a statement of a file imports."""
        if isinstance(statement, ast.Import):
            names = [one.name for one in statement.names]
        else:
            base = module(statement)
            names = [base, *(within(base, one.name) for one in statement.names)]
        found = (self._module(file, name) for name in names)
        return [one for one in found if one is not None]

    def places(self, file: PythonFile, name: str) -> list[Path]:
        """Where a file that code names lies, beside the code or in the flow's folder; [] if in neither."""
        paths = (file.path.parent / name, self.folder / name)
        return [path for path in paths if self._inside(path)][:1]

    def _imported(self, file: PythonFile) -> Iterator[Path]:
        """What a file may import, at whatever depth: by its text, as most files need not be parsed."""
        names: list[str] = []
        for plain, owner, listed in _IMPORT.findall(file.text or ""):
            inner = _WORD.findall(listed)
            names += _WORD.findall(plain) if plain else [owner, *(within(owner, one) for one in inner)]
        found = (self._path(file, name) for name in dict.fromkeys(names))
        return (path for path in found if path is not None)

    def _module(self, file: PythonFile, name: str) -> PythonFile | None:
        path = self._path(file, name)
        return self.file(path) if path is not None else None

    def _path(self, file: PythonFile, name: str) -> Path | None:
        """Where a module lies: beside the file if its dotted name begins with dots, else in the flow's folder."""
        plain = name.lstrip(".")
        base = self.folder
        if len(plain) < len(name):
            steps = len(name) - len(plain) - 1
            base = Path(file.path.parent, *[".."] * steps)
        elif not {plain.partition(".")[0], f"{plain.partition('.')[0]}.py"} & self._beside:
            return None
        *packages, last = plain.split(".")
        place = Path(base, *packages)
        paths = (place / f"{last}.py", place / last / "__init__.py")
        return next((path for path in paths if self._inside(path)), None)

    @cached_property
    def _beside(self) -> frozenset[str]:
        """The names in the flow's folder: of all that is imported, few are files of the flow."""
        try:
            return frozenset(os.listdir(self.folder))
        except OSError:
            return frozenset()

    def _inside(self, path: Path) -> bool:
        return os.path.isfile(path) and inside(path, self.root)
