"""`pfdoctor checks`: what can be checked, and what pfdoctor must be allowed to read for that."""

from __future__ import annotations

import click

from pfdoctor.cli.common import common_options
from pfdoctor.cli.options import output_option


@click.command(name="checks", short_help="List all checks.")
@click.option("--permissions", is_flag=True, help="Show the rights that pfdoctor itself needs instead.")
@output_option
@common_options
def command(permissions: bool, output: str) -> int:
    """List all checks, built in and from plug-ins.

    \b
    With --permissions -o json it prints a custom role, least privilege, read only:
      pfdoctor checks --permissions -o json > role.json
      az role definition create --role-definition role.json
    """
    return _permissions(output) if permissions else _list(output)


def _list(output: str) -> int:
    from pfdoctor.cli.errors import say
    from pfdoctor.cli.output import draw, put
    from pfdoctor.engine.catalogue import load
    from pfdoctor.report import catalogue, json_report

    found = load()
    for sentence in found.broken:
        say(sentence)
    if output == "json":
        put(json_report.dumps(catalogue.render(found.checks)) + "\n")
    else:
        draw(lambda console: catalogue.write(found.checks, console))
    return 0


def _permissions(output: str) -> int:
    import os
    from pathlib import Path

    from pfdoctor.azure.permissions import READ_ACTIONS
    from pfdoctor.cli.defaults import resolve
    from pfdoctor.cli.output import draw, put
    from pfdoctor.report import catalogue, json_report

    if output == "json":
        subscription = resolve({}, os.environ, Path.cwd(), Path.home()).subscription
        role = catalogue.render_permissions(READ_ACTIONS, subscription.value if subscription else "")
        put(json_report.dumps(role) + "\n")
    else:
        draw(lambda console: catalogue.write_permissions(READ_ACTIONS, console))
    return 0
