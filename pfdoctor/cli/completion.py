"""The ids that a shell offers when somebody presses Tab.

https://click.palletsprojects.com/en/stable/shell-completion/
"""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def check_ids(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Checks whose id begins so; of several, separated by commas, the last is completed."""
    from pfdoctor.engine.catalogue import load

    before, comma, begun = incomplete.rpartition(",")
    found = (check for check in load().checks if check.id.startswith(begun))
    return [CompletionItem(f"{before}{comma}{check.id}", help=check.title) for check in found]


def explained_ids(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Checks and diagnoses whose id begins so."""
    from pfdoctor.triage.vocabulary import DIAGNOSES

    checks = {item.value: item for item in check_ids(context, parameter, incomplete)}
    diagnoses = {id: CompletionItem(id, help=one.title) for id, one in DIAGNOSES.items() if id.startswith(incomplete)}
    return list({**diagnoses, **checks}.values())
