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
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",  # Owner
        "b24988ac-6180-42a0-ab88-20f7382dd24c",  # Contributor
        "acdd72a7-3385-48ef-bd42-f606fba81ae7",  # Reader
    }
)
"""Roles that let nobody pull, push or delete where a registry's role assignment mode is AbacRepositoryPermissions.

Owner, Contributor and Reader still manage such a registry. What lies in its repositories takes data actions there.
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

    Smallest is: whose broadest pattern in excess is the narrowest, then its next one, and so on, then fewest. At a tie
    the role that takes more out by NotActions, then the `documented` role wins (a GUID, as those `ignored`), then the
    first by name. What a role allows under a condition only does not count as allowed. Raises ValueError if the scopes
    differ or nothing is missing.
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

    def size(role: RoleDefinition) -> tuple[list[tuple[bool, bool, int]], int, bool, str]:
        excess = sorted(map(_breadth, _excess(role, wanted)), reverse=True)
        taken_out = sum(len(sides(block, plane)[1]) for block in role.permissions for plane in Plane)
        return excess, -taken_out, role.guid != documented.lower(), role.role_name.lower()

    role = min(fitting, key=size)
    return Recommendation(role, scopes.pop(), _excess(role, wanted))


def _breadth(pattern: str) -> tuple[bool, bool, int]:
    """Greater is broader: a wildcard, one at the beginning, one among few names."""
    wild = "*" in pattern
    named = sum("*" not in segment for segment in pattern.split("/"))
    return wild, pattern.startswith("*"), -named if wild else 0


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
