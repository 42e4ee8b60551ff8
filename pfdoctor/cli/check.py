"""`pfdoctor check`: from an endpoint's name to a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pfdoctor.cli.common import Common, common_options
from pfdoctor.cli.options import (
    given,
    output_file_option,
    output_option,
    project_option,
    selection_options,
    target_options,
    world_options,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pfdoctor.cli.world import Given
    from pfdoctor.model.report import Report


@click.command(name="check", short_help="Find out why an endpoint does not work.")
@target_options
@world_options
@project_option
@selection_options
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"], case_sensitive=False),
    default="error",
    show_default=True,
    help="The least severity that makes the exit code 1 (or 3 if it is unknown).",
)
@output_option
@output_file_option
@common_options
@click.pass_context
@given
def command(
    context: click.Context,
    given: Given,
    project: str | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    fail_on: str,
    output: str,
    output_file: str | None,
) -> int:
    """Find out why ENDPOINT does not work, or what would keep it from working.

    Without ENDPOINT: the one of `az configure`, else the workspace's only one, else a list to choose from; with
    --project the files alone.

    \b
    Examples:
      pfdoctor check my-endpoint                         names from config.json or `az configure`
      pfdoctor check my-endpoint -w my-workspace -g my-group -d blue
      pfdoctor check --bundle case.json -o json
      pfdoctor check --project ./flow --fail-on warning  files alone, without Azure

    \b
    Exit codes: 0 healthy, 1 something failed, 2 could not start,
    3 nothing failed but something is unknown, 4 a check crashed.
    """
    import time
    from contextlib import closing
    from dataclasses import replace

    from pfdoctor.cli.again import again
    from pfdoctor.cli.errors import say
    from pfdoctor.cli.logs import show_logs
    from pfdoctor.cli.output import prepare
    from pfdoctor.cli.progress import progress
    from pfdoctor.engine.catalogue import load
    from pfdoctor.engine.run import files_target, run, run_files
    from pfdoctor.model.errors import CannotStart
    from pfdoctor.model.finding import Severity
    from pfdoctor.model.report import Report
    from pfdoctor.project.project import open_project

    common = Common.of(context)
    show_logs(common)
    began = time.perf_counter()
    file = prepare(output_file)
    catalogue = load()
    for sentence in catalogue.broken:
        say(sentence)
    alone = project is not None and not given.anything
    checks = catalogue.select(only, skip, endpoint=not alone, files=project is not None)
    if not checks:
        raise CannotStart("No check is left to run; --only and --skip name the same ones.")
    files = open_project(project) if project is not None else None
    unnamed = not alone and not given.recorded and given.names["endpoint"] is None
    if files is not None and unnamed and len(files.endpoints) == 1:
        given = given.of(files.endpoints[0].text("name"))
    if files is not None and alone:
        if files.is_empty:
            say(f"{files.named} holds no flow, environment, endpoint, deployment or connection file; check the path.")
        results, target, requests = run_files(checks, files), files_target(files), 0
    else:
        from pfdoctor.cli.world import open_world
        from pfdoctor.facts.opening import open_facts

        session, target = open_world(given, common)
        target = replace(target, project=files.named if files else "")
        opened = open_facts(session, target, given.deployments, whole=not only, project=files)
        if opened.planned:
            say(f"{target.endpoint} does not exist yet; it is judged as its file describes it.")
        with progress() as tell, closing(opened) as facts:
            results = run(checks, facts, tell)
        requests = session.requests_sent
    report = Report(target, results, requests, time.perf_counter() - began)
    _show(report, given, output, common, file, again(given, target, project))
    return report.exit_code(Severity(fail_on))


def _show(report: Report, given: Given, output: str, common: Common, file: Path | None, where: str) -> None:
    from functools import partial

    from pfdoctor.cli.again import pointed
    from pfdoctor.cli.bug_report import write_crashed
    from pfdoctor.cli.errors import say
    from pfdoctor.cli.output import draw, put
    from pfdoctor.model.finding import Outcome

    if output == "json":
        from pfdoctor.report import json_report

        put(json_report.dumps(json_report.render(report)) + "\n", file)
    else:
        from pfdoctor.report import text
        from pfdoctor.report.next_step import next_step

        following = partial(next_step, where=where)
        shown = pointed(report, given)
        draw(lambda console: text.write(shown, console, verbose=common.verbose, next_command=following), file)
    crashed = [result for result in report.results if result.outcome is Outcome.CRASHED]
    if crashed:
        path = write_crashed(crashed)
        checks = ", ".join(dict.fromkeys(result.check for result in crashed))
        sent = f"; please send {path}" if path else ""
        say(f"{checks} crashed, which is a bug{sent}.")
