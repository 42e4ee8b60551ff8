"""Names of principals, as far as Azure Resource Manager tells: those of managed identities."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.target import WORKSPACE

if TYPE_CHECKING:
    from pfdoctor.facts.access import Access


def names_of(facts: Access, scope: ArmId, workspace: ArmId | None = None) -> dict[str, str]:
    """Names by object id: of user-assigned identities near the scope, and of the identities of a workspace's endpoints.

    What may not be read only leaves names out.
    """
    found: dict[str, str] = {}
    with suppress(Missing, Unreadable):
        found |= {one.principal_id: one.name for one in facts.user_assigned_identities(scope.subscription)}
    place = workspace or _workspace(scope)
    if place is not None:
        found |= _of_endpoints(facts, place)
    return {id: name for id, name in found.items() if id}


def _of_endpoints(facts: Access, workspace: ArmId) -> dict[str, str]:
    found: dict[str, str] = {}
    with suppress(Missing, Unreadable):
        for endpoint in facts.endpoints(workspace):
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
