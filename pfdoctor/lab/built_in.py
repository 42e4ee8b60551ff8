"""Built-in roles, which exist in every subscription whether a bundle shows them or not."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pfdoctor.bundle.document import decode
from pfdoctor.lab.store import Stored
from pfdoctor.model.arm_id import ArmId

_CONDITIONS_SINCE = "2022-05-01-preview"


def built_in_role(guid: str) -> Stored | None:
    """The definition of one of the roles that ship with the lab's worlds; `guid` in lower case."""
    return _roles().get(guid)


@cache
def _roles() -> dict[str, Stored]:
    raw = files("pfdoctor.lab").joinpath("worlds", "common.json").read_bytes()
    found = decode(raw, "common.json")["role_definitions"]
    stored = [Stored(ArmId(str(one["id"])), one, _CONDITIONS_SINCE) for one in found]
    return {one.id.name.lower(): one for one in stored}
