"""What is said before or after the name of any command: how much to tell, how to sign in, how long to wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Common:
    """`timeout` bounds the whole run, in seconds; `auth` names a way to sign in."""

    verbose: bool = False
    debug: bool = False
    timeout: float | None = None
    auth: str | None = None

    @classmethod
    def of(cls, context: click.Context) -> Common:
        found = context.find_root().obj
        return found if isinstance(found, Common) else cls()


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value and parameter.name:
        context.find_root().obj = replace(Common.of(context), **{parameter.name: value})


def _version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        from pfdoctor.cli.versions import versions

        for name, version in versions():
            click.echo(f"{name} {version}")
        context.exit()


def common_options(command: F) -> F:
    """The options that are accepted both before and after the command."""
    hidden: dict[str, Any] = {"expose_value": False, "callback": _keep, "is_eager": True}
    options = (
        click.option(
            "-v", "--verbose", is_flag=True, help="Tell everything, also where each name came from.", **hidden
        ),
        click.option("--debug", is_flag=True, help="Log each step to stderr, and show tracebacks.", **hidden),
        click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            help="Give up on Azure after this time; what was not read is unknown.",
            **hidden,
        ),
        click.option(
            "--auth",
            metavar="NAME",
            help="How to sign in: cli, environment, managed-identity, browser, ... (default: what is found first).",
            **hidden,
        ),
        click.option(
            "--version",
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_version,
            help="Show the versions of pfdoctor and of the SDK packages.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command
