from __future__ import annotations

import shlex

import pytest

ID = "datastore-reader"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
DATA_SCIENTIST = "f6c7c914-8db3-469d-8ca1-694a8f32e121"


def workspace(world):
    return world.body("workspaces/contoso-ml")["id"]


@pytest.mark.parametrize("role", [READER, DATA_SCIENTIST])
def test_passes_with_a_role_that_holds_the_action(world, role):
    world.grant(role, workspace(world))
    assert world.outcome(ID) == "passed"


def test_without_sign_of_an_index_it_is_information(world):
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "info")


def test_a_variable_that_speaks_of_an_index_makes_it_an_error(world):
    world.variables["MLINDEX_PATH"] = "x"
    assert world.result(ID).severity == "error"


def test_the_fix_is_a_role_with_this_one_action_and_left_to_a_person(world):
    (fix,) = world.result(ID).fixes
    assert (fix.kind, fix.safety) == ("run-command", "manual")
    assert '"Actions": ["Microsoft.MachineLearningServices/workspaces/datastores/read"]' in fix.commands[0]
    words = shlex.split(fix.commands[2])
    assert words[words.index("--scope") + 1] == workspace(world)
    assert words[words.index("--assignee-object-id") + 1] == world.principal


def test_a_hostile_principal_stays_one_word(world):
    for bag in world.endpoint["identity"]["userAssignedIdentities"].values():
        bag["principalId"] = "x; rm -rf ~"
    (fix,) = world.result(ID).fixes
    assert "x; rm -rf ~" in shlex.split(fix.commands[2])


def test_a_role_on_the_hub_does_not_reach_the_project(world):
    hub = world.project()
    world.grant(READER, hub["id"])
    assert world.outcome(ID) == "failed"


def test_assignments_that_may_not_be_read_leave_it_unknown(world):
    world.fail("/providers/Microsoft.Authorization/roleAssignments")
    assert world.outcome(ID) == "unknown"


def test_a_scoring_script_looks_nothing_up(world):
    world.deployment["properties"]["codeConfiguration"] = {"codeId": "c", "scoringScript": "score.py"}
    assert world.outcome(ID) == "skipped"


def test_a_kubernetes_endpoint_is_skipped(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"
