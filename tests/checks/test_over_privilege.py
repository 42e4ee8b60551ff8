from __future__ import annotations

import shlex

import pytest

ID = "over-privilege"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
ACCESS_ADMINISTRATOR = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
RBAC_ADMINISTRATOR = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
DATA_SCIENTIST = "f6c7c914-8db3-469d-8ca1-694a8f32e121"
BLOB_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
COGNITIVE_USER = "a97b65f3-24c7-4388-baec-2e87135dc908"
OPENAI_USER = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
CUSTOM = "c0ffee00-0000-4000-8000-00000000c0de"


@pytest.fixture
def group(world):
    return world.body("workspaces/contoso-ml")["id"].partition("/providers/")[0]


@pytest.fixture
def custom(world):
    """Give the identity a role of one's own on a scope."""
    subscription = f"/subscriptions/{world.document['target']['subscription']}"
    place = f"{subscription}/providers/Microsoft.Authorization/roleDefinitions/{CUSTOM}"

    def give(scope, **block):
        properties = {"roleName": "Own Role", "type": "CustomRole", "permissions": [block]}
        body = {"id": place, "name": CUSTOM, "properties": properties}
        world.record(f"GET {place}", body, api_version="2022-05-01-preview")
        world.grant(CUSTOM, scope)

    return give


def test_passes_for_the_documented_roles(world):
    assert world.outcome(ID) == "passed"


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (OWNER, "Owner on resource group rg-contoso (may grant roles and change everything)"),
        (CONTRIBUTOR, "Contributor on resource group rg-contoso (may change everything)"),
        (ACCESS_ADMINISTRATOR, "User Access Administrator on resource group rg-contoso (may grant roles)"),
        (RBAC_ADMINISTRATOR, "(may grant roles)"),
        (DATA_SCIENTIST, "(may change Microsoft.MachineLearningServices/workspaces)"),
        (BLOB_CONTRIBUTOR, "(may change data)"),
    ],
)
def test_names_the_role_and_what_it_may(world, group, role, words):
    world.grant(role, group)
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "info")
    assert words in result.message


@pytest.mark.parametrize("role", [READER, COGNITIVE_USER, OPENAI_USER])
def test_reading_and_the_use_of_models_are_no_excess(world, group, role):
    world.grant(role, group)
    assert world.outcome(ID) == "passed"


def test_a_data_collector_may_write_into_one_account(world):
    world.grant(BLOB_CONTRIBUTOR, world.workspace["storageAccount"])
    assert world.outcome(ID) == "passed"


@pytest.mark.parametrize(
    ("block", "outcome"),
    [
        ({"actions": ["Microsoft.Storage/storageAccounts/write"]}, "failed"),
        ({"actions": ["Microsoft.Storage/storageAccounts/listKeys/action"]}, "failed"),
        ({"actions": ["*/delete"]}, "failed"),
        ({"actions": ["Microsoft.Authorization/policyAssignments/*"]}, "failed"),
        ({"actions": ["*"], "notActions": ["*/write", "*/delete", "*/action"]}, "passed"),
        ({"actions": ["Microsoft.MachineLearningServices/workspaces/metrics/*/write"]}, "passed"),
        ({"actions": ["Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action"]}, "passed"),
        ({"dataActions": ["Microsoft.KeyVault/vaults/secrets/*"]}, "failed"),
        ({"dataActions": ["Microsoft.KeyVault/vaults/secrets/getSecret/action"]}, "passed"),
    ],
)
def test_the_actions_count_and_not_the_name(world, group, custom, block, outcome):
    custom(group, **block)
    assert world.outcome(ID) == outcome


def test_a_registry_is_never_written_to(world, custom):
    custom(
        world.workspace["containerRegistry"],
        dataActions=["Microsoft.ContainerRegistry/registries/repositories/content/write"],
    )
    assert world.outcome(ID) == "failed"


