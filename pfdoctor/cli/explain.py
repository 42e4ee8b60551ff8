"""`pfdoctor explain ID`: a check's runbook."""

from __future__ import annotations

import click

from pfdoctor.cli.common import common_options


@click.command(name="explain", short_help="Show a check's runbook.")
@click.argument("check_id", metavar="ID")
@common_options
def command(check_id: str) -> int:
    """Show what the check ID looks at, why that matters, and how to mend it.

    `pfdoctor checks` lists the ids.
    """
    from pfdoctor.cli.output import draw
    from pfdoctor.engine.catalogue import load
    from pfdoctor.report.explain import write

    check = load()[check_id]
    draw(lambda console: write(check, console))
    return 0
