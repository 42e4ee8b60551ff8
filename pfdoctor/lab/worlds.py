"""The worlds that ship, one JSON file each: a bundle, or how it differs from another; beside what they share."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pfdoctor.bundle.document import decode
from pfdoctor.bundle.file import Bundle, parse
from pfdoctor.lab.composition import compose
from pfdoctor.model.errors import CannotStart

_COMMON = "common.json"


def names() -> tuple[str, ...]:
    """The worlds that ship, in alphabetical order."""
    found = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in found if name.endswith(".json") and name != _COMMON))


def load(name: str) -> Bundle:
    """One of the worlds that ship. Raises CannotStart if there is none of that name."""
    return parse(raw(name), f"the world {name}")


def raw(name: str) -> Any:
    """The same as JSON, a whole bundle, in which `about` says in a line what it shows. Raises CannotStart."""
    if name not in names():
        raise CannotStart(f"there is no world {name!r}; there are {', '.join(names())}")
    world = _read(f"{name}.json")
    if "extends" in world:
        return compose(raw(world["extends"]), world, name)
    definitions = _read(_COMMON)["role_definitions"]
    world["answers"].append(_role_definitions(world["target"]["subscription"], definitions))
    return world


def _role_definitions(subscription: str, definitions: list[Any]) -> dict[str, Any]:
    """The built-in roles as a subscription lists them; 2022-05-01-preview is the oldest version with conditions."""
    return {
        "request": f"GET /subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions",
        "api_version": "2022-05-01-preview",
        "status": 200,
        "body": {"value": [{**one, "id": f"/subscriptions/{subscription}{one['id']}"} for one in definitions]},
    }


def _folder() -> Traversable:
    return files("pfdoctor.lab").joinpath("worlds")


def _read(name: str) -> Any:
    return decode(_folder().joinpath(name).read_bytes(), name)
