"""`pfdoctor snapshot`: what the checks would read, in one file for somebody who has no access."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pfdoctor.cli.common import Common, common_options
from pfdoctor.cli.options import PLACE, given, target_options, world_options

if TYPE_CHECKING:
    from pfdoctor.cli.world import Given


@click.command(name="snapshot", short_help="Record what the checks read, for somebody without access.")
@target_options
@click.option("--to", "file", type=PLACE, metavar="FILE", help="The bundle to write: .json or .json.gz.")
@click.option("--logs", is_flag=True, help="Also the logs of each deployment's containers.")
@click.option("--redact/--no-redact", default=True, help="Replace names, ids and addresses by tokens (default).")
@click.option(
    "--emit",
    type=click.Choice(["sh", "powershell"], case_sensitive=False),
    help="Write a script instead, for somebody who has `az` and not pfdoctor.",
)
@world_options
@common_options
@click.pass_context
@given
def command(
    context: click.Context,
    given: Given,
    file: str | None,
    logs: bool,
    redact: bool,
    emit: str | None,
) -> int:
    """Record every answer that the checks ask for, failures included; ENDPOINT as in check.

    `pfdoctor check --bundle FILE` then says the same as `pfdoctor check` did. Secrets are never asked for; what looks
    like one is taken out, also with --no-redact. With names redacted, the map from names to tokens stays on this
    machine. --bundle cleans a bundle that was recorded before.

    \b
    Examples:
      pfdoctor snapshot my-endpoint --to case.json.gz --logs
      pfdoctor snapshot --bundle raw.json --to case.json.gz
      pfdoctor snapshot my-endpoint -w my-workspace -g my-group --emit sh --to collect.sh

    \b
    A script of --emit writes case.json as Azure answers, but for the values of environment
    variables and of connections' metadata and credentials; clean it with --bundle.

    \b
    Exit codes: 0 written, whatever could not be read; 2 could not start.
    """
    from pfdoctor.cli.logs import show_logs
    from pfdoctor.cli.snapshotting import Asked, emit_script, snapshot

    common = Common.of(context)
    show_logs(common)
    if emit:
        return emit_script(given, emit, file, common, logs=logs)
    return snapshot(Asked(given, file, logs=logs, redact=redact), common)
