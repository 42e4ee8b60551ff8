"""The words that point another command at what this one looked at, so that it can be pasted as it is printed."""

from __future__ import annotations

import os
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pfdoctor.model.finding import Fix
from pfdoctor.model.report import Report
from pfdoctor.model.shell import quoted
from pfdoctor.model.target import Target

if TYPE_CHECKING:
    from pfdoctor.cli.world import Given

_LOOKS = ("pfdoctor can ", "pfdoctor who-can ")
"""What checks tell a person to type that asks Azure, or the world that stands for it."""


def again(given: Given, target: Target, project: str | None = None) -> str:
    """What was typed, and the endpoint by its name, whoever chose it; never a name that only a bundle tells."""
    words = _world(given)
    if not words:
        named = (("-w", "workspace"), ("-g", "resource_group"), ("--subscription", "subscription"))
        typed = [(option, value) for option, name in named if (value := given.names.get(name))]
        words = [quoted(target.endpoint)] if target.endpoint else []
        words += [word for option, value in typed for word in (option, quoted(value))]
    words += [word for name in given.deployments for word in ("-d", quoted(name))]
    return " ".join([*words, *(("--project", _path(project)) if project is not None else ())])


def pointed(report: Report, given: Given) -> Report:
    """The report with the world that was looked at in every command of pfdoctor that asks it something."""
    words = "".join(f" {word}" for word in _world(given))

    def fix(one: Fix) -> Fix:
        return replace(one, commands=tuple(line + words if line.startswith(_LOOKS) else line for line in one.commands))

    results = (replace(result, fixes=tuple(map(fix, result.fixes))) for result in report.results)
    return replace(report, results=tuple(results)) if words else report


def _world(given: Given) -> list[str]:
    """What stands for Azure, nothing where Azure itself was asked."""
    if given.demo:
        return ["--demo"]
    return ["--bundle", _path(given.bundle)] if given.bundle is not None else []


def _path(path: str) -> str:
    # Windows takes slashes too, and no shell reads them as anything else. An apostrophe has quotes only elsewhere.
    text = Path(path).as_posix()
    return shlex.quote(text) if "'" in text and os.name == "posix" and text.isprintable() else quoted(text)
