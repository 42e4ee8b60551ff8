"""The options that several commands share, named as `az ml` names them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import click

from pfdoctor.cli.completion import check_ids

F = TypeVar("F", bound=Callable[..., Any])


class _Place(click.Path):
    """The path of a file or folder. An empty one is a variable that was not set, and names nothing."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("it is empty", param, ctx)
        return super().convert(value, param, ctx)


PLACE = _Place()


def _split(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Values that were repeated, separated by commas, or both."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _all(command: F, *options: Callable[[F], F]) -> F:
    for option in reversed(options):
        command = option(command)
    return command


def target_options(command: F) -> F:
    """ENDPOINT and where it is: endpoint, workspace, resource_group, subscription, deployments."""
    return _all(
        command,
        click.argument("endpoint", required=False),
        click.option("-w", "--workspace-name", "workspace", metavar="NAME", help="The workspace."),
        click.option("-g", "--resource-group", metavar="NAME", help="Its resource group."),
        click.option("--subscription", metavar="ID", help="Its subscription."),
        click.option(
            "-d",
            "--deployment",
            "deployments",
            metavar="NAME",
            multiple=True,
            callback=_split,
            help="Only this deployment; may be repeated.",
        ),
    )


def given(command: F) -> F:
    """Hands on what `target_options` and `world_options` were given as one thing: given. Raises CannotStart."""

    @wraps(command)
    def collected(*args: Any, **options: Any) -> Any:
        from pfdoctor.cli.names import checked
        from pfdoctor.cli.world import Given

        names = {name: options.pop(name, None) for name in ("subscription", "resource_group", "workspace", "endpoint")}
        deployments = tuple(checked(name, "deployment", "--deployment") for name in options.pop("deployments", ()))
        looked = Given(names, options.pop("bundle"), options.pop("demo"), deployments)
        return command(*args, given=looked, **options)

    return cast("F", collected)


def world_options(command: F) -> F:
    """Where the answers come from, if not from Azure: bundle, demo."""
    return _all(
        command,
        click.option("--bundle", type=PLACE, metavar="FILE", help="Read recorded answers, not Azure."),
        click.option("--demo", is_flag=True, help="Examine a made-up endpoint. Needs no Azure."),
    )


def project_option(command: F) -> F:
    """The files to look at: project."""
    return _all(
        command,
        click.option(
            "--project",
            type=PLACE,
            metavar="DIR",
            help="Look at a flow's files too; at them alone, without Azure, if nothing else is named.",
        ),
    )


def _checks(name: str, what: str) -> Callable[[F], F]:
    return click.option(name, metavar="ID", multiple=True, callback=_split, shell_complete=check_ids, help=what)


def selection_options(command: F) -> F:
    """Which checks run: only, skip."""
    return _all(
        command,
        _checks("--only", "Only this check; may be repeated."),
        _checks("--skip", "Not this check; may be repeated."),
    )


def output_option(command: F) -> F:
    """How to print: output is "text" or "json"."""
    return _all(
        command,
        click.option(
            "-o",
            "--output",
            type=click.Choice(["text", "json"], case_sensitive=False),
            default="text",
            show_default=True,
            help="What to print.",
        ),
    )


def output_file_option(command: F) -> F:
    """Where to print: output_file."""
    return _all(
        command,
        click.option("--output-file", type=PLACE, metavar="FILE", help="Write there (UTF-8), not to stdout."),
    )
