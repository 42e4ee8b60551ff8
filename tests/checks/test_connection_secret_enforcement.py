from __future__ import annotations

import pytest

ID = "connection-secret-enforcement"
FLAG = "enforce_access_to_default_secret_stores"
LIST_SECRETS = "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action"
PERMISSIONS = "workspaces/contoso-ml/providers/Microsoft.Authorization/permissions"


def enforce(world, value="enabled"):
    world.endpoint["properties"]["properties"][FLAG] = value


def test_a_user_assigned_identity_without_the_flag_passes(world):
    assert world.outcome(ID) == "passed"


@pytest.mark.parametrize("value", ["enabled", "Enabled", "True", True])
def test_the_flag_is_not_allowed_with_a_user_assigned_identity(world, value):
    enforce(world, value)
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "warning")


def test_a_flag_that_is_disabled_is_none(world):
    enforce(world, "disabled")
    assert world.outcome(ID) == "passed"


def test_a_system_assigned_identity_without_the_flag_is_skipped(world):
    world.system_assigned()
    assert world.outcome(ID) == "skipped"


def test_the_flag_passes_for_a_caller_who_may_read_the_secrets(world):
    world.system_assigned()
    enforce(world)
    assert world.outcome(ID) == "passed"


def test_the_flag_fails_for_a_caller_who_may_not(world):
    world.system_assigned()
    enforce(world)
    world.list(PERMISSIONS)[0]["notActions"] = [LIST_SECRETS]
    assert world.outcome(ID) == "failed"


def test_permissions_that_may_not_be_read_leave_it_unknown(world):
    world.system_assigned()
    enforce(world)
    world.fail(PERMISSIONS)
    assert world.outcome(ID) == "unknown"


def test_a_condition_that_only_azure_evaluates_leaves_it_unknown(world):
    world.system_assigned()
    enforce(world)
    world.list(PERMISSIONS)[0]["condition"] = "@Environment[isPrivateLink] BoolEquals true"
    result = world.result(ID)
    assert result.outcome == "unknown"
    assert result.needs[0].action == LIST_SECRETS


def test_an_endpoint_without_identity_is_skipped(world):
    world.endpoint["identity"] = {"type": "None"}
    assert world.outcome(ID) == "skipped"


def test_a_kubernetes_endpoint_is_skipped(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"
