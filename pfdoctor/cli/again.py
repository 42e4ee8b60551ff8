"""The words that point another command at what this one looked at, so that it can be pasted as it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pfdoctor.model.shell import quoted
from pfdoctor.model.target import Target

if TYPE_CHECKING:
    from pfdoctor.cli.world import Given


def again(given: Given, target: Target, deployments: Sequence[str] = (), project: str | None = None) -> str:
    """What was typed, and the endpoint by its name, whoever chose it; never a name that only a bundle tells."""
    if given.demo:
        words = ["--demo"]
    elif given.bundle is not None:
        words = ["--bundle", _path(given.bundle)]
    else:
        named = (("-w", "workspace"), ("-g", "resource_group"), ("--subscription", "subscription"))
        typed = [(option, value) for option, name in named if (value := given.names.get(name))]
        words = [quoted(target.endpoint)] if target.endpoint else []
        words += [word for option, value in typed for word in (option, quoted(value))]
    words += [word for name in deployments for word in ("-d", quoted(name))]
    return " ".join([*words, *(("--project", _path(project)) if project is not None else ())])


def _path(path: str) -> str:
    # Windows takes slashes too, and no shell reads them as anything else.
    return quoted(Path(path).as_posix())
