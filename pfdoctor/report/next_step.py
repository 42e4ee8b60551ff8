"""The one command that helps most after a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pfdoctor.model.finding import Outcome, Result, Safety, Severity
from pfdoctor.model.report import Report
from pfdoctor.model.shell import quoted
from pfdoctor.report.group import Entry, entries

NextStep = Callable[[Report], str]
"""A command line to be typed next, or "" if there is nothing to do."""

_NOT_ALLOWED = 403
_MENDED_BY = {
    "grant-role": "--grant-roles",
    "register-environment": "--environment",
    "edit-file": "--environment",
}
"""The option of `pfdoctor fix` that makes a step of this kind."""


def next_step(report: Report, where: str = "") -> str:
    """Mends what can be mended of the gravest findings, or explains the root cause; if all that is missing is a right
    to read, shows the rights to ask for. Notes are explained, for they break nothing.

    `where` are the words that point a command at what was examined; by default the endpoint's name.
    """
    found = entries(report.results)
    if not found:
        return ""
    gravest = found[0].first
    if gravest.outcome is Outcome.UNKNOWN and any(need.status == _NOT_ALLOWED for need in gravest.needs):
        return "pfdoctor checks --permissions"
    if gravest.outcome is Outcome.FAILED and found[0].severity is not Severity.INFO:
        option = _mending(one for one in found if one.severity is found[0].severity)
        if option:
            return f"pfdoctor fix {where or quoted(report.target.endpoint)} {option}"
    return f"pfdoctor explain {gravest.check}"


def _mending(found: Iterable[Entry]) -> str:
    """The option that makes the first step there is; "" if all is to be done by hand."""
    fixes = (fix for result in _failed(found) for fix in result.fixes if fix.safety is not Safety.MANUAL)
    return next((_MENDED_BY[fix.kind] for fix in fixes if fix.kind in _MENDED_BY), "")


def _failed(found: Iterable[Entry]) -> Iterator[Result]:
    for entry in found:
        yield from (result for result in entry.results if result.outcome is Outcome.FAILED)
        yield from _failed(entry.followers)
