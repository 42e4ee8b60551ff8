from __future__ import annotations

import pytest


def test_passes_when_provisioned(world):
    assert world.outcome("workspace-ready") == "passed"


@pytest.mark.parametrize("state", ["Failed", "Creating", "Deleting"])
def test_fails_in_any_other_state(world, state):
    world.workspace["provisioningState"] = state
    result = world.result("workspace-ready")
    assert result.outcome == "failed"
    assert state in result.message


def test_fails_in_v1_legacy_mode_and_says_how_to_leave_it(world):
    world.workspace["v1LegacyMode"] = True
    result = world.result("workspace-ready")
    assert result.outcome == "failed"
    assert "properties.v1LegacyMode=false" in result.fixes[0].commands[0]


def test_an_answer_without_state_is_unknown(world):
    del world.workspace["provisioningState"]
    assert world.outcome("workspace-ready") == "unknown"


def test_a_field_of_another_type_is_unknown(world):
    world.workspace["v1LegacyMode"] = "yes"
    assert world.outcome("workspace-ready") == "unknown"


def test_a_refused_workspace_is_unknown(world):
    world.fail("/workspaces/contoso-ml")
    world.forget("providers/Microsoft.MachineLearningServices/workspaces")
    result = world.result("workspace-ready")
    assert (result.outcome, result.needs[0].status) == ("unknown", 403)


def project_of(world, hub_state):
    workspace = world.body("workspaces/contoso-ml")
    hub = workspace["id"].replace("contoso-ml", "contoso-hub")
    workspace["kind"] = "Project"
    workspace["properties"]["hubResourceId"] = hub
    world.record(f"GET {hub}", {"id": hub, "kind": "Hub", "properties": {"provisioningState": hub_state}})


def of_workspaces(world):
    results = {result.subject.rpartition("/")[2]: result.outcome for result in world.results("workspace-ready")}
    return {name: outcome for name, outcome in results.items() if name.startswith("contoso")}


@pytest.mark.parametrize(("state", "outcome"), [("Succeeded", "passed"), ("Failed", "failed")])
def test_a_project_stands_on_its_hub(world, state, outcome):
    project_of(world, state)
    assert of_workspaces(world) == {"contoso-ml": "passed", "contoso-hub": outcome}


def test_a_project_that_does_not_name_its_hub_is_unknown(world):
    world.body("workspaces/contoso-ml")["kind"] = "Project"
    outcomes = [result.outcome for result in world.results("workspace-ready")]
    assert "unknown" in outcomes


def test_a_hub_that_does_not_exist_fails(world):
    project_of(world, "Succeeded")
    world.missing("workspaces/contoso-hub")
    assert of_workspaces(world) == {"contoso-ml": "passed", "contoso-hub": "failed"}


def test_the_state_unknown_is_unknown(world):
    world.workspace["provisioningState"] = "Unknown"
    assert world.outcome("workspace-ready") == "unknown"


PROVIDER = "providers/Microsoft.PolicyInsights"


def provider_result(world):
    world.project()
    return next(one for one in world.results("workspace-ready") if one.subject.endswith(PROVIDER))


def test_a_project_needs_the_provider_of_policy_insights(world):
    assert provider_result(world).outcome == "passed"


def test_a_provider_that_is_not_registered_fails_and_says_how_to_register_it(world):
    world.body(PROVIDER)["registrationState"] = "NotRegistered"
    result = provider_result(world)
    assert (result.outcome, result.severity) == ("failed", "warning")
    assert (result.fixes[0].kind, result.fixes[0].value) == ("register-provider", "Microsoft.PolicyInsights")


def test_a_provider_whose_state_is_not_told_is_unknown(world):
    del world.body(PROVIDER)["registrationState"]
    assert provider_result(world).outcome == "unknown"


def test_another_workspace_does_not_ask_for_it(world):
    assert not any(one.subject.endswith(PROVIDER) for one in world.results("workspace-ready"))
