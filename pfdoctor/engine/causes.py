"""Which result explains which, so that a reader meets the root cause first.

A failed or unknown result is caused by the failed or unknown result of a check that it comes after: on the same
subject, on an owner of the subject, or on the target. It keeps its own outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.finding import Outcome, Result
from pfdoctor.model.target import Target

_OPEN = (Outcome.FAILED, Outcome.UNKNOWN)


def with_causes(
    results: tuple[Result, ...], after: Mapping[str, tuple[str, ...]], target: Target
) -> tuple[Result, ...]:
    """`after` holds the checks that ran: one that was left out causes nothing."""
    open_results = [result for result in results if result.outcome in _OPEN]
    by_place = {(result.check, _key(result.subject)): result for result in reversed(open_results)}

    def cause(result: Result) -> str | None:
        if result.outcome not in _OPEN:
            return None
        if not result.subject.startswith("/") and result.outcome is not Outcome.UNKNOWN:
            # What a line of a file says is wrong by itself; only what could not be read follows from something.
            return None
        for earlier in after.get(result.check, ()):
            for place in _places(result.subject, target):
                found = by_place.get((earlier, place))
                if found is not None and found.id != result.id:
                    return found.id
        return None

    return tuple(replace(result, caused_by=cause(result)) for result in results)


def _key(subject: str) -> str:
    """The same for the lines of one file."""
    return ArmId(subject).key if subject.startswith("/") else subject.rpartition(":")[0] or subject


def _places(subject: str, target: Target) -> Iterator[str]:
    if not subject.startswith("/"):
        yield _key(subject)
        return
    here: ArmId | None = ArmId(subject)
    while here is not None:
        yield here.key
        here = here.parent
    yield target.endpoint_id.key
    yield target.workspace_id.key
