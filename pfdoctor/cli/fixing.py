"""What `fix` does, in its order: look, plan, foresee, show or hand over, ask, look again, change, verify."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pfdoctor.azure.recorder import Recorder
from pfdoctor.cli.again import again
from pfdoctor.cli.applying import apply_steps, now
from pfdoctor.cli.common import Common
from pfdoctor.cli.errors import say
from pfdoctor.cli.output import draw, put
from pfdoctor.cli.progress import progress
from pfdoctor.cli.waiting import verify
from pfdoctor.cli.world import Given, open_world
from pfdoctor.engine.catalogue import load
from pfdoctor.engine.run import files_target, run, run_files
from pfdoctor.facts.facts import Facts
from pfdoctor.facts.opening import open_facts
from pfdoctor.fix import files, plan_file, planner
from pfdoctor.fix.foresee import foresee
from pfdoctor.fix.select import Wanted, held_back, selected, starts_with
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.finding import Outcome
from pfdoctor.model.plan import EditFile, Plan, SetDeployment, Step
from pfdoctor.model.shell import quoted
from pfdoctor.model.target import Target
from pfdoctor.project.project import Project, open_project
from pfdoctor.report import plan_text

if TYPE_CHECKING:
    from pfdoctor.azure.session import Session


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed."""

    given: Given
    project: str | None = None
    wanted: Wanted = field(default_factory=Wanted)
    dry_run: bool = False
    yes: bool = False
    wait: bool = False
    plan_file: Path | None = None
    emit: str = ""
    output_file: Path | None = None

    @property
    def applies(self) -> bool:
        """True if something is to be changed, and not only shown."""
        return (self.wanted.anything or self.plan_file is not None) and not self.dry_run and not self.emit


