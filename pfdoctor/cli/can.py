"""`pfdoctor can`: may the endpoint's identity do this, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pfdoctor.cli.common import Common, common_options
from pfdoctor.cli.options import given, output_file_option, output_option, target_options, world_options

if TYPE_CHECKING:
    from pfdoctor.cli.world import Given

EXIT_CODES = {"allowed": 0, "denied": 1, "unknown": 3}
"""By the verdict."""


@click.command(name="can", short_help="Say whether an endpoint's identity may do something, and why.")
@target_options
@click.argument("action", required=False)
@click.option("--all", "everything", is_flag=True, help="All that the endpoint's identity needs, as a table.")
@click.option("--scope", metavar="ID", help="On what; else the resource that the action suggests.")
@click.option("--data", is_flag=True, help="Judge ACTION as a data action, whatever is known of it.")
@click.option(
    "--principal", metavar="ID", help="Another principal's object id, or `me`; else the endpoint's identities."
)
@world_options
@output_option
@output_file_option
@common_options
@click.pass_context
@given
def command(
    context: click.Context,
    given: Given,
    action: str | None,
    everything: bool,
    scope: str | None,
    data: bool,
    principal: str | None,
    output: str,
    output_file: str | None,
) -> int:
    """Say whether the identities of ENDPOINT may do ACTION, and why; ENDPOINT as in check.

    \b
    Examples:
      pfdoctor can my-endpoint --all
      pfdoctor can my-endpoint Microsoft.ContainerRegistry/registries/pull/read
      pfdoctor can my-endpoint Microsoft.Search/searchServices/indexes/documents/read --scope ID
      pfdoctor can my-endpoint Microsoft.Authorization/roleAssignments/write --scope ID --principal me

    \b
    Exit codes: 0 allowed, 1 denied, 2 could not start, 3 unknown. Of several rows the
    worst counts: denied, then unknown; of --all those that every flow needs.
    """
    import time
    from contextlib import closing

    from pfdoctor.cli.logs import show_logs
    from pfdoctor.cli.output import draw, prepare, put
    from pfdoctor.cli.world import open_world
    from pfdoctor.facts.opening import open_facts
    from pfdoctor.facts.questions import Question, answer, answer_all
    from pfdoctor.model.errors import CannotStart
    from pfdoctor.model.ruling import worst
    from pfdoctor.report import can_json, can_text, json_report

    common = Common.of(context)
    show_logs(common)
    began = time.perf_counter()
    file = prepare(output_file)
    endpoint = given.names["endpoint"]
    if endpoint and not action and "/" in endpoint:
        given, action = given.of(None), endpoint
    if everything == bool(action):
        raise CannotStart("Give either an ACTION, or --all for all that the endpoint's identity needs.")
    if everything and (scope is not None or data or principal is not None):
        raise CannotStart(
            "--all is about the endpoint's own identities, so --scope, --data and --principal do not fit."
        )
    session, target = open_world(given, common)
    with closing(open_facts(session, target, given.deployments)) as facts:
        rulings = answer_all(facts) if action is None else answer(facts, Question(action, scope, data, principal))
    verdict = worst(one.verdict for one in rulings if one.required)
    spent = (session.requests_sent, time.perf_counter() - began)
    if output == "json":
        put(json_report.dumps(can_json.render(target, rulings, verdict, *spent)) + "\n", file)
    else:
        write = can_text.write_all if everything else can_text.write
        draw(lambda console: write(target, rulings, console, cost=can_text.cost(*spent), verbose=common.verbose), file)
    return EXIT_CODES[verdict]
