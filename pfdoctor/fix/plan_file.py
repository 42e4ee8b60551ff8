"""A plan as JSON, to be saved, reviewed and applied later; and a change as JSON, for the journal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from pfdoctor import __version__
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.plan import (
    ByHand,
    Change,
    EditFile,
    GrantRole,
    Plan,
    RegisterEnvironment,
    RegisterProvider,
    SetDeployment,
    Step,
)
from pfdoctor.model.target import Target

SCHEMA_VERSION = 1

_KINDS: dict[str, type[Change]] = {
    "grant-role": GrantRole,
    "register-environment": RegisterEnvironment,
    "set-deployment": SetDeployment,
    "register-provider": RegisterProvider,
    "edit-file": EditFile,
    "by-hand": ByHand,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_IDS = ("id", "source", "subscription")


def emit(plan: Plan) -> str:
    """The plan as JSON text in ASCII, the same for the same plan."""
    found = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "pfdoctor", "version": __version__},
        "target": target_as_json(plan.target),
        "steps": [step_as_json(step) for step in plan.steps],
    }
    return json.dumps(found, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def target_as_json(target: Target) -> dict[str, str]:
    return {
        "subscription": target.subscription,
        "resource_group": target.resource_group,
        "workspace": target.workspace,
        "endpoint": target.endpoint,
    }


def step_as_json(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": step.title,
        "safety": step.safety.value,
        **change_as_json(step.change),
        "why": list(step.why),
        "will_pass": list(step.will_pass),
        "excess": list(step.excess),
        "needs": {"action": step.needs_action, "scope": step.needs_scope},
        "caller_may": step.caller_may,
        "because": step.because,
        "others": list(step.others),
    }


def change_as_json(change: Change) -> dict[str, Any]:
    """`kind`, and the change's own fields under `change`."""
    found = {one.name: getattr(change, one.name) for one in fields(change)}
    plain = {name: value.text if isinstance(value, ArmId) else value for name, value in found.items()}
    if isinstance(change, GrantRole):
        plain["name"] = change.name
    return {"kind": _NAMES[type(change)], "change": plain}


def change_of(found: Mapping[str, Any]) -> Change:
    """The change that `change_as_json` wrote. Raises ValueError if it is none."""
    kind = _KINDS.get(str(found.get("kind")))
    held = found.get("change")
    if kind is None or not isinstance(held, Mapping):
        raise ValueError(f"{found.get('kind')!r} is no kind of change")
    values: dict[str, Any] = {}
    for one in fields(kind):
        if one.name not in held and one.default is MISSING:
            raise ValueError(f"the change of kind {found['kind']} lacks {one.name}")
        value = held.get(one.name, one.default)
        is_id = one.name in _IDS or (one.name == "scope" and kind is GrantRole)
        if is_id and not isinstance(value, str):
            raise ValueError(f"{one.name} is {value!r}, which is no ARM id")
        values[one.name] = ArmId(value) if is_id else tuple(value) if isinstance(value, list) else value
    return kind(**values)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a saved plan is about, and its steps by their ids."""

    target: Mapping[str, str]
    steps: tuple[tuple[str, Change], ...]


def load(path: Path) -> Saved:
    """A saved plan. Raises CannotStart with one sentence."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CannotStart(f"The plan {path} cannot be read ({error.strerror}); check the path.") from None
    except ValueError as error:
        raise CannotStart(f"The plan {path} is not JSON ({error}); save it again with --emit json.") from None
    try:
        return Saved(_target(found), tuple(_step(one) for one in _steps(found)))
    except (ValueError, TypeError, KeyError) as error:
        raise CannotStart(f"The plan {path} cannot be used: {error}; save it again with --emit json.") from None


def _target(found: Any) -> dict[str, str]:
    if not isinstance(found, Mapping) or found.get("schema_version") != SCHEMA_VERSION:
        raise ValueError(f"it is not a plan of schema_version {SCHEMA_VERSION}")
    target = found.get("target")
    if not isinstance(target, Mapping):
        raise ValueError("it names no target")
    return {str(name): str(value) for name, value in target.items()}


def _steps(found: Mapping[str, Any]) -> list[Any]:
    steps = found.get("steps")
    if not isinstance(steps, list):
        raise ValueError("it has no list of steps")
    return steps


def _step(found: Any) -> tuple[str, Change]:
    if not isinstance(found, Mapping) or not isinstance(found.get("id"), str):
        raise ValueError("a step has no id")
    return found["id"], change_of(found)
