from __future__ import annotations

import pytest

ID = "storage-blob-data-reader"
BLOB_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
BLOB_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"


def storage(world):
    return world.body("storageAccounts/contosomlstore")["id"]


def test_passes_with_the_role_on_the_account(world):
    assert world.outcome(ID) == "passed"


def test_fails_without_and_proposes_the_role_on_the_account(world):
    world.revoke(BLOB_READER)
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "error")
    assert [(fix.role_id, fix.scope) for fix in result.fixes] == [(BLOB_READER, storage(world))]


@pytest.mark.parametrize(("role", "outcome"), [(OWNER, "failed"), (BLOB_CONTRIBUTOR, "passed")])
def test_owner_is_no_data_role(world, role, outcome):
    world.revoke()
    world.grant(role, storage(world).partition("/providers/")[0])
    assert world.outcome(ID) == outcome


def test_a_project_uses_the_account_of_its_hub(world):
    world.project()
    assert world.outcome(ID) == "passed"
    world.revoke()
    assert world.result(ID).fixes[0].scope == storage(world)


def test_a_system_assigned_identity_is_judged_too(world):
    world.system_assigned()
    world.revoke()
    assert world.outcome(ID) == "failed"


def test_a_condition_that_limits_containers_leaves_it_unknown(world):
    world.revoke(BLOB_READER)
    condition = (
        "((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})) OR "
        "(@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'models'))"
    )
    world.grant(BLOB_READER, storage(world), condition=condition, conditionVersion="2.0")
    assert world.outcome(ID) == "unknown"


def test_the_account_itself_need_not_be_read(world):
    world.fail("/storageAccounts/contosomlstore")
    assert world.outcome(ID) == "passed"


def test_assignments_that_may_not_be_read_leave_it_unknown(world):
    world.fail("/providers/Microsoft.Authorization/roleAssignments")
    assert world.outcome(ID) == "unknown"


def test_a_workspace_that_names_no_account_leaves_it_unknown(world):
    world.workspace["storageAccount"] = None
    result = world.result(ID)
    assert result.outcome == "unknown"
    assert "names no storage account" in result.needs[0].reason


def test_a_kubernetes_endpoint_is_skipped(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"
