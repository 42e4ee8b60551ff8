"""The report for a person: failures in full with their root cause first, then unknowns, the rest folded."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.text import Text

from pfdoctor.model.finding import Outcome, Severity
from pfdoctor.model.report import Report
from pfdoctor.report import group
from pfdoctor.report.layout import Page
from pfdoctor.report.marks import marks_for
from pfdoctor.report.next_step import NextStep, next_step
from pfdoctor.report.rows import Rows

_WORLDS = {"bundle": "recorded", "demo": "demo", "files": "local files"}
_FOLDED = {Outcome.PASSED: "Passed", Outcome.SKIPPED: "Skipped"}
_FOOTER = (Outcome.FAILED, Outcome.CRASHED, Outcome.UNKNOWN, Outcome.PASSED, Outcome.SKIPPED)
_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_LONGEST_NAME = 25
"""Characters of a name beyond which it stands on a line of its own."""
_GAP = 10


def write(report: Report, console: Console, *, verbose: bool = False, next_command: NextStep = next_step) -> None:
    """Write the report; `verbose` shows every result with its whole proof and unshortened ids."""
    shown = [result for result in report.results if verbose or result.outcome in group.LOUD]
    widths = [len(result.check) + (2 if result.caused_by else 0) for result in shown]
    longest = max([width for width in widths if width <= _LONGEST_NAME + 2], default=12)
    page = Page(console, column=2 + marks_for(console.encoding).width + 1 + longest + 2)
    rows = Rows(page, verbose, Counter(result.check for result in shown))
    _header(page, report)
    for section in group.sections(group.entries(report.results), group.identity(report.results)):
        page.heading(section.heading)
        for entry in section.entries:
            rows.write(entry.results, told=section.severity)
            for follower in entry.followers:
                rows.write(follower.results, entry.first.check, section.severity)
    for outcome, title in _FOLDED.items():
        _folded(rows, report, outcome, title)
    _footer(page, report, next_command(report))


def _header(page: Page, report: Report) -> None:
    target, checks = report.target, len({result.check for result in report.results})
    cost = f"{_count(checks, 'check')}, {_count(report.requests, 'request')}, {report.seconds:.1f} s"
    workspace = f"workspace {target.workspace}" if target.workspace else ""
    told = [(target.endpoint, "bold"), (workspace, ""), (target.resource_group, "")]
    told += [(f"project {target.project}" if target.project else "", "" if target.endpoint else "bold")]
    told += [(_WORLDS.get(target.world, ""), "cyan"), (cost, "")]
    page.parts(page.text(piece) for piece in told if piece[0])


def _folded(rows: Rows, report: Report, outcome: Outcome, title: str) -> None:
    """The results that need no attention: a line an area, with -v each with its reason."""
    found = group.by_area(report.results, outcome)
    if found:
        rows.page.heading(title)
    for area, members in found:
        if rows.verbose:
            for result in members:
                rows.write((result,))
            continue
        counted = Counter(result.check for result in members)
        names = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in counted.items())
        rows.page.row(members[0], area, (names, "dim"))


def _footer(page: Page, report: Report, command: str) -> None:
    counts = [
        f"{report.summary[outcome]} {outcome.value}{_gravity(report) if outcome is Outcome.FAILED else ''}"
        for outcome in _FOOTER
        if report.summary[outcome]
    ]
    left = Text(" " + f" {page.marks.dot} ".join(counts or ["no checks"]), "bold")
    page.blank()
    if not command:
        page.line(left)
        return
    right = Text("next: ", "dim") + Text(page.clean(command), "bold cyan")
    gap = min(page.width - left.cell_len - right.cell_len, _GAP)
    if gap >= 2:
        page.line(left + Text(" " * gap) + right)
    else:
        page.line(left)
        page.line(Text(" ") + right)


def _gravity(report: Report) -> str:
    """How grave the failures are, where not all are errors."""
    counted = Counter(result.severity for result in report.results if result.outcome is Outcome.FAILED)
    told = ", ".join(_count(counted[severity], noun) for severity, noun in _NOUNS.items() if counted[severity])
    return "" if set(counted) == {Severity.ERROR} else f" ({told})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
