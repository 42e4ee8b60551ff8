"""`pfdoctor fix`: from findings to a plan, and from the plan to Azure or to whoever may apply it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pfdoctor.cli.common import Common, common_options
from pfdoctor.cli.options import PLACE, given, output_file_option, project_option, target_options, world_options

if TYPE_CHECKING:
    from pfdoctor.cli.world import Given

DIALECTS = ("az", "bicep", "terraform", "powershell", "markdown", "json")


@click.command(name="fix", short_help="Mend what check found, or say exactly what to ask for.")
@target_options
@project_option
@world_options
@click.option("--grant-roles", is_flag=True, help="Grant the roles that the endpoint's identity lacks.")
@click.option("--environment", is_flag=True, help="Register the environment with its routes; --unsafe also uses it.")
@click.option("--all", "all_", is_flag=True, help="Every step that pfdoctor can make.")
@click.option("--unsafe", is_flag=True, help="Also what restarts a deployment.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--wait", is_flag=True, help="Wait until the new roles should have taken effect, then check again.")
@click.option("--plan", "plan_file", type=PLACE, metavar="FILE", help="Apply a plan saved by --emit json.")
@click.option("--emit", type=click.Choice(DIALECTS), help="Print the plan for somebody else to apply.")
@output_file_option
@common_options
@click.pass_context
@given
def command(
    context: click.Context,
    given: Given,
    project: str | None,
    grant_roles: bool,
    environment: bool,
    all_: bool,
    unsafe: bool,
    dry_run: bool,
    yes: bool,
    wait: bool,
    plan_file: str | None,
    emit: str | None,
    output_file: str | None,
) -> int:
    """Show what would mend ENDPOINT, and with --grant-roles, --environment or --all do it.

    Nothing is changed before you saw the plan and agreed; everything can be taken back with `pfdoctor undo`.

    \b
    Examples:
      pfdoctor fix my-endpoint                              what would help
      pfdoctor fix my-endpoint --grant-roles                grant the missing roles
      pfdoctor fix my-endpoint --grant-roles --emit az      a script for an administrator
      pfdoctor fix my-endpoint --emit json > plan.json      save, review, then:
      pfdoctor fix my-endpoint --plan plan.json

    \b
    Exit codes: 0 nothing left to do or all applied, 1 steps remain,
    2 could not start, or something changed since the plan was made.
    """
    from pathlib import Path

    from pfdoctor.cli.fixing import Asked, fix
    from pfdoctor.cli.logs import show_logs
    from pfdoctor.cli.output import prepare
    from pfdoctor.fix.select import Wanted

    common = Common.of(context)
    show_logs(common)
    asked = Asked(
        given=given,
        project=project,
        wanted=Wanted(grant_roles, environment, all_, unsafe),
        dry_run=dry_run,
        yes=yes,
        wait=wait,
        plan_file=Path(plan_file) if plan_file else None,
        emit=emit or "",
        output_file=prepare(output_file),
    )
    return fix(asked, common)
