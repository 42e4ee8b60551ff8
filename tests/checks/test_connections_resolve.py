from __future__ import annotations

import pytest

ID = "connections-resolve"
OVERRIDE = "PRT_CONFIG_OVERRIDE"


def of(world, name):
    """The result on a deployment or connection."""
    return next(result for result in world.results(ID) if result.subject.endswith("/" + name))


def aoai(world):
    return world.properties("connections/aoai-shared")


def account(world):
    return world.body("accounts/contoso-openai")


def test_passes_for_what_is_named_and_there(world):
    world.variables["KEY"] = "${{azureml://connections/AOAI-shared/credentials/key}}"
    assert {result.outcome.value for result in world.results(ID)} == {"passed"}


def test_a_deployment_that_names_nothing_is_skipped(world):
    world.variables.clear()
    assert of(world, "blue").outcome == "skipped"


@pytest.mark.parametrize(
    ("wrong", "right", "severity"),
    [
        ("workspace_name=contoso-old", "workspace_name=contoso-ml", "error"),
        ("resource_group=rg-old", "resource_group=rg-contoso", "error"),
        ("endpoint_name=old", "endpoint_name=my-endpoint", "warning"),
        ("deployment_name=green", "deployment_name=blue", "warning"),
    ],
)
def test_an_override_that_is_not_this_deployments_fails(world, wrong, right, severity):
    whole = world.variables[OVERRIDE]
    world.variables[OVERRIDE] = whole.replace(right, wrong)
    result = of(world, "blue")
    assert (result.outcome, result.severity) == ("failed", severity)
    assert wrong in result.message
    assert [(fix.setting, fix.value) for fix in result.fixes] == [(f"environmentVariables.{OVERRIDE}", whole)]


def test_an_override_in_other_letter_case_passes(world):
    world.variables[OVERRIDE] = world.variables[OVERRIDE].replace("rg-contoso", "RG-Contoso")
    assert of(world, "blue").outcome == "passed"


@pytest.mark.parametrize("value", ["temp", "deployment.workspace_name=contoso-ml,"])
def test_an_override_that_is_no_list_of_pairs_fails(world, value):
    world.variables[OVERRIDE] = value
    assert (of(world, "blue").outcome, of(world, "blue").severity) == ("failed", "error")


def test_an_override_that_lacks_the_workspace_is_a_warning(world):
    world.variables[OVERRIDE] = "deployment.endpoint_name=my-endpoint"
    assert (of(world, "blue").outcome, of(world, "blue").severity) == ("failed", "warning")


def test_other_settings_may_be_secret_and_are_not_repeated(world):
    world.variables[OVERRIDE] = world.variables[OVERRIDE].replace("contoso-ml", "old") + ",storage.key=hush"
    result = of(world, "blue")
    assert (result.outcome, result.fixes) == ("failed", ())
    assert "hush" not in str(result)


def test_a_connection_provider_counts_instead_of_the_override(world):
    world.variables[OVERRIDE] = "temp"
    world.variables["PROMPTFLOW_CONNECTION_PROVIDER"] = "azureml:/" + world.body("workspaces/contoso-ml")["id"]
    assert of(world, "blue").outcome == "passed"
    world.variables["PROMPTFLOW_CONNECTION_PROVIDER"] += "-old"
    assert of(world, "blue").outcome == "failed"


def test_a_reference_to_a_connection_that_is_not_there_fails(world):
    world.variables["KEY"] = "${{azureml://connections/nope/credentials/key}}"
    result = of(world, "blue")
    assert (result.outcome, result.severity) == ("failed", "error")
    assert "nope" in result.message


def test_a_connection_that_the_hub_shares_is_there_for_its_project(world):
    hub = world.project()
    shared = world.connect("from-hub", "Serp", "ApiKey", where="workspaces/contoso-hub")
    world.variables["KEY"] = "${{azureml://connections/from-hub}}"
    assert hub["kind"] == "Hub"
    assert of(world, "blue").outcome == "failed"
    shared["properties"]["isSharedToAll"] = True
    assert of(world, "blue").outcome == "passed"


