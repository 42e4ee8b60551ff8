"""Who granted a role of the endpoint's identity: Azure itself, or someone by hand.

When an endpoint with a system-assigned identity is created, Azure grants it the basic roles; a user-assigned identity
gets none. The assignment itself names who created it by an object id alone, and that may be the person on whose behalf
Azure did so. So what Azure never does is known to be by hand, and most of the rest stays unknown.
https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.builtin_role import (
    ACR_PULL,
    BLOB_DATA_READER,
    CONNECTION_SECRETS_READER,
    METRICS_WRITER,
    REPOSITORY_READER,
)
from pfdoctor.model.endpoint import Identity
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.right import Right
from pfdoctor.model.ruling import Grant, Origin

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts

_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"))
_BLOB_DATA_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
"""Some samples of Microsoft's say that Azure grants this instead of Storage Blob Data Reader."""


def with_origin(facts: Facts, identity: Identity, grant: Grant) -> Grant:
    origin, why = _origin(facts, identity, grant)
    return replace(grant, origin=origin, why=why)


def automatic(facts: Facts, identity: Identity, right: Right) -> bool:
    """True if Azure grants this right by itself when the endpoint is created. Raises Unreadable."""
    if identity.user_assigned or right.role is None or right.role is REPOSITORY_READER:
        return False
    return right.role.guid in _granted_at(facts, right.scope)


def _origin(facts: Facts, identity: Identity, grant: Grant) -> tuple[Origin, str]:
    if grant.group:
        return Origin.HAND, "Azure assigns roles to the identity itself, never to a group it is in"
    if identity.user_assigned:
        return Origin.HAND, "Azure grants nothing to a user-assigned identity"
    try:
        granted = _granted_at(facts, grant.scope)
        if grant.role_id not in granted:
            return Origin.HAND, "Azure is not documented to grant this role on this scope"
        if grant.created_by and grant.created_by in (facts.workspace.principal_id, facts.home.principal_id):
            return Origin.AZURE, "the workspace's own identity created the assignment"
        why = "Azure grants this when it creates the endpoint, and the assignment does not tell who did"
        return Origin.UNKNOWN, why + _after(facts.endpoint.created_at, grant.created_on)
    except (Missing, Unreadable) as error:
        return Origin.UNKNOWN, f"what Azure grants here is not known: {error}"


def _after(endpoint: datetime | None, grant: datetime | None) -> str:
    """How long after the endpoint the assignment was made, for a person to draw conclusions from."""
    if endpoint is None or grant is None:
        return ""
    seconds = (grant - endpoint).total_seconds()
    if seconds < 0:
        return "; it is older than the endpoint"
    size, unit = next((pair for pair in _UNITS if seconds >= pair[0]), (1, "second"))
    number = int(seconds // size)
    return f"; it is {number} {unit}{'' if number == 1 else 's'} younger than the endpoint"


def _granted_at(facts: Facts, scope: ArmId) -> frozenset[str]:
    """The roles, by GUID, that Azure may grant a system-assigned identity on a scope. Raises Unreadable."""
    granted: set[str] = set()
    if scope == facts.target.workspace_id:
        granted.add(METRICS_WRITER.guid)
        if facts.endpoint.enforces_secret_access:
            granted.add(CONNECTION_SECRETS_READER.guid)
    home = facts.home
    if scope == home.container_registry:
        granted |= {ACR_PULL.guid, REPOSITORY_READER.guid}
    if scope == home.storage_account:
        granted |= {BLOB_DATA_READER.guid, _BLOB_DATA_CONTRIBUTOR}
    return frozenset(granted)
