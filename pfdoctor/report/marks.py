"""The signs by which a reader tells outcomes apart, also without colour and without Unicode."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.finding import Outcome, Result, Severity

_UNICODE = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.UNKNOWN: "?",
    Outcome.SKIPPED: "–",
    Outcome.CRASHED: "!",
}
_ASCII = {
    Outcome.PASSED: "ok",
    Outcome.FAILED: "x",
    Outcome.UNKNOWN: "?",
    Outcome.SKIPPED: "-",
    Outcome.CRASHED: "!",
}
_STYLES = {
    Outcome.PASSED: "green",
    Outcome.UNKNOWN: "yellow",
    Outcome.SKIPPED: "dim",
    Outcome.CRASHED: "bold magenta",
}
_FAILED_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}


@dataclass(frozen=True, slots=True)
class Marks:
    """The signs that one stream can show; `width` is that of the widest."""

    signs: dict[Outcome, str]
    dot: str

    @property
    def width(self) -> int:
        return max(map(len, self.signs.values()))

    def sign(self, outcome: Outcome) -> str:
        return self.signs[outcome].ljust(self.width)


def marks_for(encoding: str) -> Marks:
    """Unicode signs where `encoding` can hold them all, else ASCII ones."""
    try:
        ("".join(_UNICODE.values()) + "·").encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return Marks(_ASCII, "-")
    return Marks(_UNICODE, "·")


def style_of(result: Result) -> str:
    """The rich style of a result's mark."""
    if result.outcome is Outcome.FAILED:
        return _FAILED_STYLES[result.severity]
    return _STYLES[result.outcome]
