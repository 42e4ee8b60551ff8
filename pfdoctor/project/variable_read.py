"""The environment variables that a flow's code cannot do without.

Only what surely runs counts: on loading the files that the flow names, in its tools and entry, and in the functions
that these call. `os.environ["NAME"]` raises KeyError there if nobody set the variable.
https://docs.python.org/3/library/os.html#os.environ
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pfdoctor.model.finding import Evidence
from pfdoctor.project.flow_code import FlowCode
from pfdoctor.project.python_file import PythonFile
from pfdoctor.project.running import may_run, surely_runs
from pfdoctor.project.tool_function import Function

_MOST_BODIES = 500
_MOST_VARIABLES = 50
_WRITERS = ("load_dotenv", "dotenv_values", "read_env", "putenv")
"""Calls after which nobody knows what is set."""


@dataclass(frozen=True, slots=True)
class VariableRead:
    """`place` is where the code reads the variable."""

    name: str
    place: str

    @property
    def evidence(self) -> Evidence:
        """The expression alone: nobody knows what else stands on the line, and a key may."""
        return Evidence(self.place, "os.environ", self.name, f'os.environ["{self.name}"]')


def needed_variables(code: FlowCode, started: Iterable[tuple[PythonFile, Function]]) -> tuple[VariableRead, ...]:
    """The variables that the code reads without a default, each once; `started` are what prompt flow itself calls.

    () where the code may set variables by names that do not stand in it, or there is too much of it.
    """
    own = _own(code.files) if code.complete else None
    if own is None:
        return ()
    found: dict[str, VariableRead] = {}
    for file, node in _running(code, started):
        name = _read_of(node, file)
        if name and name not in own and name not in found:
            found[name] = VariableRead(name, file.source.place(getattr(node, "lineno", 1)))
            if len(found) == _MOST_VARIABLES:
                break
    return tuple(found.values())


def _running(code: FlowCode, started: Iterable[tuple[PythonFile, Function]]) -> Iterator[tuple[PythonFile, ast.AST]]:
    named = [file for path in code.named if (file := code.file(path)) is not None]
    waiting: list[tuple[PythonFile, list[ast.stmt] | None]] = [(file, None) for file in named]
    waiting += [(file, function.body) for file, function in started]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST_BODIES:
        file, given = waiting.pop(0)
        body = file.tree.body if given is None and file.tree is not None else given
        if body is None or id(body) in seen:
            continue
        seen.add(id(body))
        for node in surely_runs(body):
            yield file, node
            if isinstance(node, ast.Call):
                waiting += _called(node, file, code)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                waiting += [(one, None) for one in code.imported_by(node, file)]


def _called(call: ast.Call, file: PythonFile, code: FlowCode) -> list[tuple[PythonFile, list[ast.stmt] | None]]:
    """The body of the flow's own function, or `__init__` of its class, that is called."""
    name = file.dotted(call.func)
    if not name:
        return []
    there, last = code.follow(file, name) or (file, name)
    for statement in there.top_level:
        if isinstance(statement, Function) and statement.name == last:
            return [(there, statement.body)]
        if isinstance(statement, ast.ClassDef) and statement.name == last:
            made = (one for one in statement.body if isinstance(one, Function) and one.name == "__init__")
            return [(there, one.body) for one in made]
    return []


def _read_of(node: ast.AST, file: PythonFile) -> str:
    """The variable that an expression reads and must find, "" for any other."""
    return _key(node, file) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) else ""


def _key(node: ast.Subscript, file: PythonFile) -> str:
    text = node.slice.value if isinstance(node.slice, ast.Constant) else None
    return text if isinstance(text, str) and file.dotted(node.value) == "os.environ" else ""


def _own(files: Iterable[PythonFile]) -> set[str] | None:
    """The variables that the code sets, or asks for before it reads them; None where it may set any."""
    found: set[str] = set()
    for file in files:
        if file.text is None or any(writer in file.text for writer in _WRITERS):
            return None
        if "environ" not in file.text:
            continue
        if file.tree is None:
            return None
        for node in may_run(file):
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
                if file.dotted(node.value) == "os.environ":
                    if not _key(node, file):
                        return None
                    found.add(_key(node, file))
            elif isinstance(node, ast.Compare) and any(file.dotted(one) == "os.environ" for one in node.comparators):
                found |= _texts([node.left])
            elif isinstance(node, ast.Call):
                called = file.dotted(node.func)
                if called == "os.environ.update":
                    return None
                found |= _texts(node.args[:1]) if called.startswith("os.environ.") else set()
    return found


def _texts(nodes: list[ast.expr]) -> set[str]:
    return {one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)}