def test_shows_the_assignment_to_remove(world, group):
    world.grant(OWNER, group)
    (fix,) = world.result(ID).fixes
    assert fix.safety == "manual"
    assert shlex.split(fix.commands[0]) == [
        "az",
        "role",
        "assignment",
        "delete",
        "--ids",
        world.assignments()[-1]["id"],
    ]


def test_grants_first_what_would_be_lost(world, group):
    world.revoke()
    world.grant(CONTRIBUTOR, group)
    (fix,) = world.result(ID).fixes
    granted = [shlex.split(one)[9] for one in fix.commands if " create " in one]
    # A role for management gives no blobs, which therefore are not lost.
    assert granted == [
        "AcrPull",
        "Azure Machine Learning Workspace Connection Secrets Reader",
        "AzureML Metrics Writer (preview)",
    ]
    assert "delete" in fix.commands[-1]


def test_a_hostile_scope_stays_one_argument(world, group):
    world.grant(OWNER, f"{group}'; touch x; '")
    (fix,) = world.result(ID).fixes
    words = shlex.split(fix.commands[0])
    assert words[:5] == ["az", "role", "assignment", "delete", "--ids"]
    assert len(words) == 6


def test_what_a_group_holds_is_the_group_s_affair(world, group):
    club = "99999999-0000-4000-8000-00000000c1ab"
    world.grant(OWNER, group, principal=club, principal_type="Group")
    place = f"GET /subscriptions/{world.document['target']['subscription']}"
    wanted = f"assignedTo('{world.principal}')"
    mine = [one for one in world.assignments() if one["properties"]["principalId"] in (world.principal, club)]
    world.record(f"{place}/providers/Microsoft.Authorization/roleAssignments?$filter={wanted}", {"value": mine})
    result = world.result(ID)
    assert f"through group {club}" in result.message
    assert result.fixes[0].commands[0].startswith(f"az ad group member remove --group {club} --member-id")
    assert "all members" in result.fixes[0].commands[1]


def test_a_group_whose_members_are_not_known_leaves_it_open(world, group):
    world.document["world"]["principals"] = []
    world.grant(OWNER, group, principal="99999999-0000-4000-8000-00000000c1ab", principal_type="Group")
    assert world.outcome(ID) == "unknown"


def test_says_that_a_condition_limits_the_role(world, group):
    world.grant(RBAC_ADMINISTRATOR, group, condition="@Resource[x:y] StringEquals 'z'", conditionVersion="2.0")
    assert "may grant roles, under a condition" in world.result(ID).message


def test_an_identity_of_the_workspace_too_is_not_robbed(world, group):
    world.grant(CONTRIBUTOR, group)
    mine = {world.body("userAssignedIdentities/id-pf")["id"]: {}}
    world.body("workspaces/contoso-ml")["identity"] = {"type": "UserAssigned", "userAssignedIdentities": mine}
    (fix,) = world.result(ID).fixes
    assert "identity of its own" in fix.title
    assert "delete" not in " ".join(fix.commands)


def test_assignments_that_were_not_read_leave_it_open(world):
    world.fail("/roleAssignments")
    result = world.result(ID)
    assert result.outcome == "unknown"
    assert any(need.action == "Microsoft.Authorization/roleAssignments/read" for need in result.needs)


def test_a_role_that_was_not_read_leaves_it_open(world, group):
    world.grant(CUSTOM, group)
    assert world.outcome(ID) == "unknown"


def test_what_is_certain_counts_though_another_role_was_not_read(world, group):
    world.grant(CUSTOM, group)
    world.grant(OWNER, group)
    assert world.outcome(ID) == "failed"


def test_skips_an_endpoint_without_identity(world):
    world.endpoint["identity"] = {"type": "None"}
    assert world.outcome(ID) == "skipped"


def test_skips_kubernetes(world):
    world.endpoint["kind"] = "K8S"
    assert world.outcome(ID) == "skipped"
