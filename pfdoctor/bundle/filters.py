"""The `$filter`s of Microsoft.Authorization lists.

https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TERM = re.compile(
    r"\s*(?:(?P<at_scope>atScope\(\s*\))|(?P<below>atScopeAndBelow\(\s*\))|(?P<target>asTarget\(\s*\))"
    r"|assignedTo\(\s*'(?P<assigned_to>[^']*)'\s*\)"
    r"|principalId\s+eq\s+'(?P<principal_id>[^']*)'"
    r"|roleName\s+eq\s+'(?P<role_name>(?:[^']|'')*)'"
    r"|type\s+eq\s+'(?P<role_type>[^']*)')\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; "" or False where it is not. Texts are in lower case.

    `assigned_to` means that principal and its groups, transitively; `principal_id` that principal alone; `as_target`
    whoever asks.
    """

    at_scope: bool = False
    principal_id: str = ""
    assigned_to: str = ""
    role_name: str = ""
    role_type: str = ""
    as_target: bool = False


def read_filter(text: str) -> Filter | None:
    """The filter, or None if any part of it is not understood. `atScopeAndBelow()` adds nothing to none."""
    if not text.strip():
        return Filter()
    found: dict[str, str] = {}
    place = 0
    while True:
        term = _TERM.match(text, place)
        if not term:
            return None
        named = {name: value for name, value in term.groupdict().items() if value is not None}
        if named.keys() & found.keys():
            return None
        found |= named
        place = term.end()
        if place == len(text):
            break
        joint = re.compile(r"and\b", re.IGNORECASE).match(text, place)
        if not joint:
            return None
        place = joint.end()
    return Filter(
        at_scope="at_scope" in found,
        principal_id=found.get("principal_id", "").lower(),
        assigned_to=found.get("assigned_to", "").lower(),
        role_name=found.get("role_name", "").replace("''", "'").lower(),
        role_type=found.get("role_type", "").lower(),
        as_target="target" in found,
    )
