from __future__ import annotations

ID = "prompt-flow-retirement"


def test_notes_a_prompt_flow_and_says_how_long_is_left(world):
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "info")
    assert "in 148 days" in result.message
    assert result.subject.endswith("/workspaces/contoso-ml")


def test_says_that_the_day_is_past(world):
    world.document["taken_at"] = "2027-04-20T00:00:00Z"
    assert "was retired" in world.result(ID).message


def test_a_scoring_script_is_not_concerned(world):
    world.deployment["properties"]["codeConfiguration"] = {"scoringScript": "score.py"}
    assert world.outcome(ID) == "skipped"


def test_a_container_without_signs_is_not_concerned(world):
    world.deployment["properties"]["environmentVariables"] = {}
    world.environment["image"] = "contosoacr.azurecr.io/web:1"
    assert world.outcome(ID) == "skipped"


def test_a_registry_hosted_environment_does_not_hide_other_signs(world):
    world.deployment["properties"]["environmentId"] = "azureml://registries/azureml/environments/pf/versions/1"
    assert world.outcome(ID) == "failed"


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"


def test_refused_deployments_are_unknown(world):
    world.fail("/deployments")
    assert world.outcome(ID) == "unknown"


def test_an_environment_that_was_not_read_may_hide_a_prompt_flow(world):
    world.variables.clear()
    world.forget("environments/pf-web-classification/versions/3")
    assert world.outcome("prompt-flow-retirement") == "unknown"
