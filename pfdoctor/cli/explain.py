"""`pfdoctor explain ID`: the runbook of a check or of a diagnosis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pfdoctor.cli.common import common_options
from pfdoctor.cli.completion import explained_ids

if TYPE_CHECKING:
    from rich.console import Console


@click.command(name="explain", short_help="Show the runbook of a check or a diagnosis.")
@click.argument("id", metavar="ID", shell_complete=explained_ids)
@common_options
def command(id: str) -> int:
    """Show what the check ID looks at, or what the diagnosis ID means: why it matters, how to confirm it by hand, how
    to mend it, how long that takes, and what to tell an administrator.

    `pfdoctor checks` lists the checks; `pfdoctor triage` names diagnoses.

    \b
    Examples:
      pfdoctor explain acr-pull
      pfdoctor explain missing-connection-secrets-reader
    """
    from pfdoctor.cli.output import draw
    from pfdoctor.engine.catalogue import load
    from pfdoctor.report.explain import write, write_diagnosis
    from pfdoctor.triage.triage import symptoms_of, wordings
    from pfdoctor.triage.vocabulary import DIAGNOSES

    catalogue = load()
    check = next((check for check in catalogue.checks if check.id == id), None)
    diagnosis = DIAGNOSES.get(id)
    if check is None and diagnosis is None:
        raise _no_such(id, [check.id for check in catalogue.checks] + list(DIAGNOSES))

    def both(console: Console) -> None:
        if check is not None:
            write(check, console)
        if check is not None and diagnosis is not None:
            console.print()
        if diagnosis is not None:
            write_diagnosis(diagnosis, wordings(symptoms_of(catalogue.checks), diagnosis.id), console)

    draw(both)
    return 0


def _no_such(id: str, ids: list[str]) -> Exception:
    from difflib import get_close_matches

    from pfdoctor.model.errors import CannotStart

    near = get_close_matches(id.lower(), ids, n=3) or [one for one in ids if id.lower() in one][:3]
    hint = f"did you mean {' or '.join(near)}?" if near else "`pfdoctor checks` lists the checks."
    return CannotStart(f"There is no check and no diagnosis {id!r}; {hint}")