@pytest.mark.parametrize(
    ("value", "outcome"), [("aoai-shared", "passed"), ('{"id": "x"}', "passed"), ("hush-hush", "failed")]
)
def test_a_variable_named_like_a_connection_names_another_or_replaces_it(world, value, outcome):
    world.connect("my search", "Serp", "ApiKey")
    world.variables["my_search"] = value
    result = of(world, "blue")
    assert result.outcome == outcome
    assert result.severity == ("warning" if outcome == "failed" else "error")
    assert "hush" not in str(result)


def test_connections_that_may_not_be_read_leave_it_unknown(world):
    world.variables["KEY"] = "${{azureml://connections/serp}}"
    world.fail("/contoso-ml/connections")
    outcomes = {result.subject.rpartition("/")[2]: result.outcome.value for result in world.results(ID)}
    assert outcomes == {"blue": "unknown", "contoso-ml": "unknown"}


def test_a_wrong_override_is_wrong_whatever_the_connections_are(world):
    world.variables[OVERRIDE] = "temp"
    world.fail("/contoso-ml/connections")
    assert of(world, "blue").outcome == "failed"


def test_an_account_that_does_not_exist_fails(world):
    world.missing("accounts/contoso-openai")
    result = of(world, "aoai-shared")
    assert (result.outcome, result.severity) == ("failed", "error")


def test_it_is_a_warning_where_no_prompt_flow_shows(world):
    world.missing("accounts/contoso-openai")
    world.variables.clear()
    world.environment["image"] = "contosoacr.azurecr.io/web:1"
    world.environment["inferenceConfig"]["scoringRoute"] = {"path": "/", "port": 80}
    assert of(world, "aoai-shared").severity == "warning"


def test_an_account_that_may_not_be_read_leaves_it_unknown(world):
    id = account(world)["id"]
    world.record(f"GET {id}", {"error": {"code": "AuthorizationFailed", "message": "planted"}}, status=403)
    result = of(world, "aoai-shared")
    assert result.outcome == "unknown"
    assert result.needs[0].action == "Microsoft.CognitiveServices/accounts/read"


@pytest.mark.parametrize(
    ("host", "outcome"),
    [
        ("contoso-other.openai.azure.com", "failed"),
        ("contoso-openai.services.ai.azure.com", "passed"),
        ("gateway.contoso.example", "passed"),
    ],
)
def test_a_target_that_is_another_account_than_the_resource_id_fails(world, host, outcome):
    aoai(world)["target"] = f"https://{host}/"
    assert of(world, "aoai-shared").outcome == outcome


def test_without_resource_id_a_target_out_of_sight_is_unknown_and_a_gateway_skipped(world):
    aoai(world).update(metadata={}, target="https://elsewhere.openai.azure.com/")
    assert of(world, "aoai-shared").outcome == "unknown"
    aoai(world)["target"] = "https://gateway.contoso.example/"
    assert of(world, "aoai-shared").outcome == "skipped"


def test_a_search_service_that_does_not_exist_fails(world):
    id = world.add("Microsoft.Search/searchServices", "contoso-search", {})
    world.connect("search", "CognitiveSearch", target="https://contoso-search.search.windows.net", ResourceId=id)
    assert of(world, "search").outcome == "passed"
    world.missing("searchServices/contoso-search")
    assert of(world, "search").outcome == "failed"


def test_a_scoring_script_reads_no_connection(world):
    world.missing("accounts/contoso-openai")
    world.deployment["properties"]["codeConfiguration"] = {"codeId": "c", "scoringScript": "score.py"}
    assert of(world, "aoai-shared").outcome == "skipped"


def test_a_kubernetes_endpoint_is_skipped(world):
    world.endpoint["kind"] = "Kubernetes"
    assert {result.outcome.value for result in world.results(ID)} == {"skipped"}


def test_an_answer_too_old_to_tell_what_a_hub_shares_is_unknown(world):
    hub = world.project()
    world.connect("theirs", "Serp", where="workspaces/contoso-hub")
    world.answers[-1]["api_version"] = "2022-10-01"
    assert world.answers[-1]["request"] == f"GET {hub['id']}/connections"
    world.variables["KEY"] = "${{azureml://connections/theirs}}"
    assert of(world, "blue").outcome == "unknown"
