"""What a request carries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pfdoctor.model.exchange import Ask


def json_object(ask: Ask) -> Mapping[str, Any] | None:
    """The JSON object of a request's body, None if it is none."""
    try:
        found = json.loads(ask.body or b"")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def mapping(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A field that is an object; an empty one if it is not there or something else. ARM does not regard case."""
    value = next((value for key, value in found.items() if key.lower() == name.lower()), None)
    return value if isinstance(value, Mapping) else {}


def text(found: Mapping[str, Any], name: str) -> str:
    """A field that is a text; "" if it is not there or something else."""
    value = next((value for key, value in found.items() if key.lower() == name.lower()), None)
    return value if isinstance(value, str) else ""
