from __future__ import annotations

import pytest

ID = "connection-secrets-reader"
SECRETS_READER = "ea01e6af-a1c1-4350-9563-ad00f8c72ec5"
DATA_SCIENTIST = "f6c7c914-8db3-469d-8ca1-694a8f32e121"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
ACTION = "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action"


def custom_role(world, **permissions):
    """Define a role, and return its guid."""
    guid = "aaaaaaaa-0000-4000-8000-000000000001"
    subscription = world.document["target"]["subscription"]
    id = f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{guid}"
    properties = {"roleName": "Own", "type": "CustomRole", "permissions": [permissions], "assignableScopes": ["/"]}
    world.record(f"GET {id}", {"id": id, "name": guid, "properties": properties}, api_version="2022-05-01-preview")
    return guid


def workspace(world):
    return world.body("workspaces/contoso-ml")["id"]


def test_passes_with_the_role_on_the_workspace(world):
    assert world.outcome(ID) == "passed"


def test_succeeded_is_not_healthy(world):
    world.revoke(SECRETS_READER)
    assert world.deployment["properties"]["provisioningState"] == "Succeeded"
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "error")
    assert [(fix.role_id, fix.scope) for fix in result.fixes] == [(SECRETS_READER, workspace(world))]


@pytest.mark.parametrize(("role", "outcome"), [(DATA_SCIENTIST, "passed"), (READER, "failed")])
def test_the_action_decides_and_not_the_name_of_the_role(world, role, outcome):
    world.revoke()
    world.grant(role, workspace(world).partition("/providers/")[0])
    assert world.outcome(ID) == outcome


@pytest.mark.parametrize(("barred", "outcome"), [([], "passed"), ([ACTION], "failed")])
def test_a_custom_role_counts_unless_its_not_actions_take_the_action_back(world, barred, outcome):
    world.revoke()
    role = custom_role(world, actions=["Microsoft.MachineLearningServices/*"], notActions=barred)
    world.grant(role, workspace(world))
    assert world.outcome(ID) == outcome


def test_a_role_on_the_hub_does_not_reach_the_project(world):
    hub = world.project()
    world.revoke()
    world.grant(SECRETS_READER, hub["id"])
    assert world.outcome(ID) == "failed"
    world.grant(SECRETS_READER, workspace(world))
    assert world.outcome(ID) == "passed"


def test_a_container_without_sign_of_a_prompt_flow_is_a_warning(world):
    world.revoke()
    world.variables.clear()
    world.environment["image"] = "contosoacr.azurecr.io/web:1"
    world.environment["inferenceConfig"]["scoringRoute"] = {"path": "/", "port": 80}
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "warning")


def test_a_scoring_script_needs_no_connection(world):
    world.revoke()
    world.deployment["properties"]["codeConfiguration"] = {"codeId": "c", "scoringScript": "score.py"}
    assert world.outcome(ID) == "skipped"


def test_a_scoring_script_that_refers_to_a_connection_needs_the_right(world):
    world.revoke()
    world.deployment["properties"]["codeConfiguration"] = {"codeId": "c", "scoringScript": "score.py"}
    world.variables["KEY"] = "${{azureml://connections/serp/credentials/key}}"
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "error")


def test_a_workspace_without_connections_is_skipped(world):
    world.revoke()
    world.list("contoso-ml/connections").clear()
    assert world.outcome(ID) == "skipped"


def test_connections_that_may_not_be_read_do_not_prevent_the_judgement(world):
    world.fail("/contoso-ml/connections")
    assert world.outcome(ID) == "passed"
    world.revoke()
    assert world.outcome(ID) == "failed"


def test_assignments_that_may_not_be_read_leave_it_unknown(world):
    world.fail("/providers/Microsoft.Authorization/roleAssignments")
    result = world.result(ID)
    assert result.outcome == "unknown"
    assert result.needs[0].action == "Microsoft.Authorization/roleAssignments/read"


def test_with_two_identities_the_selected_one_counts(world):
    identities = world.endpoint["identity"]["userAssignedIdentities"]
    other = next(iter(identities)).replace("id-pf", "id-other")
    identities[other] = {"principalId": "99999999-0000-4000-8000-000000000001", "clientId": "other-client"}
    assert world.outcome(ID) == "passed"
    world.variables["AZURE_CLIENT_ID"] = "other-client"
    assert world.outcome(ID) == "failed"
    del world.variables["AZURE_CLIENT_ID"]
    assert world.outcome(ID) == "unknown"


def test_a_system_assigned_identity_needs_it_too(world):
    world.system_assigned()
    assert world.outcome(ID) == "passed"
    world.revoke()
    assert world.outcome(ID) == "failed"


def test_a_kubernetes_endpoint_is_skipped(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"


def test_the_routes_of_a_prompt_flows_server_make_it_an_error(world):
    world.revoke()
    world.variables.clear()
    world.environment["image"] = "contosoacr.azurecr.io/web:1"
    assert world.result(ID).severity == "error"


def test_an_environment_that_was_not_read_may_hide_a_prompt_flow(world):
    world.revoke()
    world.variables.clear()
    world.forget("environments/pf-web-classification/versions/3")
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "error")


def test_settings_of_a_prompt_flow_without_environment_are_no_mlflow_model(world):
    world.revoke()
    world.deployment["properties"]["environmentId"] = None
    assert world.outcome(ID) == "failed"
