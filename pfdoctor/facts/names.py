"""Names of principals, as far as Azure Resource Manager tells: those of managed identities."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.endpoint import Endpoint
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.target import WORKSPACE
from pfdoctor.model.user_assigned_identity import UserAssignedIdentity

Identities = Callable[[str], Iterable[UserAssignedIdentity]]
Endpoints = Callable[[ArmId], Iterable[Endpoint]]


def names_of(
    identities: Identities, endpoints: Endpoints, scope: ArmId, workspace: ArmId | None = None
) -> dict[str, str]:
    """Names by object id: of user-assigned identities near the scope, and of the identities of a workspace's endpoints.

    `identities` reads those of a subscription, `endpoints` those of a workspace; what may not be read only leaves names
    out.
    """
    found: dict[str, str] = {}
    with suppress(Missing, Unreadable):
        found |= {one.principal_id: one.name for one in identities(scope.subscription)}
    place = workspace or _workspace(scope)
    if place is not None:
        found |= _of_endpoints(endpoints, place)
    return {id: name for id, name in found.items() if id}


def _of_endpoints(endpoints: Endpoints, workspace: ArmId) -> dict[str, str]:
    found: dict[str, str] = {}
    with suppress(Missing, Unreadable):
        for endpoint in endpoints(workspace):
            found |= {endpoint.attached(id).principal_id: id.name for id in endpoint.user_assigned_ids}
            system = endpoint.system_assigned
            if system is not None:
                found[system.principal_id] = f"endpoint {endpoint.name}"
    return found


def _workspace(scope: ArmId) -> ArmId | None:
    here: ArmId | None = scope
    while here is not None and here.type.lower() != WORKSPACE.lower():
        here = here.parent
    return here
