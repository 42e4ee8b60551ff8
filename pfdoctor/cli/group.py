"""The group of commands: each is a module, imported when it runs, so that `--help` starts at once."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click

COMMANDS: Mapping[str, str] = {
    "check": "Find out why an endpoint does not work, or what would keep it from working.",
    "fix": "Mend what check found, or say exactly what to ask an administrator for.",
    "undo": "Take back what a run of fix changed.",
    "can": "Say whether an endpoint's identity may do something, through which role, and why.",
    "who-can": "Say who may do something on a resource.",
    "triage": "Name the likely cause behind an error message or a log.",
    "snapshot": "Record what the checks read, without secrets and names, for somebody without access.",
    "explain": "Show the runbook of a check or a diagnosis: what it means, and how to mend it.",
    "checks": "List all checks, or the rights that pfdoctor itself needs.",
    "lab": "Run an Azure Resource Manager of your own, to try things on.",
}
"""Names and summaries; the module of a command has its name (`_` for `-`), and holds it as `command`."""


class LazyGroup(click.Group):
    """A group that knows its commands by name before it imports them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"pfdoctor.cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in COMMANDS or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches

        near = get_close_matches(name, COMMANDS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COMMANDS)}"
        raise click.UsageError(f"There is no command {name!r}; {hint}", ctx)
