"""`pfdoctor who-can`: the principals that may do this, and through which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pfdoctor.cli.common import Common, common_options
from pfdoctor.cli.options import given, output_file_option, output_option, world_options

if TYPE_CHECKING:
    from pfdoctor.cli.world import Given


@click.command(name="who-can", short_help="Say who may do something on a resource.")
@click.argument("action")
@click.option("--scope", metavar="ID", required=True, help="The resource, resource group or subscription.")
@click.option("--data", is_flag=True, help="Judge ACTION as a data action, whatever is known of it.")
@world_options
@output_option
@output_file_option
@common_options
@click.pass_context
@given
def command(
    context: click.Context,
    given: Given,
    action: str,
    scope: str,
    data: bool,
    output: str,
    output_file: str | None,
) -> int:
    """Say which users, groups and identities may do ACTION on the resource --scope, and through which role.

    Groups are named as roles are assigned to them: who is a member, and what people are called, only Microsoft Graph
    tells, which pfdoctor does not ask.

    \b
    Examples:
      pfdoctor who-can Microsoft.Authorization/roleAssignments/write --scope ID
      pfdoctor who-can Microsoft.Storage/storageAccounts/listKeys/action --scope ID -o json

    \b
    Exit codes: 0 everything was read, 2 could not start, 3 something was not, so others may hold it too.
    """
    import time
    from contextlib import closing

    from pfdoctor.cli.logs import show_logs
    from pfdoctor.cli.output import draw, prepare, put
    from pfdoctor.cli.world import open_session
    from pfdoctor.facts.access import Access
    from pfdoctor.facts.questions import Question, holders
    from pfdoctor.report import can_json, can_text, json_report

    common = Common.of(context)
    show_logs(common)
    began = time.perf_counter()
    file = prepare(output_file)
    session, workspace = open_session(given, common)
    session.authenticate()
    with closing(Access(session)) as access:
        found = holders(access, Question(action, scope, data), workspace)
    spent = (session.requests_sent, time.perf_counter() - began)
    if output == "json":
        put(json_report.dumps(can_json.render_holders(found, *spent)) + "\n", file)
    else:
        cost = can_text.cost(*spent)
        draw(lambda console: can_text.write_holders(found, console, cost=cost, verbose=common.verbose), file)
    return 3 if found.needs else 0
