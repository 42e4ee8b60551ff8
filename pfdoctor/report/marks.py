"""The signs by which a reader tells outcomes apart, and failures by their gravity, also without colour and Unicode."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.finding import Outcome, Result, Severity

_UNICODE: dict[Outcome | Severity, str] = {
    Severity.ERROR: "✗",
    Severity.WARNING: "!",
    Severity.INFO: "i",
    Outcome.PASSED: "✓",
    Outcome.UNKNOWN: "?",
    Outcome.SKIPPED: "–",
    Outcome.CRASHED: "#",
}
_ASCII = _UNICODE | {Severity.ERROR: "x", Outcome.PASSED: "ok", Outcome.SKIPPED: "-"}
_STYLES: dict[Outcome | Severity, str] = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
    Outcome.PASSED: "green",
    Outcome.UNKNOWN: "yellow",
    Outcome.SKIPPED: "dim",
    Outcome.CRASHED: "bold magenta",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """The signs that one stream can show; `width` is that of the widest."""

    signs: dict[Outcome | Severity, str]
    dot: str

    @property
    def width(self) -> int:
        return max(map(len, self.signs.values()))

    def sign(self, result: Result) -> str:
        return self.of(_kind(result))

    def of(self, kind: Outcome | Severity) -> str:
        return self.signs[kind].ljust(self.width)


def marks_for(encoding: str) -> Marks:
    """Unicode signs where `encoding` can hold them all, else ASCII ones."""
    try:
        ("".join(_UNICODE.values()) + "·").encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return Marks(_ASCII, "-")
    return Marks(_UNICODE, "·")


def style_of(result: Result) -> str:
    """The rich style of a result's mark."""
    return style(_kind(result))


def style(kind: Outcome | Severity) -> str:
    """The rich style of a mark."""
    return _STYLES[kind]


def _kind(result: Result) -> Outcome | Severity:
    """A failure is as loud as it is grave."""
    return result.severity if result.outcome is Outcome.FAILED else result.outcome
