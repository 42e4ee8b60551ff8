"""What checks of files say alike: about a file that cannot be read, and about a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pfdoctor.engine.check import Check, Draft
from pfdoctor.model.finding import Severity
from pfdoctor.project.file import File
from pfdoctor.project.node import Node


def broken(check: Check, file: File, *, tolerant: bool = False) -> Iterator[Draft]:
    """What is wrong with a file as such. Raises Unreadable where that is not known.

    `tolerant` is True where what reads the file overlooks such faults, if it can read it at all.
    """
    if any(problem.unread for problem in file.problems):
        file.body.at("")
    severity = Severity.WARNING if tolerant and file.root is not None else None
    for problem in file.problems:
        evidence = problem.source.evidence(problem.line, "", problem.source.line(problem.line))
        message = f"{problem.source.name}: {problem.text}."
        yield check.failed(message, subject=problem.place, evidence=[evidence], severity=severity)


def misshapen(check: Check, node: Node, shapes: Mapping[str, type]) -> Iterator[Draft]:
    """Failures for what is not a mapping (`Mapping`) or a list (`tuple`) where it must be; unknown for a template."""
    for path, shape in shapes.items():
        found = node.at(path)
        if found is None or isinstance(found.value, shape):
            continue
        if found.hole:
            need = found.source.need(found.line, f"{found.text} is still to be filled in")
            yield check.unknown(f"What {path} holds is not known yet.", need, subject=found.place)
        else:
            what = "a list" if shape is tuple else "settings, as `name: value`"
            yield failed_at(check, node, path, f"{path} of {found.source.name} must hold {what}.")


def unknown_fields(check: Check, node: Node, known: Mapping[str, str]) -> Iterator[Draft]:
    """Warnings for fields that are not among the known ones, which are given by the path that they stand under.

    No more than warnings: a newer release may know more.
    """
    for path, words in known.items():
        here = node.at(path) if path else node
        names = words.split()
        for name, value in here.mapping.items() if here is not None else ():
            if name not in names and not Node(value.source, value.line, name).hole:
                near = get_close_matches(name, names, n=1, cutoff=0.8)
                hint = f"; did you mean {near[0]}?" if near else "."
                evidence = value.source.evidence(value.line, f"{path}.{name}".strip("."), value.plain())
                message = f"{name} is no field that az ml knows{' in ' + path if path else ''}{hint}"
                yield check.failed(message, subject=value.place, severity=Severity.WARNING, evidence=[evidence])


def failed_at(
    check: Check, node: Node, path: str, message: str, severity: Severity | None = None, **more: Any
) -> Draft:
    """A failure on the line where a path stands, or would stand."""
    return check.failed(message, subject=node.place_of(path), evidence=[node.evidence(path)], severity=severity, **more)
