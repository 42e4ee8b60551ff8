"""A plan as a PowerShell script for the Az modules.

Role assignments go through Invoke-AzRestMethod, because New-AzRoleAssignment cannot be told the assignment's name.
https://learn.microsoft.com/powershell/module/az.accounts/invoke-azrestmethod
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pfdoctor.fix.emit.text import by_hand, cli_setting, comment, deployment_names, escape_unseen, has_unseen, heading
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.plan import (
    ASSIGNMENTS_VERSION,
    MACHINE_LEARNING_VERSION,
    PROVIDERS_VERSION,
    ByHand,
    EditFile,
    GrantRole,
    Plan,
    RegisterEnvironment,
    RegisterProvider,
    SetDeployment,
    Step,
)

_QUOTES = "'\u2018\u2019\u201a\u201b"
"""All of these end a text in single quotes.
https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules"""

_SEND = """\
$ErrorActionPreference = 'Stop'

function Send-Change([string] $Method, [string] $Path, [string] $Payload) {
    $request = @{ Method = $Method; Path = $Path }
    if ($Payload) { $request.Payload = $Payload }
    $answer = Invoke-AzRestMethod @request
    if ($answer.StatusCode -ge 300 -and $answer.Content -notmatch 'RoleAssignmentExists') { throw $answer.Content }
}"""


def emit(plan: Plan) -> str:
    """The script; it stops at the first change that fails, and may be run again."""
    lines = [heading(plan, "#"), _SEND]
    for step in plan.steps:
        lines += ["", *_step(step)]
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    """`text` as one word of PowerShell, on one line; what would not be seen is put together from its number."""
    plain = "".join(one * 2 if one in _QUOTES else one for one in text)
    if not has_unseen(plain):
        return f"'{plain}'"
    parts = escape_unseen(plain, lambda code: f"' + [char]::ConvertFromUtf32(0x{code:x}) + '")
    return f"('{parts}')"


def _step(step: Step) -> Iterator[str]:
    match step.change:
        case ByHand() | EditFile():
            yield from by_hand(step, "#")
            return
        case GrantRole() as grant:
            line = _send("PUT", grant.id, ASSIGNMENTS_VERSION, grant.body)
        case RegisterEnvironment() as environment:
            line = _send("PUT", environment.id, MACHINE_LEARNING_VERSION, environment.body)
        case RegisterProvider() as provider:
            path = provider.subscription.child("providers", provider.namespace, "register")
            line = _send("POST", path, PROVIDERS_VERSION)
        case SetDeployment() as setting:
            names = " ".join(f"{option} {quote(name)}" for option, name in deployment_names(setting.id).items())
            line = f"az ml online-deployment update {names} --set {quote(cli_setting(setting))}"
            line += "\nif ($LASTEXITCODE) { throw 'az failed' }"
    yield comment(step.title, "#")
    yield line


def _send(method: str, path: ArmId, api_version: str, body: Any = None) -> str:
    where = quote(f"{path}?api-version={api_version}")
    return f"Send-Change {method} {where}" + (f" {quote(json.dumps(body))}" if body is not None else "")
