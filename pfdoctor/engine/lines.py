"""What checks of files say alike: about a file that cannot be read, and about a line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pfdoctor.engine.check import Check, Draft
from pfdoctor.model.finding import Evidence, Severity
from pfdoctor.project.connection_file import ConnectionFile
from pfdoctor.project.file import File
from pfdoctor.project.named_path import NamedPath
from pfdoctor.project.node import Node

if TYPE_CHECKING:
    from pfdoctor.azure.file_schema import Fault, FileKind

_SECRETS = "credentials."
_ON_THE_COMMAND_LINE = ("name", "endpoint_name")


def broken(check: Check, file: File, *, tolerant: bool = False) -> Iterator[Draft]:
    """What is wrong with a file as such. Raises Unreadable where that is not known.

    `tolerant` is True where what reads the file overlooks such faults, if it can read it at all.
    """
    if any(problem.unread for problem in file.problems):
        file.body.at("")
    severity = Severity.WARNING if tolerant and file.root is not None else None
    for problem in file.problems:
        shown = problem.source.evidence(problem.line, "", problem.source.line(problem.line))
        # Whatever stands on such a line of a connection may be its key.
        evidence = Evidence(shown.source, "", None) if isinstance(file, ConnectionFile) else shown
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


def refused(
    check: Check,
    kind: FileKind,
    body: Node,
    said: Iterable[Draft] = (),
    severity: Severity | None = None,
    below: str = "",
) -> Iterator[Draft]:
    """Failures for what `az ml` does not take in a file, by the schemas of its SDK.

    Left out is what was `said` already, and what stands `below` a path that another check judges. Only warnings for a
    field that it does not know: a newer release may. A name may come from the command line.
    """
    from pfdoctor.azure.file_schema import faults

    known = {(draft.subject, one.path) for draft in said for one in draft.evidence}
    for fault in faults(kind, body):
        here = fault.node
        if (here.place, fault.path) in known or (below and fault.path.startswith(f"{below}.")):
            continue
        if fault.kind == "missing" and fault.path in _ON_THE_COMMAND_LINE:
            continue
        value = here.plain() if fault.kind != "missing" else None
        evidence = here.source.evidence(here.line, fault.path, value)
        if fault.path.startswith(_SECRETS):
            evidence = Evidence(evidence.source, fault.path, None)
        how = Severity.WARNING if fault.kind == "unknown" else severity
        yield check.failed(_why(fault), subject=here.place, severity=how, evidence=[evidence])


def _why(fault: Fault) -> str:
    file = fault.node.source.name
    if fault.kind == "missing":
        return f"az ml refuses {file}, which lacks {fault.path}."
    if fault.kind == "value":
        return f"az ml refuses {fault.path or 'the content'} of {file}: {fault.text}."
    place, _, name = fault.path.rpartition(".")
    near = get_close_matches(name, fault.known, n=1, cutoff=0.8)
    hint = f"; did you mean {near[0]}?" if near else "."
    return f"{name} is no field that az ml knows{' in ' + place if place else ''}{hint}"


def absent(check: Check, paths: Iterable[NamedPath]) -> Iterator[Draft]:
    """Warnings for what a file names and is not there: something may still put it there before the deployment."""
    for named in paths:
        if not os.path.exists(named.path):
            node = named.node
            inside = "" if node.text.endswith(named.path.name) else f", which holds no {named.path.name}"
            yield check.failed(
                f"{named.setting} of {node.source.name} is {node.text}{inside or ', which does not exist'}.",
                subject=node.place,
                severity=Severity.WARNING,
                evidence=[node.source.evidence(node.line, named.setting, node.text)],
            )


def failed_at(
    check: Check, node: Node, path: str, message: str, severity: Severity | None = None, **more: Any
) -> Draft:
    """A failure on the line where a path stands, or would stand."""
    return check.failed(message, subject=node.place_of(path), evidence=[node.evidence(path)], severity=severity, **more)
