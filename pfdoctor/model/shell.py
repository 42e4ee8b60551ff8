"""Commands that a person pastes into a shell: bash, another POSIX shell, PowerShell or, for most, cmd.

Names come from Azure, files and others' templates. In none of these shells may one become more than one argument.
https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
"""

from __future__ import annotations

import re

from pfdoctor.model.arm_id import ArmId

_BARE = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./:=-]*")
_SPACED = re.compile(r"[A-Za-z0-9_./:=() -]+")
_STAYS = frozenset("_./:=()-+,@#~[]{};*?$ ")
"""Beside letters and digits, what single quotes make harmless in bash and PowerShell, and also in a batch file, which
`az` is on Windows: it reads `&`, `|`, `<`, `>`, `^`, `%`, `!` and `"` once more."""


def quoted(text: str) -> str:
    """`text` as one argument, in quotes where it needs them.

    A character that no quotes make harmless in every one of these shells becomes `?`, which no name in Azure has: the
    command then finds nothing, and shows what is odd about the name.
    """
    if _BARE.fullmatch(text):
        return text
    if _SPACED.fullmatch(text):
        # Of the two kinds of quotes, cmd knows only these.
        return f'"{text}"'
    return "'" + "".join(char if char.isalnum() or char in _STAYS else "?" for char in text) + "'"


def line(command: str, **options: object) -> str:
    """The line `COMMAND --name VALUE ...`, every value quoted; an option's name is written with underscores."""
    return " ".join([command, *(f"--{name.replace('_', '-')} {quoted(str(value))}" for name, value in options.items())])


def az(command: str, **options: object) -> str:
    return line(f"az {command}", **options)


def named(id: ArmId) -> dict[str, str]:
    """The options that name a resource of a resource group."""
    return {"name": id.name, "resource_group": id.resource_group, "subscription": id.subscription}


def in_workspace(id: ArmId, **first: str) -> dict[str, str]:
    """The options that say in which workspace something is; `id` is the workspace's, or of what it holds."""
    workspace = id.segments[1] if len(id.segments) > 1 else id.name
    where = {"workspace_name": workspace, "resource_group": id.resource_group, "subscription": id.subscription}
    return {**first, **where}
