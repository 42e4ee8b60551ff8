"""`pfdoctor check`: from an endpoint's name to a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pfdoctor.cli.common import Common, common_options
from pfdoctor.cli.options import (
    output_file_option,
    output_option,
    selection_options,
    target_options,
    world_options,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pfdoctor.model.report import Report


@click.command(name="check", short_help="Find out why an endpoint does not work.")
@target_options
@world_options
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
def command(
    context: click.Context,
    endpoint: str | None,
    workspace: str | None,
    resource_group: str | None,
    subscription: str | None,
    deployments: tuple[str, ...],
    bundle: str | None,
    demo: bool,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    fail_on: str,
    output: str,
    output_file: str | None,
) -> int:
    """Find out why ENDPOINT does not work, or what would keep it from working.

    Without ENDPOINT: the one of `az configure`, else the workspace's only one, else a list to choose from.

    \b
    Exit codes: 0 healthy, 1 something failed, 2 could not start,
    3 nothing failed but something is unknown, 4 a check crashed.
    """
    import time
    from contextlib import closing

    from pfdoctor.cli.errors import say
    from pfdoctor.cli.logs import show_logs
    from pfdoctor.cli.names import checked
    from pfdoctor.cli.output import prepare
    from pfdoctor.cli.progress import progress
    from pfdoctor.cli.world import Given, open_world
    from pfdoctor.engine.catalogue import load
    from pfdoctor.engine.run import run
    from pfdoctor.facts.opening import open_facts
    from pfdoctor.model.errors import CannotStart
    from pfdoctor.model.finding import Severity
    from pfdoctor.model.report import Report

    common = Common.of(context)
    show_logs(common)
    began = time.perf_counter()
    file = prepare(output_file)
    catalogue = load()
    for sentence in catalogue.broken:
        say(sentence)
    checks = catalogue.select(only, skip)
    if not checks:
        raise CannotStart("No check is left to run; --only and --skip name the same ones.")
    for name in deployments:
        checked(name, "deployment", "--deployment")
    names = {
        "subscription": subscription,
        "resource_group": resource_group,
        "workspace": workspace,
        "endpoint": endpoint,
    }
    session, target = open_world(Given(names, bundle, demo), common)
    with progress() as tell, closing(open_facts(session, target, deployments, whole=not only)) as facts:
        results = run(checks, facts, tell)
    report = Report(target, results, session.requests_sent, time.perf_counter() - began)
    _show(report, output, common, file)
    return report.exit_code(Severity(fail_on))


def _show(report: Report, output: str, common: Common, file: Path | None) -> None:
    from pfdoctor.cli.bug_report import write_crashed
    from pfdoctor.cli.errors import say
    from pfdoctor.cli.output import draw, put
    from pfdoctor.model.finding import Outcome
    from pfdoctor.report import json_report, text

    if output == "json":
        put(json_report.dumps(json_report.render(report)) + "\n", file)
    else:
        draw(lambda console: text.write(report, console, verbose=common.verbose), file)
    crashed = [result for result in report.results if result.outcome is Outcome.CRASHED]
    if crashed:
        path = write_crashed(crashed)
        checks = ", ".join(dict.fromkeys(result.check for result in crashed))
        where = f"; please send {path}" if path else ""
        say(f"{checks} crashed, which is a bug{where}.")
