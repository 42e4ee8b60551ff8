from __future__ import annotations

import pytest

ID = "openai-user"
OPENAI_USER = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
COGNITIVE_USER = "a97b65f3-24c7-4388-baec-2e87135dc908"


def account(world):
    return world.body("accounts/contoso-openai")["id"]


def connection(world):
    return world.properties("connections/aoai-shared")


def test_passes_with_the_role_on_the_account(world):
    assert world.outcome(ID) == "passed"


def test_fails_without_and_proposes_the_role_on_the_real_account(world):
    world.revoke(OPENAI_USER)
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "warning")
    assert result.subject.endswith("/connections/aoai-shared")
    assert [(fix.role_id, fix.scope) for fix in result.fixes] == [(OPENAI_USER, account(world))]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("AOAI_ENDPOINT", "${{azureml://connections/aoai-shared/target}}"),
        ("aoai-shared", "aoai-shared"),
        ("serp", "aoai-shared"),
    ],
)
def test_it_is_an_error_where_a_variable_shows_that_the_flow_uses_it(world, variable, value):
    world.revoke(OPENAI_USER)
    world.variables[variable] = value
    assert world.result(ID).severity == "error"


def test_a_connection_that_a_variable_replaces_is_not_known_to_be_used(world):
    world.revoke(OPENAI_USER)
    world.variables["aoai-shared"] = "serp"
    assert world.result(ID).severity == "warning"


@pytest.mark.parametrize(("role", "outcome"), [(OWNER, "failed"), (COGNITIVE_USER, "passed")])
def test_owner_is_no_data_role(world, role, outcome):
    world.revoke()
    world.grant(role, account(world))
    assert world.outcome(ID) == outcome


def test_a_system_assigned_identity_needs_it_too(world):
    world.system_assigned()
    world.revoke()
    assert world.outcome(ID) == "failed"


@pytest.mark.parametrize("host", ["contoso-openai.openai.azure.com", "Contoso-OpenAI.cognitiveservices.azure.com"])
def test_without_resource_id_the_account_is_found_by_the_targets_host(world, host):
    connection(world).update(metadata={}, target=f"https://{host}/")
    assert world.outcome(ID) == "passed"
    world.revoke()
    assert world.result(ID).fixes[0].scope == account(world)


@pytest.mark.parametrize(
    "host", ["elsewhere.openai.azure.com", "gateway.contoso.example", "eastus.api.cognitive.microsoft.com"]
)
def test_without_resource_id_a_host_that_nothing_answers_at_is_unknown(world, host):
    connection(world).update(metadata={}, target=f"https://{host}/")
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("unknown", "warning")
    assert host in result.needs[0].reason


def test_accounts_that_may_not_be_listed_leave_it_unknown(world):
    connection(world)["metadata"] = {}
    world.fail("/providers/Microsoft.CognitiveServices/accounts")
    result = world.result(ID)
    assert result.outcome == "unknown"
    assert result.needs[0].status == 403


def test_the_account_itself_need_not_be_read(world):
    world.record(f"GET {account(world)}", {"error": {"code": "AuthorizationFailed", "message": "planted"}}, status=403)
    assert world.outcome(ID) == "passed"


def test_an_account_that_does_not_exist_is_not_judged(world):
    world.missing("accounts/contoso-openai")
    assert world.outcome(ID) == "skipped"


def test_a_resource_id_of_another_kind_is_unknown(world):
    connection(world)["metadata"] = {"resourceId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/x"}
    assert world.outcome(ID) == "unknown"


def test_an_ai_services_connection_counts_and_a_project_of_the_account_means_the_account(world):
    world.connect("ai", "AIServices", ResourceId=account(world) + "/projects/p")
    world.revoke()
    assert [result.fixes[0].scope for result in world.results(ID)] == [account(world)] * 2


def test_the_demo_may_not_read_the_assignments_there(demo):
    result = demo.result(ID)
    assert result.outcome == "unknown"
    assert result.needs[0].status == 403


def test_a_connection_with_a_key_needs_no_role(world):
    connection(world)["authType"] = "ApiKey"
    assert world.outcome(ID) == "skipped"


def test_a_scoring_script_reads_no_connection(world):
    world.revoke()
    world.deployment["properties"]["codeConfiguration"] = {"codeId": "c", "scoringScript": "score.py"}
    assert world.outcome(ID) == "skipped"


def test_a_kubernetes_endpoint_is_skipped(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"
