"""The one command that helps most after a run."""

from __future__ import annotations

from collections.abc import Callable

from pfdoctor.model.finding import Outcome
from pfdoctor.model.report import Report
from pfdoctor.report.group import entries

NextStep = Callable[[Report], str]
"""A command line to be typed next, or "" if there is nothing to do."""

_NOT_ALLOWED = 403


def next_step(report: Report) -> str:
    """Explains the gravest root cause; if all that is missing is a right to read, shows the rights to ask for."""
    found = entries(report.results)
    if not found:
        return ""
    gravest = found[0].first
    if gravest.outcome is Outcome.UNKNOWN and any(need.status == _NOT_ALLOWED for need in gravest.needs):
        return "pfdoctor checks --permissions"
    return f"pfdoctor explain {gravest.check}"
