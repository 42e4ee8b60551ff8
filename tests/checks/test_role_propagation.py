from __future__ import annotations

import pytest

ID = "role-propagation"
SECRETS_READER = "ea01e6af-a1c1-4350-9563-ad00f8c72ec5"
ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
BLOB_DATA_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
METRICS_WRITER = "635dd51f-9968-44d3-b7fb-6d9a6bd613ae"
MINUTE = 1 / 24 / 60
GROUP = "11111111-2222-3333-4444-555555555555"


def workspace(world):
    return world.body("workspaces/contoso-ml")["id"]


def join_group(world):
    me = next(p for p in world.document["world"]["principals"] if p["object_id"] == world.principal)
    me["groups"].append(GROUP)


def test_passes_when_the_roles_are_old(world):
    result = world.result(ID)
    assert result.outcome == "passed"
    assert result.subject.endswith("/id-pf")


def test_a_role_of_ten_minutes_is_unknown_until_it_works(world):
    world.revoke(SECRETS_READER)
    world.grant(SECRETS_READER, workspace(world), days=10 * MINUTE)
    result = world.result(ID)
    assert result.outcome == "unknown"
    assert "by 2026-11-22 06:05 UTC" in result.needs[0].reason


def test_young_roles_on_registry_and_storage_are_unknown_too(world):
    for role, kind in ((ACR_PULL, "containerRegistry"), (BLOB_DATA_READER, "storageAccount")):
        world.revoke(role)
        world.grant(role, world.workspace[kind], days=MINUTE)
    assert len(world.result(ID).needs) == 2


def test_the_registry_is_the_images(world):
    dev = world.body("registries/contosoacrdev")["id"]
    world.grant(ACR_PULL, dev, days=MINUTE)
    assert world.outcome(ID) == "passed"
    world.environment["image"] = "contosoacrdev.azurecr.io/web:1"
    assert world.outcome(ID) == "unknown"


def test_on_an_abac_registry_a_young_pull_role_means_nothing(world):
    world.revoke(ACR_PULL)
    world.grant(ACR_PULL, world.workspace["containerRegistry"], days=MINUTE)
    world.body("registries/contosoacr")["properties"]["roleAssignmentMode"] = "AbacRepositoryPermissions"
    assert world.outcome(ID) == "passed"


def test_an_image_in_no_registry_of_azures_needs_no_role(world):
    world.revoke(ACR_PULL)
    world.grant(ACR_PULL, world.workspace["containerRegistry"], days=MINUTE)
    world.environment["image"] = "mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable:20240101"
    world.workspace["storageAccount"] = None
    assert world.outcome(ID) == "passed"


def test_a_registry_that_may_not_be_read_leaves_it_unknown(world):
    world.fail("/registries/contosoacr")
    assert world.outcome(ID) == "unknown"


def test_a_registry_that_does_not_exist_needs_no_role(world):
    world.missing("registries/contosoacr")
    assert world.outcome(ID) == "passed"


def test_a_role_of_sixteen_minutes_passes(world):
    world.revoke(SECRETS_READER)
    world.grant(SECRETS_READER, workspace(world), days=16 * MINUTE)
    assert world.outcome(ID) == "passed"


def test_an_older_role_that_allows_the_same_is_enough(world):
    world.grant(ACR_PULL, workspace(world).split("/providers/")[0], days=MINUTE)
    assert world.outcome(ID) == "passed"


def test_a_young_role_that_nothing_needs_does_not_matter(world):
    world.revoke(METRICS_WRITER)
    world.grant(METRICS_WRITER, workspace(world), days=MINUTE)
    assert world.outcome(ID) == "passed"


def test_a_group_takes_a_day(world):
    join_group(world)
    world.revoke(SECRETS_READER)
    world.grant(SECRETS_READER, workspace(world), GROUP, "Group", days=60 * MINUTE)
    assert world.outcome(ID) == "unknown"
    world.revoke()
    world.grant(ACR_PULL, workspace(world).split("/providers/")[0], GROUP, "Group", days=2)
    assert "UTC" in world.result(ID).needs[0].reason


def test_a_role_without_a_date_is_unknown(world):
    for one in world.assignments():
        one["properties"].pop("createdOn")
    assert world.outcome(ID) == "unknown"


def test_without_any_role_none_is_on_its_way(world):
    world.revoke()
    assert world.outcome(ID) == "skipped"


def test_refused_assignments_are_unknown(world):
    world.fail("/providers/Microsoft.Authorization/roleAssignments")
    result = world.result(ID)
    assert (result.outcome, result.needs[0].status) == ("unknown", 403)


def test_refused_deny_assignments_do_not_change_a_roles_age(world):
    world.fail("/providers/Microsoft.Authorization/denyAssignments")
    assert world.outcome(ID) == "passed"


def test_without_identity_there_is_nothing_to_wait_for(world):
    world.endpoint["identity"] = {"type": "None"}
    assert world.outcome(ID) == "skipped"


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"


def test_a_young_role_behind_a_connection_is_unknown_too(world):
    role = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
    world.revoke(role)
    world.grant(role, world.body("accounts/contoso-openai")["id"], days=MINUTE)
    assert world.outcome(ID) == "unknown"


@pytest.mark.parametrize("ending", ["/contoso-ml/connections", "/accounts/contoso-openai"])
def test_what_no_flow_is_known_to_use_need_not_be_known(world, ending):
    world.fail(ending)
    assert world.outcome(ID) == "passed"