def fix(asked: Asked, common: Common) -> int:
    """The exit code: 0 nothing left to do or all applied, 1 steps remain. Raises CannotStart."""
    saved = plan_file.load(asked.plan_file) if asked.plan_file else None
    place = _open(asked, common)
    whole = _foreseen(place, _plan(place, asked), asked)
    plan = selected(whole, asked.wanted)
    if saved:
        plan = _as_saved(plan, saved, asked.plan_file)
    if asked.emit:
        _emit(plan, asked.emit, asked.output_file)
        return 1 if plan.steps else 0
    if not plan.steps:
        others = any(_may_be_made(step) for step in whole.steps)
        draw(lambda console: plan_text.nothing(plan, console, others=others), asked.output_file)
        if others:
            say(f"to see the others: pfdoctor fix {again(asked.given, plan.target, asked.project)}")
        return 0
    diffs = _diffs(plan)
    draw(lambda console: plan_text.write(plan, console, verbose=common.verbose, diffs=diffs), asked.output_file)
    if not asked.applies:
        _next(plan, asked)
        return 1
    if place.target.world not in ("azure", "files"):
        say(f"a recorded world is never changed; to hand the plan over: {_typed(plan, asked)} --emit markdown")
        return 1
    return _apply(whole, plan, place, asked)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: an endpoint, the files of a project, or both. Without a session it is the files alone."""

    target: Target
    session: Session | None
    files: Project | None
    recorder: Recorder


def _open(asked: Asked, common: Common) -> Place:
    files = open_project(asked.project) if asked.project is not None else None
    given, recorder = asked.given, Recorder()
    if files is not None and not given.anything:
        return Place(files_target(files), None, files, recorder)
    session, target = open_world(given, common, recorder)
    return Place(replace(target, project=files.named if files else ""), session, files, recorder)


def _plan(place: Place, asked: Asked) -> Plan:
    """What would mend the target, as it is now."""
    if place.session is None:
        assert place.files is not None
        files = open_project(str(place.files.root))
        return planner.make(run_files(load().select(endpoint=False, files=True), files), None, place.target)
    checks = load().select(files=place.files is not None)
    session = place.session.at(now()) if place.target.world == "azure" else place.session
    files_now = open_project(str(place.files.root)) if place.files is not None else None
    opened = open_facts(session, place.target, asked.given.deployments, whole=True, project=files_now)
    with progress() as tell, closing(opened) as facts:
        return planner.make(run(checks, facts, tell), facts, place.target)


def _foreseen(place: Place, plan: Plan, asked: Asked) -> Plan:
    """The plan with what will pass once it is applied. What files would bring about is not foreseen."""
    if not plan.steps or place.session is None:
        return plan
    after = foresee(place.session, place.target, place.recorder.answers(), plan.steps)
    names = tuple(dict.fromkeys(id.partition("@")[0] for step in plan.steps for id in step.why))
    with closing(Facts(after, replace(place.target, world="bundle"), asked.given.deployments)) as facts:
        results = run(load().select(names), facts, None)
    passing = {one.id for one in results if one.outcome is Outcome.PASSED}
    steps = (replace(one, will_pass=tuple(id for id in one.why if id in passing)) for one in plan.steps)
    return Plan(plan.target, tuple(steps))


def _diffs(plan: Plan) -> dict[str, str]:
    """What the files would become."""
    found = {}
    for step in plan.steps:
        if isinstance(step.change, EditFile):
            text = files.read(Path(step.change.path))
            after = files.edited(text, step.change.setting, step.change.value)
            found[step.id] = files.diff(Path(step.change.path).name, text, after)
    return found


def _as_saved(plan: Plan, saved: plan_file.Saved, path: Path | None) -> Plan:
    """The steps of the saved plan, as they are now. Raises CannotStart if they are not as they were."""
    if saved.target != plan_file.target_as_json(plan.target):
        raise CannotStart(f"The plan {path} is about another endpoint; name that one, or save the plan again.")
    present = {step.id: step for step in plan.steps}
    for id, change in saved.steps:
        if id not in present:
            raise CannotStart(f"The step {id} of {path} is no longer needed; look with `pfdoctor fix`, and save again.")
        if present[id].change != change:
            raise CannotStart(f"The step {id} of {path} rests on what was changed since; save the plan again.")
    return Plan(plan.target, tuple(present[id] for id, _ in saved.steps))


def _may_be_made(step: Step) -> bool:
    return not held_back(step, Wanted(unsafe=True))


def _next(plan: Plan, asked: Asked) -> None:
    """The one command that helps most, on stderr."""
    if asked.given.recorded or not any(_may_be_made(step) for step in plan.steps):
        say(f"nothing was changed; to hand it over: {_typed(plan, asked)} --emit markdown")
    else:
        every = "" if asked.wanted.anything or asked.plan_file else " --all"
        say(f"nothing was changed; to apply: {_typed(plan, asked)}{every}")


def _typed(plan: Plan, asked: Asked) -> str:
    """The command that makes this plan again, without what is to be done with it."""
    wanted = (("--grant-roles", asked.wanted.grant_roles), ("--environment", asked.wanted.environment))
    options = [*wanted, ("--all", asked.wanted.all), ("--unsafe", asked.wanted.unsafe)]
    words = ["pfdoctor fix", again(asked.given, plan.target, asked.project)]
    words += [option for option, given in options if given]
    return " ".join([*words, *(["--plan", quoted(asked.plan_file.as_posix())] if asked.plan_file else [])])


def _emit(plan: Plan, dialect: str, file: Path | None) -> None:
    """Print the plan for somebody else to apply."""
    where = "pfdoctor.fix.plan_file" if dialect == "json" else f"pfdoctor.fix.emit.{dialect}"
    put(import_module(where).emit(plan), file)


def _apply(whole: Plan, plan: Plan, place: Place, asked: Asked) -> int:
    makes, held = _divide(plan, asked.wanted)
    for step, why in held:
        say(f"not made: {step.title}, for {why}")
    if held and any(step.others or step.caller_may is False for step, _ in held):
        say(f"to hand it over: {_typed(plan, asked)} --emit markdown")
    if not makes or not _agreed(makes, asked):
        return 1
    _refuse_changed(makes, place, asked)
    lacking = [step for step in whole.steps if starts_with(step) and step not in makes]
    if lacking and any(isinstance(step.change, SetDeployment) for step in makes):
        said = (
            "you may not grant them" if all(held_back(step, asked.wanted) for step in lacking) else "add --grant-roles"
        )
        say(f"roles are missing without which a deployment may not start again; {said}.")
    applied = apply_steps(makes, place.session, plan.target, lacking=bool(lacking), wait=asked.wait)
    helped = place.session is None or verify(applied, place.session, plan.target, asked.given.deployments, asked.wait)
    return 0 if helped and not held and not applied.failed else 1


def _divide(plan: Plan, wanted: Wanted) -> tuple[list[Step], list[tuple[Step, str]]]:
    makes = [step for step in plan.steps if not held_back(step, wanted)]
    return makes, [(step, why) for step in plan.steps if (why := held_back(step, wanted))]


def _agreed(makes: Sequence[Step], asked: Asked) -> bool:
    """Whether the person said yes. Raises CannotStart if nobody can be asked."""
    if asked.yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise CannotStart("Nobody can be asked here, and nothing was changed; add --yes.")
    count = f"{len(makes)} step" + ("s" if len(makes) != 1 else "")
    return click.confirm(f"Make {count} now", err=True)


def _refuse_changed(makes: Sequence[Step], place: Place, asked: Asked) -> None:
    """Look again at all that the plan rests on. Raises CannotStart if it calls for something else now."""
    known = {step.id: step.change for step in _plan(place, asked).steps}
    for step in makes:
        if step.id not in known:
            raise CannotStart(f"Nothing was changed, for this is no longer needed: {step.title}; look again.")
        if known[step.id] != step.change:
            raise CannotStart(f"Nothing was changed, for what this rests on did change: {step.title}; look again.")
