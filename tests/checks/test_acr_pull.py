from __future__ import annotations

import pytest

ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
REPOSITORY_READER = "b93aa761-3e63-49ed-ac28-beffa264f7ac"
ABAC = "AbacRepositoryPermissions"


def registry(world):
    return world.body("registries/contosoacr")


def test_passes_with_acr_pull_on_the_registry(world):
    assert world.outcome("acr-pull") == "passed"


def test_fails_without_a_role_and_proposes_acr_pull(world):
    world.revoke(ACR_PULL)
    result = world.result("acr-pull")
    assert result.outcome == "failed"
    assert [(fix.role, fix.scope, fix.principal_id) for fix in result.fixes] == [
        ("AcrPull", registry(world)["id"], world.principal)
    ]


def test_a_role_on_a_sibling_registry_is_a_near_miss(demo):
    result = demo.result("acr-pull")
    assert result.outcome == "failed"
    assert result.proof.near_misses[0].kind == "sibling-scope"


def test_a_reader_of_the_group_may_pull_from_a_classic_registry(world):
    world.revoke()
    world.grant(READER, registry(world)["id"].split("/providers/")[0])
    assert world.outcome("acr-pull") == "passed"


def test_a_role_held_through_a_group_counts(world):
    world.revoke()
    group = "11111111-2222-3333-4444-555555555555"
    me = next(p for p in world.document["world"]["principals"] if p["object_id"] == world.principal)
    me["groups"].append(group)
    world.grant(ACR_PULL, registry(world)["id"], group, "Group")
    assert world.outcome("acr-pull") == "passed"


def test_an_abac_registry_ignores_acr_pull_and_owner(world):
    registry(world)["properties"]["roleAssignmentMode"] = ABAC
    world.grant(OWNER, registry(world)["id"])
    result = world.result("acr-pull")
    assert result.outcome == "failed"
    assert [fix.role for fix in result.fixes] == ["Container Registry Repository Reader"]


def test_an_abac_registry_takes_the_repository_reader(world):
    registry(world)["properties"]["roleAssignmentMode"] = ABAC
    world.grant(REPOSITORY_READER, registry(world)["id"])
    assert world.outcome("acr-pull") == "passed"


def test_an_answer_that_does_not_know_the_mode_leaves_it_unknown(world):
    del registry(world)["properties"]["roleAssignmentMode"]
    for answer in world.answers:
        if "ContainerRegistry" in answer["request"]:
            answer["api_version"] = "2023-07-01"
    result = world.result("acr-pull")
    assert result.outcome == "unknown"
    assert "roleAssignmentMode" in result.needs[0].reason


def test_without_any_role_the_mode_does_not_matter(world):
    del registry(world)["properties"]["roleAssignmentMode"]
    for answer in world.answers:
        if "ContainerRegistry" in answer["request"]:
            answer["api_version"] = "2023-07-01"
    world.revoke()
    assert world.outcome("acr-pull") == "failed"


def test_the_registry_is_the_images_not_the_workspaces(world):
    world.environment["image"] = "contosoacrdev.azurecr.io/web:1"
    result = world.result("acr-pull")
    assert result.outcome == "failed"
    assert result.fixes[0].scope.endswith("/contosoacrdev")


def test_an_image_of_a_registry_out_of_sight_is_unknown(world):
    world.environment["image"] = "elsewhere.azurecr.io/web:1"
    result = world.result("acr-pull")
    assert result.outcome == "unknown"
    assert "elsewhere.azurecr.io" in result.needs[0].reason


def test_an_image_of_microsofts_registry_needs_no_role(world):
    world.environment["image"] = "mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable:20240101"
    assert world.outcome("acr-pull") == "skipped"


def test_a_built_image_lies_in_the_workspaces_registry(world):
    world.environment["image"] = "mcr.microsoft.com/azureml/openmpi:latest"
    world.environment["condaFile"] = "{}"
    assert world.outcome("acr-pull") == "passed"


def test_a_workspace_without_registry_leaves_a_built_image_unknown(world):
    world.environment["build"] = {"contextUri": "https://store/context"}
    world.workspace["containerRegistry"] = None
    assert world.outcome("acr-pull") == "unknown"


def test_a_registry_hosted_environment_is_unknown(world):
    world.deployment["properties"]["environmentId"] = "azureml://registries/azureml/environments/pf/versions/1"
    assert world.outcome("acr-pull") == "unknown"


def test_assignments_that_may_not_be_read_leave_it_unknown(world):
    world.fail("/providers/Microsoft.Authorization/roleAssignments")
    result = world.result("acr-pull")
    assert result.outcome == "unknown"
    assert result.needs[0].status == 403
    assert result.needs[0].action == "Microsoft.Authorization/roleAssignments/read"


def test_deny_assignments_that_may_not_be_read_leave_an_allowed_unknown(world):
    world.fail("/providers/Microsoft.Authorization/denyAssignments")
    assert world.outcome("acr-pull") == "unknown"


def test_a_kubernetes_endpoint_is_skipped(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome("acr-pull") == "skipped"


def test_the_image_of_an_environment_of_a_registry_that_is_built_lies_where_nobody_tells(world):
    group = world.body("workspaces/contoso-ml")["id"].partition("/providers/")[0]
    id = f"{group}/providers/Microsoft.MachineLearningServices/registries/shared/environments/sklearn/versions/1"
    world.deployment["properties"]["environmentId"] = id
    world.record(f"GET {id}", {"id": id, "properties": {"build": {"contextUri": "https://example.org"}}})
    assert world.outcome("acr-pull") == "unknown"


@pytest.mark.parametrize("version", ["", "latest"])
def test_a_mode_that_an_answer_of_no_version_does_not_tell_is_unknown(world, version):
    del world.properties("registries/contosoacr")["roleAssignmentMode"]
    for answer in world.answers:
        if "ContainerRegistry" in answer["request"]:
            answer["api_version"] = version
    assert world.outcome("acr-pull") == "unknown"


@pytest.mark.parametrize("end", ["", ":1", "@sha256:0123", ":1@sha256:0123"])
def test_a_condition_on_the_repository_is_judged_however_the_image_is_named(world, end):
    world.properties("registries/contosoacr")["roleAssignmentMode"] = "AbacRepositoryPermissions"
    world.environment["image"] = f"contosoacr.azurecr.io/promptflow/web{end}"
    name = "@Request[Microsoft.ContainerRegistry/registries/repositories:name]"
    world.grant(
        "b93aa761-3e63-49ed-ac28-beffa264f7ac",
        world.workspace["containerRegistry"],
        condition=f"({name} StringEquals 'promptflow/web')",
        conditionVersion="2.0",
    )
    assert world.outcome("acr-pull") == "passed"


def test_a_deployment_that_is_listed_twice_is_judged_once(world):
    deployments = world.list("my-endpoint/deployments")
    deployments.append({**deployments[0], "id": deployments[0]["id"].upper()})
    assert world.outcome("acr-pull") == "passed"
