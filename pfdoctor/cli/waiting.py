"""After a change: what is listed now, and when it should have taken effect.

That an assignment is listed is seen at once. That it is enforced cannot be seen from outside; it takes up to 15
minutes. https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime

from pfdoctor.azure.session import Session
from pfdoctor.cli.applying import EFFECTIVE, EVERY, Applied, now
from pfdoctor.cli.errors import say
from pfdoctor.engine.catalogue import load
from pfdoctor.engine.run import run
from pfdoctor.facts.facts import Facts
from pfdoctor.fix.apply import condition_of
from pfdoctor.model.finding import Outcome, Result
from pfdoctor.model.plan import EditFile, GrantRole, Step
from pfdoctor.model.target import Target

_PROPAGATION = "role-propagation"


def verify(applied: Applied, session: Session, target: Target, deployments: tuple[str, ...], wait: bool) -> bool:
    """Say what is listed, and with `wait` stay until it is effective. True if all that was made helped."""
    in_azure = tuple(step for step in applied.made if not isinstance(step.change, EditFile))
    if not in_azure:
        return True
    applied = replace(applied, made=in_azure)
    results = _results(applied.made, session, target, deployments)
    for step in applied.made:
        _tell(step, unmet(step.why, results), applied, session)
    failing = unmet([id for step in applied.made for id in step.why], results)
    if not any(isinstance(step.change, GrantRole) for step in applied.made):
        return not failing
    expected = now() + EFFECTIVE
    if not wait:
        say(f"effective: expected by {expected:%H:%M} UTC, which cannot be seen from here; then check again")
        return not failing
    return not _wait(applied, session, target, deployments, expected)


def _wait(
    applied: Applied, session: Session, target: Target, deployments: tuple[str, ...], expected: datetime
) -> list[Result]:
    """Look again and again until the roles should be effective and the checks pass; what still fails then."""
    wanted = [id for step in applied.made for id in step.why]
    began, attempts = time.monotonic(), 0
    try:
        while True:
            attempts += 1
            results = _results(applied.made, session, target, deployments, _PROPAGATION)
            failing = unmet([*wanted, *(one.id for one in results if one.check == _PROPAGATION)], results)
            minutes = (time.monotonic() - began) / 60
            left = max((expected - now()).total_seconds(), 0)
            open_ = ", ".join(dict.fromkeys(one.check for one in failing))
            state = f"not passed yet: {open_}" if failing else "all that was mended passes"
            say(f"waiting: {minutes:.1f} min, look {attempts}, {state}, effective in {left / 60:.0f} min at the latest")
            if left <= 0:
                return failing
            bound = session.seconds_left
            time.sleep(min(EVERY, left, EVERY if bound is None else bound))
            if session.seconds_left == 0:
                say(f"the time of --timeout is used up; what was made stays. Check again after {expected:%H:%M} UTC.")
                return failing
    except KeyboardInterrupt:
        say(f"not waiting any longer; what was made stays. Check again after {expected:%H:%M} UTC.")
        raise


def _results(
    steps: Sequence[Step], session: Session, target: Target, deployments: tuple[str, ...], *more: str
) -> list[Result]:
    """What the checks that the steps were to mend say, read anew."""
    names = tuple(dict.fromkeys([*(id.partition("@")[0] for step in steps for id in step.why), *more]))
    with closing(Facts(session.at(now()), target, deployments)) as facts:
        return list(run(load().select(names), facts, None))


def unmet(wanted: Sequence[str], results: Sequence[Result]) -> list[Result]:
    """The results with these ids that do not pass.

    Where one is not there, what it was about may not have been read: what else of its check is open stands for it.
    """
    there = {one.id for one in results}
    absent = {id.partition("@")[0] for id in wanted if id not in there}
    settled = (Outcome.PASSED, Outcome.SKIPPED)
    return [
        one
        for one in results
        if (one.id in wanted and one.outcome is not Outcome.PASSED)
        or (one.check in absent and one.outcome not in settled)
    ]


def _tell(step: Step, failing: Sequence[Result], applied: Applied, session: Session) -> None:
    if not failing:
        say(f"listed: {step.title}; {', '.join(dict.fromkeys(id.partition('@')[0] for id in step.why))} passes")
        return
    existing = applied.existing.get(step.id)
    condition = condition_of(session, existing) if existing else ""
    why = f", for its condition does not let it: {condition}" if condition else f": {failing[0].message}"
    # What could not be read does not say that the change was in vain.
    told = "did not help" if any(one.outcome is Outcome.FAILED for one in failing) else "not verified"
    say(f"{told}: {step.title}{why}")
