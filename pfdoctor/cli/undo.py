"""`pfdoctor undo`: takes back what a run of `fix` made."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pfdoctor.cli.common import Common, common_options

if TYPE_CHECKING:
    from pfdoctor.fix.journal import Done, Run


@click.command(name="undo", short_help="Take back what a run of fix changed.")
@click.argument("run", required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@common_options
@click.pass_context
def command(context: click.Context, run: str | None, yes: bool) -> int:
    """List the runs of `fix`; with RUN take back exactly what that run made.

    What somebody changed since is left alone. To undo a run twice does no harm.

    \b
    Examples:
      pfdoctor undo                            the runs on this machine
      pfdoctor undo 20261123-021530-4f2a1c     take this one back

    \b
    Exit codes: 0 nothing of it is left, 1 something was refused, 2 could not start.
    """
    from pfdoctor.cli.applying import folder
    from pfdoctor.cli.errors import say
    from pfdoctor.cli.logs import show_logs
    from pfdoctor.fix import journal

    common = Common.of(context)
    show_logs(common)
    refused: list[str] = []
    found = journal.runs(folder(), lambda error: refused.append(str(error)))
    for sentence in refused:
        say(sentence)
    if run is None:
        return _list(found, bool(refused))
    return _undo(_named(run, found), common, yes)


def _list(runs: tuple[Run, ...], others: bool) -> int:
    from pfdoctor.cli.errors import say
    from pfdoctor.cli.output import put
    from pfdoctor.model.clean import clean

    if not runs and not others:
        say("no run of fix changed anything from this machine.")
    for run in runs:
        left = sum(one.may_be_undone for one in run.steps)
        what = f"{left} of {len(run.steps)} to undo" if left else "nothing to undo"
        put(f"{run.id}  {clean(_place(run))}  {what}\n")
    if any(one.may_be_undone for run in runs for one in run.steps):
        say("to take one back: pfdoctor undo RUN")
    return 0


def _place(run: Run) -> str:
    """The endpoint that the run was about, or the files that it changed."""
    from pfdoctor.model.plan import EditFile

    if run.target.endpoint:
        return f"{run.target.endpoint} in {run.target.workspace}"
    return ", ".join(dict.fromkeys(one.change.path for one in run.steps if isinstance(one.change, EditFile)))


def _named(id: str, runs: tuple[Run, ...]) -> Run:
    """Raises CannotStart with the runs there are."""
    from difflib import get_close_matches

    from pfdoctor.model.errors import CannotStart

    for run in runs:
        if run.id == id:
            return run
    near = get_close_matches(id, [run.id for run in runs], n=1)
    hint = f"the nearest is {near[0]}" if near else "`pfdoctor undo` lists the runs"
    raise CannotStart(f"There is no run {id!r}; {hint}.")


def _undo(run: Run, common: Common, yes: bool) -> int:
    import time
    from functools import cache

    from pfdoctor.azure.cloud import current
    from pfdoctor.azure.session import Session, live
    from pfdoctor.cli.applying import folder, now
    from pfdoctor.cli.errors import say
    from pfdoctor.fix.journal import Journal
    from pfdoctor.fix.undo import Undoer, Undone

    steps = [one for one in reversed(run.steps) if one.may_be_undone]
    if not steps:
        say(f"nothing of run {run.id} is left to undo.")
        return 0
    if not _agreed(steps, yes):
        return 1

    @cache
    def open_session() -> Session:
        session = live(common.auth, common.timeout, current())
        session.authenticate()
        return session.for_writing()

    undoer = Undoer(open_session, Journal(folder() / f"{run.id}.jsonl"), now, time.sleep)
    refused = False
    for one in steps:
        outcome, why = undoer.take_back(one)
        refused = refused or outcome is Undone.REFUSED
        say(f"{outcome.value}: {one.title}: {why}")
    return 1 if refused else 0


def _agreed(steps: list[Done], yes: bool) -> bool:
    """Whether the person said yes. Raises CannotStart if nobody can be asked."""
    from pfdoctor.cli.output import put
    from pfdoctor.model.clean import clean
    from pfdoctor.model.errors import CannotStart

    if yes:
        return True
    for one in steps:
        put(f"undo: {clean(one.title)}\n")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise CannotStart("Nobody can be asked here, and nothing was changed; add --yes.")
    return click.confirm(f"Take back {len(steps)} step" + ("s" if len(steps) != 1 else "") + " now", err=True)
