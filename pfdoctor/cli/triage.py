"""`pfdoctor triage`: from the text of an error to its likely cause, without access to anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import click

from pfdoctor.cli.common import Common, common_options
from pfdoctor.cli.options import PLACE, given, output_file_option, output_option, world_options

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from pfdoctor.cli.world import Given
    from pfdoctor.engine.catalogue import Catalogue
    from pfdoctor.model.diagnosis import Triage
    from pfdoctor.model.report import Report

_EXAMPLES = """\b
Examples:
  pfdoctor triage error.txt
  az ml online-deployment get-logs -e my-endpoint -n blue -l 500 | pfdoctor triage
  pfdoctor triage answer.json --endpoint my-endpoint -o json
  pfdoctor explain missing-connection-secrets-reader

\b
Exit codes: 0 diagnosed, 1 nothing known, 2 could not start.
"""
_NOTHING_KNOWN = 1


@click.command(name="triage", short_help="Name the cause behind an error message or a log.", epilog=_EXAMPLES)
@click.argument("file", required=False, type=PLACE, metavar="[FILE|-]")
@click.option("--endpoint", metavar="NAME", help="Also run the checks that confirm the diagnoses, on this endpoint.")
@click.option("-w", "--workspace-name", "workspace", metavar="NAME", help="Its workspace.")
@click.option("-g", "--resource-group", metavar="NAME", help="Its resource group.")
@click.option("--subscription", metavar="ID", help="Its subscription.")
@world_options
@output_option
@output_file_option
@common_options
@click.pass_context
@given
def command(
    context: click.Context,
    given: Given,
    file: str | None,
    output: str,
    output_file: str | None,
) -> int:
    """Name the likely cause behind the text in FILE, or on standard input: an error message, an answer with its
    headers, a log, what the studio said, in English or Japanese, with whatever stands around it.

    Nothing is sent anywhere and no access is needed, unless --endpoint, --bundle or --demo asks for checks.
    """
    from pfdoctor.cli.again import again, pointed
    from pfdoctor.cli.output import prepare
    from pfdoctor.engine.catalogue import load
    from pfdoctor.model.target import Target
    from pfdoctor.triage.triage import symptoms_of, triage

    common = Common.of(context)
    target = prepare(output_file)
    catalogue = load()
    with _opened(file) as stream:
        _tell_if_empty(stream)
        found = triage(stream, symptoms_of(catalogue.checks))
    endpoint = given.names["endpoint"]
    confirm = endpoint is not None or given.recorded
    report = _confirm(found, catalogue, given, common) if confirm else None
    where = again(given, report.target if report else Target("", "", "", endpoint or "")) if confirm else ""
    report = pointed(report, given) if report and output == "text" else report
    _show(found, report, output, target, common, where)
    return 0 if found.findings else _NOTHING_KNOWN


@contextmanager
def _opened(path: str | None) -> Iterator[BinaryIO]:
    """The file, or standard input. Raises CannotStart if there is nothing to read."""
    import sys
    from pathlib import Path

    from pfdoctor.cli.errors import say
    from pfdoctor.model.errors import CannotStart

    if path in (None, "-"):
        if sys.stdin is None:
            raise CannotStart("There is no text to read: standard input is closed; name a file.")
        if sys.stdin.isatty():
            say("paste the error, then press Ctrl-D (on Windows: Ctrl-Z and Enter).")
        yield sys.stdin.buffer
        return
    try:
        with Path(str(path)).open("rb") as stream:
            yield stream
    except OSError as error:
        raise CannotStart(
            f"{path} could not be read ({error.strerror}); name a file, or - for standard input."
        ) from error


def _tell_if_empty(stream: BinaryIO) -> None:
    """A text without a word is mostly a command before the pipe that failed."""
    from io import BufferedReader

    from pfdoctor.cli.errors import say

    if isinstance(stream, BufferedReader) and not stream.peek(1):
        say("the text is empty; if it came through a pipe, see what the command before it said.")


def _confirm(found: Triage, catalogue: Catalogue, given: Given, common: Common) -> Report | None:
    """What the checks of the diagnoses say of the endpoint; None if no check could confirm them."""
    import time
    from contextlib import closing

    from pfdoctor.cli.errors import say
    from pfdoctor.cli.progress import progress
    from pfdoctor.cli.world import open_world
    from pfdoctor.engine.run import run
    from pfdoctor.facts.opening import open_facts
    from pfdoctor.model.report import Report

    known = {check.id for check in catalogue.checks}
    wanted = dict.fromkeys(id for one in found.findings for id in one.diagnosis.checks if id in known)
    if not wanted:
        say("no check confirms what was found, so none was run.")
        return None
    began = time.perf_counter()
    session, target = open_world(given, common)
    with progress() as tell, closing(open_facts(session, target, (), whole=False)) as facts:
        results = run(catalogue.select(tuple(wanted)), facts, tell)
    return Report(target, results, session.requests_sent, time.perf_counter() - began)


def _show(found: Triage, report: Report | None, output: str, file: Path | None, common: Common, where: str) -> None:
    from functools import partial

    from pfdoctor.cli.output import draw, put
    from pfdoctor.report import json_report, text, triage_json, triage_text
    from pfdoctor.report.next_step import next_step

    if output == "json":
        put(json_report.dumps(triage_json.render(found, where, report)) + "\n", file)
        return

    def both(console: Console) -> None:
        triage_text.write(found, console, where)
        if report is not None:
            console.print()
            following = partial(next_step, where=where)
            text.write(report, console, verbose=common.verbose, next_command=following)

    draw(both, file)
