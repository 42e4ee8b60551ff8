"""Who may do something, as far as role assignments tell."""

from __future__ import annotations

import pytest

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import CannotStart

ASSIGN = "Microsoft.Authorization/roleAssignments/write"
BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
BLOB_DATA_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
RBAC_ADMINISTRATOR = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
PULL = "Microsoft.ContainerRegistry/registries/pull/read"
TEAM = "99999999-0000-0000-0000-000000000001"
USER = "99999999-0000-0000-0000-000000000002"
AUTH = "providers/Microsoft.Authorization"


def registry(world):
    return world.workspace["containerRegistry"]


def storage(world):
    return world.workspace["storageAccount"]


def told(found):
    return {one.name or one.principal_id: one.verdict.value for one in found.holders}


def test_holders_and_their_roles(world, ask):
    world.revoke()
    world.grant(BLOB_DATA_READER, storage(world))
    world.grant(BLOB_DATA_READER, storage(world), TEAM, "Group")
    world.grant(ACR_PULL, storage(world), USER, "User")
    found = ask.who(world, BLOBS, storage(world))
    assert told(found) == {"id-pf": "allowed", TEAM: "allowed"}
    assert [(one.type, one.grants[0].role) for one in found.holders] == [
        ("Group", "Storage Blob Data Reader"),
        ("ServicePrincipal", "Storage Blob Data Reader"),
    ]
    assert found.needs == ()


def test_a_role_beside_or_below_the_scope_does_not_count(world, ask):
    group = registry(world).partition("/providers/")[0]
    world.grant(ACR_PULL, registry(world) + "dev", USER, "User")
    assert USER not in told(ask.who(world, PULL, registry(world)))
    assert USER not in told(ask.who(world, PULL, group))


def test_a_system_assigned_identity_has_the_name_of_its_endpoint(world, ask):
    world.system_assigned()
    workspace = world.body("workspaces/contoso-ml")["id"]
    action = "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action"
    assert told(ask.who(world, action, workspace))["endpoint my-endpoint"] == "allowed"


def test_a_condition_that_is_open_is_shown_and_is_no_gap(world, ask):
    condition = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'models'"
    world.grant(BLOB_DATA_READER, storage(world), USER, "User", condition=condition, conditionVersion="2.0")
    found = ask.who(world, BLOBS, storage(world))
    (one,) = [one for one in found.holders if one.principal_id == USER]
    assert (one.verdict, one.grants[0].condition) == ("unknown", condition)
    assert found.needs == ()


def deny(world, scope, principals, exclude=()):
    world.list(f"{AUTH}/denyAssignments").append(
        {
            "id": f"{scope}/{AUTH}/denyAssignments/d1",
            "properties": {
                "denyAssignmentName": "locked",
                "scope": scope,
                "permissions": [{"actions": ["*"], "dataActions": ["*"]}],
                "principals": [{"id": id, "type": kind} for id, kind in principals],
                "excludePrincipals": [{"id": id, "type": "User"} for id in exclude],
            },
        }
    )


def test_a_deny_assignment_blocks_all_but_those_it_excludes(world, ask):
    world.grant(BLOB_DATA_READER, storage(world), USER, "User")
    deny(world, storage(world), [("00000000-0000-0000-0000-000000000000", "SystemDefined")], [USER])
    assert told(ask.who(world, BLOBS, storage(world))) == {USER: "allowed", "id-pf": "denied"}


def test_a_deny_assignment_for_a_group_leaves_open_who_is_in_it(world, ask):
    deny(world, storage(world), [(TEAM, "Group")])
    found = ask.who(world, BLOBS, storage(world))
    assert told(found) == {"id-pf": "unknown"}
    assert found.needs


@pytest.mark.parametrize("kind", ["roleAssignments", "denyAssignments", "roleDefinitions"])
def test_what_was_not_read_is_told(world, ask, kind):
    world.fail(f"{AUTH}/{kind}")
    found = ask.who(world, BLOBS, storage(world))
    assert found.needs
    assert "allowed" not in told(found).values()


def test_a_scope_that_does_not_exist(world, ask):
    world.missing("storageAccounts/contosomlstore")
    with pytest.raises(CannotStart, match="There is no"):
        ask.who(world, BLOBS, storage(world))


def test_who_may_assign_one_role_to_one_principal(world, facts):
    only_pull = (
        f"(!(ActionMatches{{'{ASSIGN}'}})) OR "
        f"(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals {ACR_PULL})"
    )
    group = registry(world).partition("/providers/")[0]
    world.grant(RBAC_ADMINISTRATOR, group, USER, "User", condition=only_pull, conditionVersion="2.0")
    with facts(world) as opened:
        may = {
            role: told(opened.who_can_assign(role, world.principal, "ServicePrincipal", ArmId(registry(world)))).get(
                USER
            )
            for role in (ACR_PULL, BLOB_DATA_READER)
        }
    assert may == {ACR_PULL: "allowed", BLOB_DATA_READER: None}
