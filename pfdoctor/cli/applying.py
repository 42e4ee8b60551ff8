"""Making the steps of a plan one after another, each told as it goes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pfdoctor.azure.session import Session
from pfdoctor.cli.errors import say
from pfdoctor.fix.apply import Applier, Failed
from pfdoctor.fix.journal import begin
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.plan import GrantRole, SetDeployment, Step
from pfdoctor.model.target import Target


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


def apply_steps(steps: Sequence[Step], session: Session | None, target: Target) -> Applied:
    """Make the steps in their order. A deployment is not touched once anything before it failed."""
    journal = begin(folder(), target, now())
    applier = Applier(session.for_writing() if session else None, journal, now, time.sleep)
    made: list[Step] = []
    failed: list[Step] = []
    existing: dict[str, ArmId] = {}
    for step in steps:
        if failed and isinstance(step.change, SetDeployment):
            failed.append(step)
            say(f"not tried: {step.title}, for a step before it failed")
            continue
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
        say(f"done: {step.title}" + (f" ({done.note})" if done.note else ""))
    say(f"run {journal.run}; to take it back: pfdoctor undo {journal.run}")
    return Applied(tuple(made), tuple(failed), existing)
