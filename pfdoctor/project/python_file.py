"""A Python file of a flow: what stands in it, without running or importing any of it."""

from __future__ import annotations

import ast
import threading
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pfdoctor.project.reading import read_text
from pfdoctor.project.source import Source

_ONE_AT_A_TIME = threading.Lock()
"""Python keeps its filters of warnings for the whole process."""

_LONGEST = 200_000
"""Characters; a syntax tree takes hundreds of times the room of its text, and no tool's file is nearly as long."""

_BLOCKS = (ast.If, ast.Try, ast.With)


@dataclass(frozen=True, eq=False)
class PythonFile:
    """`text` is None where the file could not be read."""

    path: Path
    source: Source
    text: str | None

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree, None for what this Python does not understand: Python 2, a template, a thousand brackets."""
        if len(self.text or "") > _LONGEST:
            return None
        try:
            with _ONE_AT_A_TIME, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.text or "")
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            return None

    @cached_property
    def top_level(self) -> tuple[ast.stmt, ...]:
        """The statements that run when the module is loaded, also those in `if`, `try` and `with`."""
        return tuple(_flat(self.tree.body)) if self.tree is not None else ()

    @cached_property
    def imports(self) -> Mapping[str, str]:
        """What the names that the module imports stand for, as dotted names; a relative one begins with its dots."""
        found: dict[str, str] = {}
        for statement in self.top_level:
            if isinstance(statement, ast.Import):
                for one in statement.names:
                    name = one.asname or one.name.partition(".")[0]
                    found[name] = one.name if one.asname else name
            elif isinstance(statement, ast.ImportFrom):
                found |= {one.asname or one.name: within(module(statement), one.name) for one in statement.names}
        return found

    @cached_property
    def whole_imports(self) -> tuple[str, ...]:
        """The modules from which everything is imported, `from X import *`."""
        statements = (one for one in self.top_level if isinstance(one, ast.ImportFrom))
        return tuple(module(one) for one in statements if any(name.name == "*" for name in one.names))

    @cached_property
    def defined(self) -> frozenset[str]:
        """The names of the functions and classes that stand at the top level, and of what it imports."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return frozenset({*self.imports, *(one.name for one in self.top_level if isinstance(one, kinds))})

    @cached_property
    def classes(self) -> Mapping[str, ast.ClassDef]:
        return {one.name: one for one in self.top_level if isinstance(one, ast.ClassDef)}

    def dotted(self, expression: ast.expr) -> str:
        """What a name or `a.b.c` stands for as a dotted name, "" for any other expression."""
        parts: list[str] = []
        while isinstance(expression, ast.Attribute):
            parts.append(expression.attr)
            expression = expression.value
        if not isinstance(expression, ast.Name):
            return ""
        return ".".join([self.imports.get(expression.id, expression.id), *reversed(parts)])


def read(path: Path, root: Path) -> PythonFile:
    """`root` is the project's folder."""
    source, text, _ = read_text(path, root)
    return PythonFile(path, source, text)


def module(statement: ast.ImportFrom) -> str:
    """The module that a `from` names; a relative one begins with its dots."""
    return "." * statement.level + (statement.module or "")


def within(owner: str, name: str) -> str:
    """The dotted name of what a module holds; one that is all dots needs no more of them."""
    return f"{owner}{'' if owner.endswith('.') else '.'}{name}"


def _flat(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    waiting = list(reversed(statements))
    while waiting:
        here = waiting.pop()
        yield here
        if isinstance(here, _BLOCKS):
            inner = [*here.body, *getattr(here, "orelse", []), *getattr(here, "finalbody", [])]
            for handler in getattr(here, "handlers", []):
                inner += handler.body
            waiting += reversed(inner)
