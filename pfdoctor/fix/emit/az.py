"""A plan as a bash script for `az`.

Each command may be run again: a role assignment has the same name each time, and `az` takes one that exists for its
own. https://learn.microsoft.com/cli/azure/role/assignment#az-role-assignment-create
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

from pfdoctor.fix.emit.text import by_hand, cli_setting, comment, deployment_names, escape_unseen, has_unseen, heading
from pfdoctor.model.plan import (
    MACHINE_LEARNING_VERSION,
    ByHand,
    EditFile,
    GrantRole,
    Plan,
    RegisterEnvironment,
    RegisterProvider,
    SetDeployment,
    Step,
)


def emit(plan: Plan) -> str:
    """The script; it stops at the first command that fails."""
    lines = ["#!/usr/bin/env bash", heading(plan, "#"), "set -euo pipefail"]
    for step in plan.steps:
        lines += ["", *_step(step)]
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    """`text` as one word of bash. What would not be seen is written as an escape. Raises ValueError for a NUL."""
    if "\0" in text:
        raise ValueError("no command line can hold a NUL")
    if not has_unseen(text):
        return shlex.quote(text)
    plain = text.replace("\\", "\\\\").replace("'", "\\'")
    return "$'" + escape_unseen(plain, lambda code: f"\\U{code:08x}" if code > 0x7F else f"\\x{code:02x}") + "'"


def command(step: Step) -> str:
    """The command of one step. Raises ValueError for a step that is done by hand."""
    if isinstance(step.change, ByHand | EditFile):
        raise ValueError(f"{step.id} has no command of its own")
    return " \\\n  ".join(_words(step.change))


def _step(step: Step) -> Iterator[str]:
    if isinstance(step.change, ByHand | EditFile):
        yield from by_hand(step, "#")
        return
    yield comment(step.title, "#")
    yield command(step)


def _words(change: GrantRole | RegisterEnvironment | SetDeployment | RegisterProvider) -> Iterator[str]:
    match change:
        case GrantRole():
            yield "az role assignment create"
            yield f"--name {change.name}"
            yield f"--assignee-object-id {quote(change.principal_id)}"
            yield f"--assignee-principal-type {change.principal_type}"
            yield f"--role {quote(change.role_id)}"
            yield f"--scope {quote(str(change.scope))}"
        case RegisterEnvironment():
            yield "az rest --method put"
            yield f"--url {quote(f'{change.id}?api-version={MACHINE_LEARNING_VERSION}')}"
            yield f"--body {quote(json.dumps(change.body))}"
        case SetDeployment():
            yield "az ml online-deployment update"
            for option, name in deployment_names(change.id).items():
                yield f"{option} {quote(name)}"
            yield f"--set {quote(cli_setting(change))}"
        case RegisterProvider():
            yield "az provider register --wait"
            yield f"--namespace {quote(change.namespace)}"
            yield f"--subscription {quote(change.subscription.name)}"
