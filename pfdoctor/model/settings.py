"""Changing one setting of a resource's JSON, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pfdoctor.model.plan import SetDeployment


def changed(body: Mapping[str, Any], step: SetDeployment) -> dict[str, Any]:
    """A copy of a deployment's JSON with the step's setting at its new value; None takes it out."""
    return {**body, "properties": _set(body.get("properties"), _path(step.setting), step.value)}


def setting_of(body: Mapping[str, Any], step: SetDeployment) -> Any:
    """The value that a deployment's JSON has where the step sets one, None if it has none."""
    found: Any = body.get("properties")
    for name in _path(step.setting):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _path(setting: str) -> list[str]:
    """A variable's own name may hold dots, so only what stands before the first one is taken for a step."""
    return setting.split(".", 1)


def _set(body: Any, path: list[str], value: Any) -> dict[str, Any]:
    found = dict(body) if isinstance(body, Mapping) else {}
    name, *rest = path
    if rest:
        found[name] = _set(found.get(name), rest, value)
    elif value is None:
        found.pop(name, None)
    else:
        found[name] = value
    return found
