"""What to do after a triage: the commands that help most, and what a support request still lacks."""

from __future__ import annotations

from pfdoctor.model.diagnosis import Triage

_MOST = 3
_NEEDED = (
    ("the x-request-id of a failed call", ("x-request-id", "request id", "correlation id")),
    ("the region", ("region",)),
    ("the endpoint's name", ("endpoint",)),
    ("the time of the failure, with its time zone", ("time",)),
)
"""What Microsoft asks for. https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints"""


def commands(triage: Triage, where: str = "") -> list[str]:
    """Command lines to be typed next, the most helpful first.

    `where` are the words that point a command at the endpoint; by default the one that the text names.
    """
    # A name in the text is one of letters, digits and dashes, or it was not taken for one: it cannot break a shell.
    inside = triage.values("endpoint")
    named = where or (inside[0] if len(inside) == 1 else "ENDPOINT")
    if not triage.findings:
        return [f"pfdoctor check {named}"]
    best = triage.findings[0]
    # Only findings that are about as likely as the best: each check more is a request more.
    likely = [one for one in triage.findings[:_MOST] if one.confidence >= best.confidence / 2]
    checks = list(dict.fromkeys(check for one in likely for check in one.diagnosis.checks))
    check = [f"pfdoctor check {named} --only {','.join(checks)}"] if checks else []
    return [*check, f"pfdoctor explain {best.diagnosis.id}"]


def missing(triage: Triage) -> list[str]:
    """What a support request needs and the text does not hold."""
    return [what for what, kinds in _NEEDED if not any(triage.values(kind) for kind in kinds)]
