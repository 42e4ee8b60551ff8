"""The smallest built-in role that would allow what is missing.

https://learn.microsoft.com/azure/role-based-access-control/best-practices#only-grant-the-access-users-need
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.role import RoleDefinition
from pfdoctor.rbac.patterns import contains, covers, sides
from pfdoctor.rbac.request import Plane, Request

IGNORED_BY_ABAC_REGISTRY = frozenset(
    {
        "7f951dda-4ed3-4680-a7ca-43fe172d538d",  # AcrPull
        "8311e382-0749-4cb8-b61a-304f252e45ec",  # AcrPush
        "c2f4ef07-c644-48eb-af81-4b1b4947fb11",  # AcrDelete
    }
)
"""Roles without effect on a registry whose role assignment mode is AbacRepositoryPermissions.
https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions"""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`excess` are the patterns that the role allows beyond what is missing: none if it fits exactly."""

    role: RoleDefinition
    scope: ArmId
    excess: tuple[str, ...]


def recommend(
    missing: Collection[Request],
    definitions: Iterable[RoleDefinition],
    documented: str = "",
    ignored: Collection[str] = (),
) -> Recommendation | None:
    """The role to grant at the one scope that all `missing` share; None if no single built-in role allows it all.

    Smallest is: fewest patterns in excess that begin with a wildcard, then fewest with one, then fewest. At a tie
    the `documented` role wins (a GUID, as those `ignored`), then the first by name. A role under a condition is never
    proposed. Raises ValueError if the scopes differ or nothing is missing.
    """
    scopes = {request.scope for request in missing}
    if len(scopes) != 1:
        raise ValueError("a recommendation is for one scope")
    wanted = [(request.action, request.plane) for request in missing]
    fitting = [
        role
        for role in definitions
        if not role.is_custom and role.guid not in ignored and all(covers(role.permissions, *one) for one in wanted)
    ]
    if not fitting:
        return None

    def size(role: RoleDefinition) -> tuple[int, int, int, bool, str]:
        excess = _excess(role, wanted)
        wild = [pattern for pattern in excess if "*" in pattern]
        broad = sum(pattern.startswith("*") for pattern in wild)
        return broad, len(wild), len(excess), role.guid != documented.lower(), role.role_name.lower()

    role = min(fitting, key=size)
    return Recommendation(role, scopes.pop(), _excess(role, wanted))


def _excess(role: RoleDefinition, wanted: list[tuple[str, Plane]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for plane in Plane:
        asked = [action for action, where in wanted if where is plane]
        for block in role.permissions:
            allowed, removed = sides(block, plane)
            gone = {one for one in allowed if any(contains(taken, one) for taken in removed)}
            found |= dict.fromkeys(
                one for one in allowed if one not in gone and not any(contains(a, one) for a in asked)
            )
    return tuple(found)
