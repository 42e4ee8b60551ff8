"""The world that a command looks at: Azure, a bundle, or the demo; and the one endpoint in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pfdoctor.cli.common import Common
from pfdoctor.cli.defaults import Name, Names, resolve
from pfdoctor.cli.errors import say
from pfdoctor.cli.names import checked
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import CannotStart, Missing, Unreadable
from pfdoctor.model.target import Target

if TYPE_CHECKING:
    from pfdoctor.azure.recorder import Recorder
    from pfdoctor.azure.session import Session

DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed to say where to look; None or "" where nothing was."""

    names: Mapping[str, str | None]
    bundle: str | None = None
    demo: bool = False
    deployments: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """True if an endpoint is to be looked at, whatever it is called."""
        typed = (*self.names.values(), self.bundle)
        return self.demo or bool(self.deployments) or any(one is not None for one in typed)

    @property
    def recorded(self) -> bool:
        """True if it is not Azure that answers."""
        return self.demo or self.bundle is not None

    def of(self, endpoint: str | None) -> Given:
        """The same, of that endpoint."""
        return replace(self, names={**self.names, "endpoint": endpoint})


def open_world(given: Given, common: Common, recorder: Recorder | None = None) -> tuple[Session, Target]:
    """The session and the target; `recorder` keeps what is answered.

    Raises CannotStart if they cannot be had, or contradict what was typed.
    """
    if given.bundle is not None and given.demo:
        raise CannotStart("--bundle and --demo are two different worlds; give one of them.")
    if given.recorded:
        from pfdoctor.azure.signin import known

        # Nobody signs in there, but a mistyped name is one everywhere.
        known(common.auth)
    if given.demo:
        return _demo(given, recorder)
    if given.bundle is not None:
        return _bundle(given, given.bundle, recorder)
    return _azure(given, common, recorder)


def open_session(given: Given, common: Common) -> tuple[Session, ArmId | None]:
    """The session alone, for what is about no endpoint; and the workspace that a bundle or the demo is about.

    Raises CannotStart as `open_world` does.
    """
    if given.recorded:
        session, target = open_world(given, common)
        return session, target.workspace_id
    from pfdoctor.azure.cloud import current
    from pfdoctor.azure.session import live

    return live(common.auth, common.timeout, current()), None


def _demo(given: Given, recorder: Recorder | None) -> tuple[Session, Target]:
    from pfdoctor.azure.session import in_process
    from pfdoctor.lab.arm import Lab
    from pfdoctor.lab.worlds import load

    bundle = load(DEMO)
    _agree(given.names, bundle.target, "the demo")
    session = in_process(Lab(bundle), bundle.taken_at, bundle.caller.object_id, recorder=recorder)
    return session, replace(bundle.target, world="demo")


def _bundle(given: Given, path: str, recorder: Recorder | None) -> tuple[Session, Target]:
    from pfdoctor.azure.session import in_process
    from pfdoctor.bundle.answers import answerer
    from pfdoctor.bundle.file import load

    bundle = load(path)
    _agree(given.names, bundle.target, path)
    session = in_process(answerer(bundle), bundle.taken_at, bundle.caller.object_id, recorder=recorder)
    return session, bundle.target


def _agree(names: Mapping[str, str | None], target: Target, source: str) -> None:
    for field, typed in names.items():
        kind, held = field.replace("_", " "), getattr(target, field)
        if typed is not None and checked(typed, kind, "the command line").lower() != held.lower():
            raise CannotStart(f"{source} is about the {kind} {held!r}, not {typed!r}.")


def _azure(given: Given, common: Common, recorder: Recorder | None) -> tuple[Session, Target]:
    names = resolve(given.names, os.environ, Path.cwd(), Path.home())
    # Before anything can go wrong: a wrong name is what a failed start is often about.
    for line in names.told() if common.verbose else ():
        say(line)
    subscription, group, workspace = names.required()
    from pfdoctor.azure.cloud import current
    from pfdoctor.azure.session import live

    session = live(common.auth, common.timeout, current(), recorder)
    target = Target(subscription, group, workspace, "")
    if not names.endpoint:
        terminal = sys.stdin.isatty() and sys.stderr.isatty()
        names = Names(endpoint=choose(_endpoints(session, target), workspace, _ask if terminal else None))
        for line in names.told() if common.verbose else ():
            say(line)
    return session, replace(target, endpoint=names.endpoint.value if names.endpoint else "")


def _endpoints(session: Session, target: Target) -> tuple[str, ...]:
    from pfdoctor.azure.targets import endpoint_names

    try:
        return endpoint_names(session, target)
    except Missing as error:
        where = f"resource group {target.resource_group} of subscription {target.subscription}"
        raise CannotStart(f"There is no workspace {target.workspace!r} in {where}; check -w and -g.") from error
    except Unreadable as error:
        raise CannotStart(f"The endpoints of {target.workspace} could not be listed ({error}); name one.") from error


def choose(found: Sequence[str], workspace: str, ask: Callable[[Sequence[str]], str] | None) -> Name:
    """The only endpoint there is, or the one that `ask` names. Raises CannotStart if that leaves none."""
    if not found:
        raise CannotStart(f"The workspace {workspace} has no online endpoint.")
    if len(found) == 1:
        return Name(found[0], f"the only endpoint of {workspace}")
    if ask is None:
        raise CannotStart(f"The workspace {workspace} has several endpoints; name one of {', '.join(found)}.")
    return Name(ask(found), "chosen from the list")


def _ask(found: Sequence[str]) -> str:
    from pfdoctor.model.clean import clean

    for number, name in enumerate(found, 1):
        click.echo(f"  {number}  {clean(name)}", err=True)
    number = click.prompt("Which endpoint", type=click.IntRange(1, len(found)), err=True)
    return found[int(number) - 1]
