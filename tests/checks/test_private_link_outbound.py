from __future__ import annotations

import pytest

ID = "private-link-outbound"
SERVICE = "/subscriptions/7e5a1d90-3c46-4f82-b9d1-0a8c6e2f4b75/resourceGroups/rg-contoso/providers/Microsoft.Search"


def found(world):
    return {result.subject.rpartition("/")[2]: result for result in world.results(ID)}


def outcome(world, name="aoai-shared"):
    return found(world)[name].outcome


def account(world):
    return world.properties("accounts/contoso-openai")


def close(world, bypass="None"):
    account(world).update(publicNetworkAccess="Disabled")
    account(world)["networkAcls"]["bypass"] = bypass


def manage(world, mode="AllowOnlyApprovedOutbound", rules=()):
    world.workspace["managedNetwork"] = {"isolationMode": mode, "status": {"status": "Active"}}
    world.list("outboundRules")[:] = rules


def rule(kind, destination, status="Active"):
    properties = {"type": kind, "category": "UserDefined", "status": status, "destination": destination}
    return {"id": None, "name": "my-rule", "properties": properties}


def endpoint_rule(world, status="Active", subresource="account"):
    id = world.body("accounts/contoso-openai")["id"]
    return rule("PrivateEndpoint", {"serviceResourceId": id.upper(), "subresourceTarget": subresource}, status)


def search(world, **properties):
    """A search service and a connection to it."""
    id = f"{SERVICE}/searchServices/contoso-search"
    body = {"id": id, "name": "contoso-search", "properties": {"publicNetworkAccess": "enabled", **properties}}
    world.record(f"GET {id}", body)
    connection = world.body("connections/aoai-shared")
    connection["properties"].update(category="CognitiveSearch", target="https://contoso-search.search.windows.net")
    connection["properties"]["metadata"] = {"ResourceId": id}
    return id


def test_passes_when_open(world):
    assert outcome(world) == "passed"


def test_fails_when_closed_without_managed_network(world):
    close(world)
    assert outcome(world) == "failed"


def test_the_exception_for_trusted_services_leaves_it_unknown(world):
    close(world, "AzureServices")
    assert outcome(world) == "unknown"


def test_an_answer_too_old_to_tell_the_exception_is_unknown(world):
    close(world, None)
    for answer in world.answers:
        if "CognitiveServices" in answer["request"]:
            answer["api_version"] = "2023-05-01"
    assert outcome(world) == "unknown"


def test_a_closed_account_passes_by_a_private_endpoint(world):
    close(world)
    manage(world, "AllowInternetOutbound", [endpoint_rule(world)])
    assert outcome(world) == "passed"


def test_a_closed_account_fails_without_rule_though_the_internet_is_allowed(world):
    close(world)
    manage(world, "AllowInternetOutbound")
    result = found(world)["aoai-shared"]
    assert result.outcome == "failed"
    assert "--subresource-target account" in result.fixes[0].commands[0]


def test_an_open_account_needs_no_rule_where_the_internet_is_allowed(world):
    manage(world, "AllowInternetOutbound")
    assert outcome(world) == "passed"


def test_only_approved_passes_by_a_private_endpoint_without_reading_the_account(world):
    world.fail("/accounts/contoso-openai")
    manage(world, rules=[endpoint_rule(world)])
    assert outcome(world) == "passed"


@pytest.mark.parametrize("change", [{"status": "Inactive"}, {"subresource": "blob"}])
def test_only_approved_fails_by_a_rule_that_does_not_lead_there(world, change):
    manage(world, rules=[endpoint_rule(world, **change)])
    assert outcome(world) == "failed"


def test_only_approved_passes_by_a_rule_for_the_host_of_an_open_account(world):
    manage(world, rules=[rule("FQDN", "*.openai.azure.com")])
    assert outcome(world) == "passed"


def test_only_approved_is_unknown_by_a_service_tag(world):
    manage(world, rules=[rule("ServiceTag", {"serviceTag": "CognitiveServicesFrontend"})])
    assert outcome(world) == "unknown"


def test_only_approved_asks_a_rule_for_a_host_outside_azure(world):
    manage(world)
    result = found(world)["serp"]
    assert (result.outcome, result.severity) == ("failed", "warning")
    assert "--type fqdn --destination serpapi.com" in result.fixes[0].commands[0]
    manage(world, rules=[rule("FQDN", "serpapi.com")])
    assert outcome(world, "serp") == "passed"


def test_a_host_outside_azure_is_not_judged_where_nothing_keeps_requests_in(world):
    assert outcome(world, "serp") == "skipped"


def test_a_target_that_is_no_host_is_not_judged(world):
    manage(world)
    world.properties("connections/serp").update(category="Serp", target="https://a.b;rm -rf/")
    assert outcome(world, "serp") == "skipped"


def test_a_used_connection_is_an_error_and_another_a_warning(world):
    close(world)
    assert found(world)["aoai-shared"].severity == "warning"
    world.deployment["properties"]["environmentVariables"]["KEY"] = "${{azureml://connections/aoai-shared}}"
    assert found(world)["aoai-shared"].severity == "error"


def test_the_old_isolation_reaches_no_account(world):
    world.deployment["properties"]["egressPublicNetworkAccess"] = "Disabled"
    assert outcome(world) == "failed"


def test_a_search_service_takes_its_own_subresource(world):
    id = search(world, publicNetworkAccess="disabled")
    target = {"serviceResourceId": id, "subresourceTarget": "searchService"}
    manage(world, "AllowInternetOutbound", [rule("PrivateEndpoint", target)])
    assert outcome(world) == "passed"


def test_a_closed_search_service_is_out_of_reach(world):
    search(world, publicNetworkAccess="disabled")
    assert outcome(world) == "failed"


def test_a_search_service_with_address_rules_is_unknown(world):
    search(world, networkRuleSet={"ipRules": [{"value": "20.0.0.0/8"}]})
    assert outcome(world) == "unknown"


def test_an_account_that_may_not_be_read_spoils_its_own_connection_only(world):
    world.fail("/accounts/contoso-openai")
    result = found(world)["aoai-shared"]
    assert (result.outcome, result.severity) == ("unknown", "warning")
    assert outcome(world, "serp") == "skipped"


def test_rules_that_may_not_be_read_leave_it_unknown(world):
    manage(world)
    world.fail("/outboundRules")
    assert outcome(world) == "unknown"


def test_an_account_that_does_not_exist_is_skipped(world):
    world.missing("accounts/contoso-openai")
    assert outcome(world) == "skipped"


def test_a_scoring_script_reads_no_connection(world):
    world.deployment["properties"]["codeConfiguration"] = {"scoringScript": "score.py"}
    assert outcome(world) == "skipped"


def test_refused_connections_are_unknown(world):
    world.fail("/connections")
    assert world.outcome(ID) == "unknown"


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert outcome(world) == "skipped"


def test_trusted_services_are_no_exception_where_the_answer_does_not_name_them(world):
    account(world).update(publicNetworkAccess="Disabled")
    assert outcome(world) == "failed"
