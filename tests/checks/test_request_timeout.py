from __future__ import annotations

import pytest

ID = "request-timeout"


def timeout(world, written):
    world.deployment["properties"]["requestSettings"] = {"requestTimeout": written}


def test_passes_with_a_minute_and_a_half(world):
    assert world.outcome(ID) == "passed"


@pytest.mark.parametrize("written", [None, "PT5S", "PT3S"])
def test_fails_at_the_default_and_proposes_longer(world, written):
    timeout(world, written)
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "warning")
    (fix,) = result.fixes
    assert (fix.kind, fix.setting, fix.value, fix.safety) == (
        "set-deployment",
        "requestSettings.requestTimeout",
        "PT90S",
        "unsafe",
    )


def test_no_settings_at_all_are_the_default(world):
    world.deployment["properties"]["requestSettings"] = None
    assert world.outcome(ID) == "failed"


def test_the_default_may_do_for_a_scoring_script(world):
    timeout(world, "PT5S")
    world.deployment["properties"]["codeConfiguration"] = {"scoringScript": "score.py"}
    assert world.outcome(ID) == "skipped"


def test_the_default_may_do_where_nothing_shows_a_prompt_flow(world):
    timeout(world, "PT5S")
    world.deployment["properties"]["environmentVariables"] = {}
    world.environment["image"] = "nginx:1"
    assert world.outcome(ID) == "skipped"


def test_five_minutes_pass_for_a_model_that_says_it_is_a_flow(world):
    timeout(world, "PT5M")
    assert world.outcome(ID) == "passed"


@pytest.mark.parametrize("model", [{}, None])
def test_five_minutes_fail_without_the_models_property(world, model):
    timeout(world, "PT300S")
    world.properties("models/web-classification/versions/7")["properties"] = model
    result = world.result(ID)
    assert result.outcome == "failed"
    assert "azureml.promptflow.source_flow_id" in result.message


def test_five_minutes_fail_without_a_model(world):
    timeout(world, "PT300S")
    world.deployment["properties"]["model"] = None
    assert world.outcome(ID) == "failed"


def test_a_refused_model_leaves_five_minutes_unknown(world):
    timeout(world, "PT300S")
    world.fail("/models/web-classification/versions/7")
    assert world.outcome(ID) == "unknown"


def test_fails_above_what_azure_allows(world):
    timeout(world, "PT301S")
    result = world.result(ID)
    assert (result.outcome, result.fixes[0].value) == ("failed", "PT300S")


def test_a_scoring_script_may_not_have_five_minutes(world):
    timeout(world, "PT300S")
    world.deployment["properties"]["codeConfiguration"] = {"scoringScript": "score.py"}
    result = world.result(ID)
    assert (result.outcome, result.fixes[0].value) == ("failed", "PT180S")


def test_a_timeout_that_is_not_understood_is_unknown(world):
    timeout(world, "90 seconds")
    assert world.outcome(ID) == "unknown"


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"


def test_an_environment_that_was_not_read_may_hide_a_prompt_flow(world):
    world.deployment["properties"]["requestSettings"] = None
    world.variables.clear()
    world.forget("environments/pf-web-classification/versions/3")
    assert world.outcome("request-timeout") == "unknown"
