"""What of a Python file runs when the flow does, as far as the files alone show it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from pfdoctor.project.python_file import PythonFile

_CONDITIONAL: Mapping[type[ast.AST], tuple[str, ...]] = {
    ast.If: ("body", "orelse"),
    ast.IfExp: ("body", "orelse"),
    ast.While: ("body", "orelse"),
    ast.For: ("body", "orelse"),
    ast.AsyncFor: ("body", "orelse"),
    ast.Try: ("body", "handlers", "orelse"),
    ast.TryStar: ("body", "handlers", "orelse"),
    ast.Match: ("cases",),
    ast.ListComp: ("elt", "generators"),
    ast.SetComp: ("elt", "generators"),
    ast.DictComp: ("key", "value", "generators"),
    ast.GeneratorExp: ("elt", "generators"),
    ast.Lambda: ("body",),
    ast.Assert: ("msg",),
    ast.FunctionDef: ("body", "returns"),
    ast.AsyncFunctionDef: ("body", "returns"),
    ast.With: ("body",),
    ast.AsyncWith: ("body",),
    ast.ClassDef: ("body",),
}
"""The parts that run under a condition, or later, or in which an error is caught. Some are taken up one by one."""


def may_run(file: PythonFile) -> Iterator[ast.AST]:
    """All but what stands under `if __name__ == "__main__"`, which prompt flow does not run."""
    waiting: list[ast.AST] = [file.tree] if file.tree is not None else []
    while waiting:
        here = waiting.pop()
        yield here
        waiting += here.orelse if isinstance(here, ast.If) and _is_main(here) else ast.iter_child_nodes(here)


def surely_runs(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """What runs whenever these statements do, and whose errors nobody catches; the bodies of functions are not."""
    waiting: list[ast.AST] = list(_until_left(body))
    while waiting:
        here = waiting.pop()
        yield here
        if isinstance(here, ast.BoolOp):
            waiting.append(here.values[0])
            continue
        if isinstance(here, ast.ClassDef) or (isinstance(here, (ast.With, ast.AsyncWith)) and not _catches(here)):
            waiting += _until_left(here.body)
        left_out = _CONDITIONAL.get(type(here), ())
        for name, value in ast.iter_fields(here):
            if name not in left_out:
                waiting += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, ast.AST)]


def _until_left(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements to the first that may leave them."""
    for statement in body:
        yield statement
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and any(
            isinstance(one, (ast.Return, ast.Raise, ast.Break, ast.Continue)) for one in ast.walk(statement)
        ):
            return


def _catches(statement: ast.With | ast.AsyncWith) -> bool:
    """Whether a `with` may catch the errors below it, as `contextlib.suppress` does."""
    return any("suppress" in ast.dump(item.context_expr) for item in statement.items)


def _is_main(statement: ast.If) -> bool:
    test = statement.test
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"
