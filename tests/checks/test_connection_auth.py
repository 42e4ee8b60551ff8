from __future__ import annotations

import pytest

ID = "connection-auth"


def of(world, name):
    return next(result for result in world.results(ID) if result.subject.endswith("/" + name))


def aoai(world):
    return world.properties("connections/aoai-shared")


def service(world, **properties):
    """A search service, in the world and its list."""
    return world.add("Microsoft.Search/searchServices", "contoso-search", properties)


@pytest.mark.parametrize(
    ("category", "auth_type", "outcome"),
    [
        ("AzureOpenAI", "AAD", "passed"),
        ("AzureOpenAI", "ManagedIdentity", "failed"),
        ("AIServices", "aad", "passed"),
        ("Serverless", "ApiKey", "passed"),
        ("Serverless", "None", "failed"),
        ("CognitiveSearch", "PAT", "failed"),
        ("OpenAI", "AAD", "failed"),
        ("Serp", "ApiKey", "passed"),
        ("CustomKeys", "CustomKeys", "passed"),
        ("CustomKeys", "ApiKey", "failed"),
        ("AzureOpenAI", "", "unknown"),
    ],
)
def test_prompt_flow_takes_some_ways_to_sign_in_for_each_category(world, category, auth_type, outcome):
    world.connect("new", category, auth_type)
    assert of(world, "new").outcome == outcome


@pytest.mark.parametrize("category", ["AzureBlob", "Git", "ContainerRegistry"])
def test_connections_that_no_flow_uses_are_left_out(world, category):
    world.connect("new", category, "ManagedIdentity")
    assert all(not result.subject.endswith("/new") for result in world.results(ID))


def test_it_is_an_error_where_a_prompt_flow_shows_and_else_a_warning(world):
    aoai(world)["authType"] = "ManagedIdentity"
    assert of(world, "aoai-shared").severity == "error"
    world.variables.clear()
    world.environment["image"] = "contosoacr.azurecr.io/web:1"
    world.environment["inferenceConfig"]["scoringRoute"] = {"path": "/", "port": 80}
    assert of(world, "aoai-shared").severity == "warning"
    world.variables["KEY"] = "${{azureml://connections/aoai-shared}}"
    assert of(world, "aoai-shared").severity == "error"


@pytest.mark.parametrize(("disabled", "outcome"), [(True, "failed"), (False, "passed")])
@pytest.mark.parametrize("by", ["resource", "host"])
def test_a_key_is_refused_by_an_account_without_local_authentication(world, by, disabled, outcome):
    aoai(world)["authType"] = "ApiKey"
    if by == "host":
        aoai(world)["metadata"] = {}
    world.properties("accounts/contoso-openai")["disableLocalAuth"] = disabled
    assert of(world, "aoai-shared").outcome == outcome


def test_an_answer_of_an_api_version_without_the_field_leaves_it_unknown(world):
    aoai(world)["authType"] = "ApiKey"
    body = world.body("accounts/contoso-openai")
    del body["properties"]["disableLocalAuth"]
    world.record(f"GET {body['id']}", body, api_version="2017-04-18")
    result = of(world, "aoai-shared")
    assert result.outcome == "unknown"
    assert "disableLocalAuth" in result.needs[0].reason


def test_an_account_that_may_not_be_read_leaves_a_key_unknown(world):
    aoai(world)["authType"] = "ApiKey"
    id = world.body("accounts/contoso-openai")["id"]
    world.record(f"GET {id}", {"error": {"code": "AuthorizationFailed", "message": "planted"}}, status=403)
    assert of(world, "aoai-shared").outcome == "unknown"


def test_a_key_for_an_address_that_is_no_accounts_is_skipped(world):
    aoai(world).update(authType="ApiKey", metadata={}, target="https://gateway.contoso.example/")
    assert of(world, "aoai-shared").outcome == "skipped"


@pytest.mark.parametrize(
    ("auth_type", "properties", "outcome"),
    [
        ("AAD", {"disableLocalAuth": False, "authOptions": {"apiKeyOnly": {}}}, "failed"),
        (
            "AAD",
            {"disableLocalAuth": False, "authOptions": {"aadOrApiKey": {"aadAuthFailureMode": "http403"}}},
            "passed",
        ),
        ("AAD", {"disableLocalAuth": True}, "passed"),
        ("ApiKey", {"disableLocalAuth": True}, "failed"),
        ("ApiKey", {"disableLocalAuth": False, "authOptions": {"apiKeyOnly": {}}}, "passed"),
    ],
)
def test_a_search_service_has_its_own_say(world, auth_type, properties, outcome):
    world.connect("search", "CognitiveSearch", auth_type, ResourceId=service(world, **properties))
    assert of(world, "search").outcome == outcome


def test_the_fix_lets_the_service_take_both_and_is_left_to_a_person(world):
    world.connect("search", "CognitiveSearch", ResourceId=service(world, authOptions={"apiKeyOnly": {}}))
    (fix,) = of(world, "search").fixes
    assert fix.safety == "manual"
    assert "--name contoso-search --resource-group rg-contoso" in fix.commands[0]
    assert "--auth-options aadOrApiKey" in fix.commands[0]


def test_connections_that_may_not_be_read_leave_it_unknown(world):
    world.fail("/contoso-ml/connections")
    assert world.outcome(ID) == "unknown"


def test_a_scoring_script_reads_no_connection(world):
    aoai(world)["authType"] = "ManagedIdentity"
    world.deployment["properties"]["codeConfiguration"] = {"codeId": "c", "scoringScript": "score.py"}
    assert {result.outcome.value for result in world.results(ID)} == {"skipped"}


def test_a_kubernetes_endpoint_is_skipped(world):
    world.endpoint["kind"] = "Kubernetes"
    assert {result.outcome.value for result in world.results(ID)} == {"skipped"}
