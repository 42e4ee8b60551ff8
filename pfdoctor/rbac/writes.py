"""By which of its patterns a role may change something: what it does, not how it is called.

https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pfdoctor.model.role import RoleDefinition
from pfdoctor.rbac.patterns import grants, matches, sides
from pfdoctor.rbac.request import Plane

_VERBS = ("write", "delete")
_NEW = "something"
"""Stands for any name that a wildcard may be."""


def changes(role: RoleDefinition, plane: Plane, spared: Collection[str] = ()) -> tuple[str, ...]:
    """The patterns of the role that allow writing or deleting something that no `spared` pattern stands for.

    What NotActions take out again is not counted; the conditions of a role are not regarded.
    """
    found = {
        pattern: None
        for block in role.permissions
        for pattern in sides(block, plane)[0]
        for action in _meant(pattern)
        if grants(block, action, plane) and not any(matches(one, action) for one in spared)
    }
    return tuple(found)


def allows(role: RoleDefinition, actions: Collection[str], plane: Plane) -> tuple[str, ...]:
    """Those of the actions that the role allows, conditions aside."""
    return tuple(one for one in actions if any(grants(block, one, plane) for block in role.permissions))


def _meant(pattern: str) -> Iterator[str]:
    """Actions that the pattern stands for and that change something, each with a name nobody else thought of."""
    text = pattern.strip()
    if not text.endswith("*"):
        action = text.replace("*", _NEW)
        if action.lower().rpartition("/")[2] in _VERBS:
            yield action
        return
    stem = text[:-1].replace("*", _NEW)
    for verb in _VERBS:
        # The wildcard may stand for the verb alone, or for types and then the verb.
        if stem.endswith("/"):
            yield f"{stem}{verb}"
        yield f"{stem}{_NEW}/{verb}"
