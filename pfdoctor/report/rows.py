"""One result as a person reads it: a row with its mark, and under it why, what came nearest, what would mend it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pfdoctor.model.finding import Fix, Outcome, Result, Safety, Severity
from pfdoctor.report import details
from pfdoctor.report.layout import Page, Piece

_SEVERITIES = {Severity.ERROR: ("", ""), Severity.WARNING: ("warning:", "yellow"), Severity.INFO: ("note:", "cyan")}
_CARE = {Safety.SAFE: "", Safety.UNSAFE: "(with care: it changes what is running)", Safety.MANUAL: "(by hand)"}
_SHOWN = 3
"""Reasons, near misses and needs of one result that are shown without -v."""


@dataclass(frozen=True, slots=True)
class Rows:
    """`verbose` shows everything, with whole ids; `shown` counts the results of each check that get a row."""

    page: Page
    verbose: bool
    shown: Counter[str]

    def write(self, results: tuple[Result, ...], cause: str = "", told: Severity = Severity.ERROR) -> None:
        """One result, or several that are read as one; `cause` is what they follow from.

        `told` is the severity that goes without saying.
        """
        if self.verbose and len(results) > 1 and results[0].outcome is Outcome.FAILED:
            for one in results:
                self.write((one,), cause, told)
            return
        result, depth = results[0], 1 if cause else 0
        checks = list(dict.fromkeys(one.check for one in results))
        name = result.check if len(checks) == 1 else f"{len(checks)} checks"
        follows = f"(follows from {cause})" if cause else ""
        message = details.unread(result.needs) if len(checks) > 1 else _message(result)
        which = self._which(results, message) if len(checks) == 1 else ""
        said = (_prefix(result, told), (details.short(message), ""), (which, "dim"), (follows, "dim"))
        self.page.row(result, name, *said, depth=depth)
        if len(checks) > 1:
            self.page.labelled("for", (", ".join(checks), ""), depth=depth)
        if self.verbose:
            self._proof(result, depth)
        if self.verbose or not cause:
            self._lines("why", self._why(result), depth)
            self._lines("nearest", details.nearest(result), depth)
        self._lines("needs", details.needed(result, message), depth)
        for fix in result.fixes:
            self._fix(fix, depth)
        if self.verbose:
            self._small_print(result, depth)

    @property
    def _longest(self) -> int:
        return 500 if self.verbose else 60

    def _text(self, text: str) -> str:
        return text if self.verbose else details.short(text)

    def _which(self, results: tuple[Result, ...], message: str) -> str:
        """The subjects' names, where the check has several and the message does not tell them apart."""
        names = [details.name_of(one.subject) for one in results]
        if results[0].outcome is Outcome.FAILED and len(names) > 1:
            return f"(also: {', '.join(dict.fromkeys(names[1:]))})"
        if len(results) == 1 and any(one.source == results[0].subject for one in results[0].evidence):
            # The line of the file is shown below, with its place.
            return ""
        told = self.shown[results[0].check] < 2 or (len(names) == 1 and names[0].lower() in message.lower())
        return "" if told else f"({', '.join(names)})"

    def _why(self, result: Result) -> tuple[str, ...]:
        """Nothing where it is said elsewhere: in an unknown's needs, or in the proof shown above."""
        told = result.outcome is Outcome.UNKNOWN or (self.verbose and result.proof)
        return () if told else details.why(result, self._longest)

    def _lines(self, label: str, texts: tuple[str, ...], depth: int) -> None:
        shown = texts if self.verbose or len(texts) <= _SHOWN else texts[: _SHOWN - 1]
        for text in shown:
            self.page.labelled(label, (self._text(text), ""), depth=depth)
            label = ""
        if len(shown) < len(texts):
            self.page.labelled("", (f"and {len(texts) - len(shown)} more, with -v", "dim"), depth=depth)

    def _fix(self, fix: Fix, depth: int) -> None:
        self.page.labelled("fix", (self._text(fix.title), "green"), (_CARE[fix.safety], "dim"), depth=depth)
        for command in fix.commands:
            self.page.command("", command, depth)
        if self.verbose and fix.scope:
            self.page.labelled("on", (fix.scope, "dim"), depth=depth)
        if self.verbose and fix.principal_id:
            self.page.labelled("to", (fix.principal_id, "dim"), depth=depth)

    def _proof(self, result: Result, depth: int) -> None:
        for node in result.proof.because if result.proof else ():
            self.page.labelled(node.rule, (node.reason, ""), depth=depth)
            if node.id:
                self.page.labelled("", (node.id, "dim"), depth=depth)
        for evidence in result.evidence if result.proof else ():
            self.page.labelled("read", (details.described(evidence, self._longest), ""), depth=depth)

    def _small_print(self, result: Result, depth: int) -> None:
        for need in result.needs:
            asked = f"{need.request} {need.status or 'no answer'} {need.request_id or ''}"
            self.page.labelled("asked", (asked, "dim"), depth=depth)
        if result.does_not_prove:
            self.page.labelled("but not", (result.does_not_prove, "dim"), depth=depth)
        if result.docs and result.outcome is not Outcome.PASSED:
            self.page.labelled("docs", (result.docs, "dim"), depth=depth)


def _message(result: Result) -> str:
    message = result.message.strip() or result.title
    # A crash's message is a traceback, whose last line says what happened.
    return message.splitlines()[-1] if result.outcome is Outcome.CRASHED and message else message


def _prefix(result: Result, told: Severity) -> Piece:
    """What the mark and the heading do not say."""
    if result.outcome is Outcome.CRASHED:
        return "crashed:", "magenta"
    failed = result.outcome is Outcome.FAILED and result.severity is not told
    return _SEVERITIES[result.severity] if failed else ("", "")
