from __future__ import annotations

import json
from types import SimpleNamespace
from uuid import NAMESPACE_URL, uuid5

import pytest

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document
from pfdoctor.model.proof import Proof
from pfdoctor.model.role import DenyAssignment, DenyPrincipal, Permission, RoleAssignment, RoleDefinition
from pfdoctor.rbac.evaluate import evaluate
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Plane, Request

SUB = "/subscriptions/11111111-1111-1111-1111-111111111111"
RG = f"{SUB}/resourceGroups/rg"
ACR = f"{RG}/providers/Microsoft.ContainerRegistry/registries/acr"
STORAGE = f"{RG}/providers/Microsoft.Storage/storageAccounts/st"
ME = "aaaaaaaa-0000-0000-0000-000000000001"
PULL = "Microsoft.ContainerRegistry/registries/pull/read"
BLOB = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"


def block(item):
    return Permission.from_arm(item, Document("role", item))


def role(name, *blocks, **lists):
    """A role of these blocks, or of one block given as its lists."""
    guid = uuid5(NAMESPACE_URL, name)
    return RoleDefinition(
        ArmId(f"/providers/Microsoft.Authorization/roleDefinitions/{guid}"), name, blocks or (Permission(**lists),)
    )


ROLES = {
    one.role_name: one
    for one in (
        role("Owner", actions=("*",)),
        role("Reader", actions=("*/read",)),
        role("AcrPull", actions=(PULL,)),
        role("BlobReader", data_actions=(BLOB,)),
        role("NoPull", actions=("Microsoft.ContainerRegistry/*",), not_actions=(PULL,)),
    )
}


def assignment(role, scope=RG, principal=ME, kind="ServicePrincipal", condition=None, version="2.0"):
    """`role` is a name of ROLES or a role."""
    definition = ROLES[role] if isinstance(role, str) else role
    name = uuid5(NAMESPACE_URL, f"{definition.role_name}|{scope}|{principal}|{condition}".lower())
    return RoleAssignment(
        id=ArmId(f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"),
        scope=ArmId(scope),
        principal_id=principal,
        principal_type=kind,
        role_definition_id=definition.id,
        condition=condition,
        condition_version=version if condition else None,
    )


def deny(*principals, scope=RG, exclude=(), only_at_scope=False, condition=None, version=None, **lists):
    """A principal is an id, or an id with its type."""

    def named(given):
        return tuple(DenyPrincipal(one) if isinstance(one, str) else DenyPrincipal(*one) for one in given)

    return DenyAssignment(
        id=ArmId(f"{scope}/providers/Microsoft.Authorization/denyAssignments/d1"),
        name="guard",
        scope=ArmId(scope),
        permissions=(Permission(**(lists or {"actions": ("*",)})),),
        principals=named(principals),
        exclude_principals=named(exclude),
        only_at_scope=only_at_scope,
        condition=condition,
        condition_version=version,
    )


def policy(*assignments, roles=None, **more):
    known = {one.guid: one for one in (ROLES.values() if roles is None else roles)}
    return Policy(assignments, known, **{"denies": (), "ancestors": frozenset(), **more})


def ask(
    *assignments, action=PULL, scope=ACR, plane="control", groups=frozenset(), attributes=None, complete=True, **more
) -> Proof:
    """The verdict on ME, who pulls from the registry unless something else is said."""
    request = Request(ME, action, ArmId(scope), Plane(plane), groups, attributes, complete)
    return evaluate(request, policy(*assignments, **more))


@pytest.fixture
def rbac():
    return SimpleNamespace(
        ask=ask,
        assignment=assignment,
        block=block,
        deny=deny,
        policy=policy,
        role=role,
        SUB=SUB,
        RG=RG,
        ACR=ACR,
        STORAGE=STORAGE,
        ME=ME,
        PULL=PULL,
        BLOB=BLOB,
        ROLES=ROLES,
    )


@pytest.fixture(scope="session")
def vectors(shared):
    """The rows of one file of test vectors."""
    return lambda name: json.loads((shared / "rbac" / f"{name}.json").read_text(encoding="utf-8"))
