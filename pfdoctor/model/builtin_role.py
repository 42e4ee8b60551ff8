"""The built-in roles that pfdoctor proposes, each by the GUID that identifies it everywhere; names are for people.

https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.endpoint import Identity
from pfdoctor.model.finding import Fix, Safety
from pfdoctor.model.shell import az

_PLAIN = re.compile(r"[A-Za-z0-9/._()-]+")


@dataclass(frozen=True, slots=True)
class Role:
    name: str
    guid: str


CONNECTION_SECRETS_READER = Role(
    "Azure Machine Learning Workspace Connection Secrets Reader", "ea01e6af-a1c1-4350-9563-ad00f8c72ec5"
)
METRICS_WRITER = Role("AzureML Metrics Writer (preview)", "635dd51f-9968-44d3-b7fb-6d9a6bd613ae")
ACR_PULL = Role("AcrPull", "7f951dda-4ed3-4680-a7ca-43fe172d538d")
REPOSITORY_READER = Role("Container Registry Repository Reader", "b93aa761-3e63-49ed-ac28-beffa264f7ac")
BLOB_DATA_READER = Role("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")
OPENAI_USER = Role("Cognitive Services OpenAI User", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd")
SEARCH_INDEX_DATA_READER = Role("Search Index Data Reader", "1407120a-92aa-4202-b7e9-c0e197c71c8f")

NEVER_GRANTED = frozenset(
    {
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",  # Owner
        "b24988ac-6180-42a0-ab88-20f7382dd24c",  # Contributor
        "f6c7c914-8db3-469d-8ca1-694a8f32e121",  # AzureML Data Scientist
    }
)
"""Roles that allow far more than an endpoint needs; whoever wants them must grant them by hand."""


def grant(role: Role, identity: Identity, scope: ArmId, actions: tuple[str, ...] = (), *, data: bool = False) -> Fix:
    """The intent to give an endpoint's own identity one role on one resource, with the command that does so.

    `actions` are what it is needed for, data actions if `data`.
    """
    return Fix(
        kind="grant-role",
        safety=Safety.SAFE,
        title=f"grant {role.name} on {scope.name} to {identity.name}",
        role=role.name,
        role_id=role.guid,
        scope=str(scope),
        principal_id=identity.principal_id,
        commands=_az(role, identity.principal_id, scope),
        actions=actions,
        data=data,
    )


def _az(role: Role, principal_id: str, scope: ArmId) -> tuple[str, ...]:
    """The command; () for ids with characters that no id of Azure has, which no shell should see."""
    if not _PLAIN.fullmatch(principal_id) or not _PLAIN.fullmatch(scope.text):
        return ()
    options = {
        "assignee_object_id": principal_id,
        "assignee_principal_type": "ServicePrincipal",
        "role": role.name,
        "scope": scope.text,
    }
    return (az("role assignment create", **options),)
