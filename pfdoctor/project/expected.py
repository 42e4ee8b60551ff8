"""What a tool's parameter expects, by its annotation, as prompt flow resolves it when it loads the tool.

Prompt flow looks a connection up only where the annotation is a class of connections, or a `Union` of nothing else.
An annotation in quotes (also by `from __future__ import annotations`), `X | Y` and a `Union` with anything else it
takes for an object, and hands over the name as it is written.
https://github.com/microsoft/promptflow/blob/main/src/promptflow-core/promptflow/_utils/tool_utils.py
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from pfdoctor.project.python_file import PythonFile

_CLASSES = {
    f"{kind}Connection"
    for kind in (
        *("AzureOpenAI", "OpenAI", "Serverless", "Serp", "Bing", "CognitiveSearch", "AzureAIServices"),
        *("AzureContentSafety", "FormRecognizer", "Custom"),
    )
}
"""The classes that prompt flow knows by itself; packages may bring others."""
_STRONG = "CustomStrongTypeConnection"
_CUSTOM = "CustomConnection"
_UNIONS = ("Union", "Optional")
_TYPING = ("typing.", "typing_extensions.")
_PLAIN = {"str", "int", "float", "bool", "list", "dict", "tuple", "set", "bytes", "None"}
_ANYTHING = {"Any", "object"}
_DEEPEST = 20

Follow = Callable[[PythonFile, str], "tuple[PythonFile, str] | None"]
"""The file of the flow and the name in it that a dotted name stands for in a file, None where it is none of these."""


@dataclass(frozen=True, slots=True)
class Expected:
    """`kinds` are the classes of connections that are taken, () for none; `sure` is False where that is not known."""

    kinds: tuple[str, ...] = ()
    sure: bool = True


UNKNOWN = Expected(sure=False)
PLAIN = Expected()


def expected_by(annotation: ast.expr | None, file: PythonFile, follow: Follow, depth: int = 0) -> Expected:
    """What an annotation means; one that is missing is not known."""
    if annotation is None or depth > _DEEPEST:
        return UNKNOWN
    if isinstance(annotation, ast.Constant):
        return _by_constant(annotation.value, file, follow, depth)
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        parts = [expected_by(one, file, follow, depth + 1) for one in (annotation.left, annotation.right)]
        return _weaker(_together(parts))
    if isinstance(annotation, ast.Subscript):
        name = file.dotted(annotation.value)
        if name.removeprefix(_TYPING[0]).removeprefix(_TYPING[1]) not in _UNIONS:
            return PLAIN
        listed = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        return _together([expected_by(one, file, follow, depth + 1) for one in listed if not _is_none(one)])
    name = file.dotted(annotation)
    return _by_name(name, file, follow, depth) if name else UNKNOWN


def _by_constant(value: object, file: PythonFile, follow: Follow, depth: int) -> Expected:
    if not isinstance(value, str):
        return PLAIN
    try:
        inner = ast.parse(value, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return UNKNOWN
    return _weaker(expected_by(inner, file, follow, depth + 1))


def _by_name(name: str, file: PythonFile, follow: Follow, depth: int) -> Expected:
    owner, _, last = name.rpartition(".")
    if owner.partition(".")[0] == "promptflow":
        return _of_class(last) if last.endswith("Connection") else PLAIN
    if name in file.classes:
        return _by_bases(file.classes[name], file, follow, depth)
    if name in _PLAIN:
        return PLAIN
    if last in _ANYTHING:
        return UNKNOWN
    found = follow(file, name)
    if found is not None:
        there, inner = found
        return _by_name(inner, there, follow, depth + 1) if depth < _DEEPEST else UNKNOWN
    if not owner and name in _CLASSES and any(one.partition(".")[0] == "promptflow" for one in file.whole_imports):
        return _of_class(name)
    if owner.partition(".")[0] in ("typing", "enum", "datetime", "pathlib", "collections"):
        return PLAIN
    return Expected((_CUSTOM,), sure=False) if last.endswith("Connection") else UNKNOWN


def _of_class(name: str) -> Expected:
    if name == _STRONG:
        return Expected((_CUSTOM,))
    return Expected((name,), sure=name in _CLASSES)


def _by_bases(found: ast.ClassDef, file: PythonFile, follow: Follow, depth: int) -> Expected:
    """A class of the flow's own is a connection only by a base: prompt flow takes it for a custom one."""
    waiting, seen, sure = [(file, found)], set(), True
    while waiting:
        here, one = waiting.pop()
        if (here.source.name, one.name) in seen:
            continue
        seen.add((here.source.name, one.name))
        for base in one.bases:
            name = here.dotted(base)
            if name == one.name:
                continue
            there, last = (follow(here, name) if name and name not in here.classes else None) or (here, name)
            if last in there.classes:
                waiting.append((there, there.classes[last]))
                # Classes that inherit from each other are none that Python makes.
                sure = sure and there.classes[last] is not found
                continue
            means = expected_by(base, here, follow, depth + 1)
            if means.kinds and means.sure:
                return Expected((_CUSTOM,))
            sure = sure and means.sure
    return PLAIN if sure else UNKNOWN


def _together(parts: list[Expected]) -> Expected:
    kinds = tuple(dict.fromkeys(kind for part in parts for kind in part.kinds))
    return Expected(kinds, sure=all(part.sure and bool(part.kinds) == bool(kinds) for part in parts))


def _weaker(found: Expected) -> Expected:
    """Where prompt flow sees no class: a connection is not resolved for sure, though what is plain stays plain."""
    return Expected(found.kinds, sure=found.sure and not found.kinds)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
