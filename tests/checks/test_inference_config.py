from __future__ import annotations

import pytest


def test_passes_with_three_routes(world):
    assert world.outcome("inference-config") == "passed"


@pytest.mark.parametrize("config", [None, {}])
def test_fails_without_inference_config_and_proposes_a_new_version(world, config):
    world.environment["inferenceConfig"] = config
    result = world.result("inference-config")
    assert result.outcome == "failed"
    assert (result.fixes[0].kind, result.fixes[0].safety.value) == ("register-environment", "safe")


@pytest.mark.parametrize("route", [None, {}, {"port": 8080}, {"path": "/score"}])
def test_fails_without_one_of_the_routes(world, route):
    world.environment["inferenceConfig"]["scoringRoute"] = route
    result = world.result("inference-config")
    assert result.outcome == "failed"
    assert "scoringRoute" in result.message


def test_the_demo_has_none(demo):
    assert demo.outcome("inference-config") == "failed"


def test_a_scoring_script_needs_none(world):
    world.environment["inferenceConfig"] = None
    world.deployment["properties"]["codeConfiguration"] = {"codeId": "c", "scoringScript": "score.py"}
    assert world.outcome("inference-config") == "skipped"


def test_a_model_without_environment_needs_none(world):
    world.deployment["properties"]["environmentId"] = None
    assert world.outcome("inference-config") == "skipped"


def test_an_environment_of_a_registry_is_unknown(world):
    world.deployment["properties"]["environmentId"] = "azureml://registries/azureml/environments/pf/versions/1"
    result = world.result("inference-config")
    assert result.outcome == "unknown"
    assert "azureml://registries/azureml" in result.needs[0].reason


def test_an_environment_that_may_not_be_read_is_unknown(world):
    world.fail("/environments/pf-web-classification/versions/3")
    result = world.result("inference-config")
    assert (result.outcome, result.needs[0].status) == ("unknown", 403)


def test_an_answer_older_than_the_field_is_unknown(world):
    del world.environment["inferenceConfig"]
    for answer in world.answers:
        if "/environments/" in answer["request"]:
            answer["api_version"] = "2021-03-01-preview"
    assert world.outcome("inference-config") == "unknown"


def test_an_environment_that_does_not_exist_fails(world):
    world.missing("environments/pf-web-classification/versions/3")
    assert world.outcome("inference-config") == "failed"


@pytest.mark.parametrize(
    ("kind", "outcome"), [("mlflow_model", "skipped"), ("triton_model", "skipped"), ("custom_model", "failed")]
)
def test_a_model_that_azure_brings_a_server_for_needs_no_routes(world, kind, outcome):
    world.environment["inferenceConfig"] = None
    world.properties("models/web-classification/versions/7")["modelType"] = kind
    assert world.outcome("inference-config") == outcome


def test_without_deployments_there_is_nothing_to_judge(world):
    world.list("my-endpoint/deployments").clear()
    assert world.outcome("inference-config") == "skipped"


@pytest.mark.parametrize("route", ["/score", {"path": "/score", "port": "8080"}, {"path": 17, "port": 8080}])
def test_a_route_that_is_not_understood_is_unknown(world, route):
    world.environment["inferenceConfig"]["scoringRoute"] = route
    assert world.outcome("inference-config") == "unknown"
