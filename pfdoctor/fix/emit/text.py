"""What all dialects need: harmless comments, and settings as the command line of Azure calls them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.clean import clean
from pfdoctor.model.plan import ByHand, Change, EditFile, Plan, SetDeployment, Step

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_SECONDS = re.compile(r"PT(\d+(?:\.\d+)?)S")


def comment(text: str, mark: str) -> str:
    """One line that no text can leave, whatever stands in it; a backslash at its end could continue it somewhere."""
    line = f"{mark} {clean(text)}".rstrip()
    return f"{line} ." if line.endswith("\\") else line


def heading(plan: Plan, mark: str) -> str:
    """What a script is about, as its first comment."""
    target = plan.target
    named = f"{target.endpoint} in workspace {target.workspace}" if target.endpoint else f"project {target.project}"
    return comment(f"pfdoctor: what {named} lacks", mark)


def by_hand(step: Step, mark: str) -> Iterator[str]:
    """A step that the dialect cannot or must not do: words, with the commands as comments."""
    yield comment(f"By hand: {step.title}.", mark)
    for command in instructions(step.change):
        yield comment(f"  {command}", mark)


def instructions(change: Change) -> tuple[str, ...]:
    """What a person types or writes; () for what the dialects have a word for."""
    match change:
        case ByHand():
            return change.commands
        case EditFile():
            return (f"in {change.path} write {change.setting}: {json.dumps(change.value)}",)
    return ()


def escape_unseen(text: str, escape: Callable[[int], str]) -> str:
    """`text` with each character that would not be seen, or would move a cursor, written as an escape."""
    return "".join(escape(ord(one)) if unicodedata.category(one) in _UNSEEN else one for one in text)


def has_unseen(text: str) -> bool:
    return any(unicodedata.category(one) in _UNSEEN for one in text)


def cli_setting(change: SetDeployment) -> str:
    """`name=value` as `az ml online-deployment update --set` takes it.

    https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online
    """
    name, value = change.setting, change.value
    if name == "environmentId":
        return f"environment=azureml:{value}"
    if name == "requestSettings.requestTimeout":
        return f"request_settings.request_timeout_ms={_milliseconds(value)}"
    return f"{name.replace('environmentVariables.', 'environment_variables.', 1)}={value}"


def _milliseconds(duration: Any) -> int:
    """Raises ValueError for a duration that no step of ours has."""
    found = _SECONDS.fullmatch(str(duration))
    if not found:
        raise ValueError(f"{duration!r} is not a number of seconds")
    return round(float(found[1]) * 1000)


def deployment_names(id: ArmId) -> dict[str, str]:
    """The names by which the command line finds a deployment."""
    _, workspace, _, endpoint, _, deployment = id.segments
    return {
        "--name": deployment,
        "--endpoint-name": endpoint,
        "--workspace-name": workspace,
        "--resource-group": id.resource_group,
        "--subscription": id.subscription,
    }
