"""The config.json that Azure ML's tools leave beside a project, and read from there.

https://learn.microsoft.com/azure/machine-learning/how-to-configure-environment#local-and-dsvm-only-create-a-workspace-configuration-file
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import CannotStart

_PLACES = (".azureml", "aml_config", "")
_KEYS = ("subscription_id", "resource_group", "workspace_name")


def nearest(start: Path) -> tuple[Path, Mapping[str, str]] | None:
    """The first config.json from `start` upwards that names a workspace, and what it says by the keys above.

    Other tools have a config.json too: one that names no workspace is passed over. Raises CannotStart for one that
    would name it, were it not broken.
    """
    for path in _candidates(start):
        found = _values(path)
        if found:
            return path, found
    return None


def _candidates(start: Path) -> Iterator[Path]:
    for folder in (start, *start.parents):
        for place in _PLACES:
            yield folder / place / "config.json"


def _values(path: Path) -> Mapping[str, str]:
    try:
        raw = path.read_bytes()
    except OSError:
        return {}
    try:
        read: Any = json.loads(raw.decode("utf-8-sig"))
    except ValueError as wrong:
        if not _meant(raw):
            return {}
        raise CannotStart(
            f"{path} should name the workspace and is not JSON in UTF-8 ({wrong}): mend it, or give -w, -g and"
            " --subscription."
        ) from None
    if not isinstance(read, dict):
        return {}
    if isinstance(read.get("Scope"), str):
        scope = ArmId(read["Scope"])
        return dict(zip(_KEYS, (scope.subscription, scope.resource_group, scope.name), strict=True))
    if not isinstance(read.get("workspace_name"), str):
        return {}
    return {key: read[key] for key in _KEYS if isinstance(read.get(key), str)}


def _meant(raw: bytes) -> bool:
    """Whether a broken file was to name a workspace. PowerShell may have written it with two bytes a letter."""
    text = raw.replace(b"\0", b"")
    return any(f'"{name}"'.encode() in text for name in (*_KEYS, "Scope"))
