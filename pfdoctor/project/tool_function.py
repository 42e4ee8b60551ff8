"""The function of a Python file that prompt flow runs for a node, and what its parameters expect.

A file holds exactly one: a function with the decorator `@tool`, or such a method of a `ToolProvider`.
https://microsoft.github.io/promptflow/reference/tools-reference/python-tool.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pfdoctor.project.expected import PLAIN, UNKNOWN, Expected, Follow, expected_by
from pfdoctor.project.python_file import PythonFile

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class ToolFunction:
    """`parameters` and `functions` are empty where the file is not understood, or holds no tool, or several.

    `functions` are the function itself, after the `__init__` of its class.
    """

    parameters: Mapping[str, Expected] = field(default_factory=dict)
    functions: tuple[Function, ...] = ()

    def expected(self, name: str) -> Expected:
        """What the parameter of a name expects; not known where there is none."""
        return self.parameters.get(name, UNKNOWN)


def tool_of(file: PythonFile, follow: Follow) -> ToolFunction:
    """The one tool of a file."""
    found = list(_tools(file))
    if len(found) != 1:
        return ToolFunction()
    inputs = {name: one for function in found[0] for name, one in parameters(function, file, follow)}
    return ToolFunction(inputs, found[0])


def parameters(function: Function, file: PythonFile, follow: Follow) -> Iterator[tuple[str, Expected]]:
    """The parameters of a function, without `self` and those that take whatever is left."""
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    without = [None] * (len(positional) - len(given.defaults))
    defaults = [*without, *given.defaults, *given.kw_defaults]
    for one, default in zip([*positional, *given.kwonlyargs], defaults, strict=True):
        if one.arg == "self":
            continue
        if one.annotation is None:
            yield one.arg, _by_default(default)
            continue
        found = expected_by(one.annotation, file, follow)
        quoted = "annotations" in file.imports and file.imports["annotations"] == "__future__.annotations"
        yield one.arg, Expected(found.kinds, sure=False) if quoted and found.kinds else found


def _by_default(default: ast.expr | None) -> Expected:
    known = isinstance(default, ast.Constant) and default.value is not None
    return PLAIN if known else UNKNOWN


def _tools(file: PythonFile) -> Iterator[tuple[Function, ...]]:
    """The functions that take a tool's inputs: itself, after the `__init__` of its class."""
    for statement in file.top_level:
        if isinstance(statement, Function) and _is_tool(statement, file):
            yield (statement,)
        elif isinstance(statement, ast.ClassDef):
            methods = [one for one in statement.body if isinstance(one, Function)]
            made = [one for one in methods if one.name == "__init__"]
            yield from ((*made, one) for one in methods if _is_tool(one, file))


def _is_tool(function: Function, file: PythonFile) -> bool:
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = file.dotted(called)
        if (name.startswith("promptflow.") and name.endswith(".tool")) or (name == "tool" and _whole(file)):
            return True
    return False


def _whole(file: PythonFile) -> bool:
    """Whether `tool` may come from an import of all that prompt flow has."""
    return any(one.partition(".")[0] == "promptflow" for one in file.whole_imports)
