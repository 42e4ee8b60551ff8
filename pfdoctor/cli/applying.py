"""Making the steps of a plan one after another, each told as it goes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pfdoctor.azure.session import Session
from pfdoctor.cli.errors import say
from pfdoctor.fix.apply import Applier, Failed
from pfdoctor.fix.journal import begin
from pfdoctor.fix.select import starts_with
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.plan import GrantRole, SetDeployment, Step
from pfdoctor.model.target import Target

EFFECTIVE = timedelta(minutes=15)
"""How long Azure may take until a role assignment is enforced everywhere.
https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected"""

EVERY = 30
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of the steps. `existing` are role assignments that were there already, by their step."""

    made: tuple[Step, ...]
    failed: tuple[Step, ...]
    existing: dict[str, ArmId]


def folder() -> Path:
    """Where the journals of this user are."""
    from platformdirs import user_state_path

    return user_state_path("pfdoctor", appauthor=False) / "runs"


def now() -> datetime:
    return datetime.now(UTC)


def apply_steps(
    steps: Sequence[Step], session: Session | None, target: Target, *, lacking: bool = False, wait: bool = False
) -> Applied:
    """Make the steps in their order. A deployment is not touched once anything before it failed.

    One that works is not restarted while it could not start again: where its identity is `lacking` a role for that,
    or was granted one just now, which takes a while; `wait` waits for it.
    """
    journal = begin(folder(), target, now())
    applier = Applier(session.for_writing() if session else None, journal, now, time.sleep)
    made: list[Step] = []
    failed: list[Step] = []
    existing: dict[str, ArmId] = {}
    ready: datetime | None = None
    try:
        for step in steps:
            why = must_wait(step, bool(failed), lacking, None if wait and _in_time(session, ready) else ready)
            if why:
                failed.append(step)
                say(f"not tried: {step.title}, for {why}")
                continue
            if isinstance(step.change, SetDeployment) and step.serving and ready is not None:
                _hold(ready)
            try:
                done = applier.make(step)
            except Failed as error:
                failed.append(step)
                unsure = "; it may have been made all the same, run fix again" if error.may_be_made else ""
                say(f"failed: {step.title}: {error}{unsure}")
                continue
            made.append(step)
            if done.existing is not None and isinstance(step.change, GrantRole):
                existing[step.id] = done.existing
            if done.created and starts_with(step):
                ready = now() + EFFECTIVE
            say(f"done: {step.title}" + (f" ({done.note})" if done.note else ""))
    finally:
        # Whoever interrupts it has to know, too.
        say(f"run {journal.run}; to take it back: pfdoctor undo {journal.run}")
    return Applied(tuple(made), tuple(failed), existing)


def must_wait(step: Step, failed: bool, lacking: bool, ready: datetime | None) -> str:
    """Why a deployment is not restarted now, "" if it may be."""
    if not isinstance(step.change, SetDeployment):
        return ""
    if failed:
        return "a step before it failed"
    if step.serving and lacking:
        return "it works now, and its identity lacks a role without which it would not start again"
    if step.serving and ready is not None:
        moment = f"after {ready:%H:%M} UTC"
        return f"it works now, and would not start again before its new roles take effect; fix it {moment}, or --wait"
    return ""


def _in_time(session: Session | None, moment: datetime | None) -> bool:
    """True if the run may last until then."""
    bound = session.seconds_left if session is not None else None
    return moment is None or bound is None or now() + timedelta(seconds=bound) > moment


def _hold(ready: datetime) -> None:
    """Wait until then."""
    say(f"waiting: until {ready:%H:%M} UTC, when the new roles should have taken effect; Ctrl-C leaves them in place")
    while (left := (ready - now()).total_seconds()) > 0:
        time.sleep(min(left, EVERY))
