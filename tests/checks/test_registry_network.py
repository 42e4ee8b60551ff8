from __future__ import annotations

import pytest

ID = "registry-network"


def registry(world, name="contosoacr"):
    return world.properties(f"registries/{name}")


def close(world, bypass="None", name="contosoacr"):
    registry(world, name).update(publicNetworkAccess="Disabled", networkRuleBypassOptions=bypass)


def manage(world, mode="AllowInternetOutbound", rules=()):
    world.workspace["managedNetwork"] = {"isolationMode": mode, "status": {"status": "Active"}}
    world.list("outboundRules")[:] = rules


def rule(kind, destination, status="Active"):
    properties = {"type": kind, "category": "UserDefined", "status": status, "destination": destination}
    return {"id": None, "name": "acr-rule", "properties": properties}


def endpoint_rule(world, status="Active", name="contosoacr"):
    id = world.body(f"registries/{name}")["id"]
    return rule("PrivateEndpoint", {"serviceResourceId": id, "subresourceTarget": "registry"}, status)


def build(world, state="Creating"):
    world.environment["build"] = {"contextUri": "https://store/context"}
    world.deployment["properties"]["provisioningState"] = state


def test_passes_when_open(world):
    assert world.outcome(ID) == "passed"


def test_passes_by_the_private_endpoint_of_the_managed_network(world):
    close(world)
    manage(world, rules=[endpoint_rule(world)])
    assert world.outcome(ID) == "passed"


@pytest.mark.parametrize("rules", [[], ["Inactive"]])
def test_fails_when_private_and_no_active_rule_leads_there(world, rules):
    close(world)
    manage(world, rules=[endpoint_rule(world, status) for status in rules])
    result = world.result(ID)
    assert result.outcome == "failed"
    assert "--subresource-target registry" in result.fixes[0].commands[0]


def test_the_registry_is_the_images_not_the_workspaces(world):
    world.environment["image"] = "contosoacrdev.azurecr.io/web:1"
    close(world, name="contosoacrdev")
    manage(world, rules=[endpoint_rule(world)])
    assert "contosoacrdev" in world.result(ID).message
    assert world.outcome(ID) == "failed"


def test_fails_when_closed_without_managed_network(world):
    close(world)
    assert world.outcome(ID) == "failed"


def test_the_exception_for_trusted_services_leaves_it_unknown(world):
    close(world, "AzureServices")
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("unknown", "warning")


def test_a_firewall_with_address_rules_is_unknown(world):
    registry(world).update(
        networkRuleBypassOptions="None", networkRuleSet={"defaultAction": "Deny", "ipRules": [{"value": "20.0.0.0/8"}]}
    )
    assert world.outcome(ID) == "unknown"


@pytest.mark.parametrize(("host", "outcome"), [("*.azurecr.io", "passed"), ("contosoacr.azurecr.io", "passed")])
def test_only_approved_passes_by_a_rule_for_the_host(world, host, outcome):
    manage(world, "AllowOnlyApprovedOutbound", [rule("FQDN", host)])
    assert world.outcome(ID) == outcome


@pytest.mark.parametrize("host", ["other.azurecr.io", "azurecr.io"])
def test_only_approved_fails_by_a_rule_for_another_host(world, host):
    manage(world, "AllowOnlyApprovedOutbound", [rule("FQDN", host)])
    assert world.outcome(ID) == "failed"


def test_only_approved_fails_by_a_rule_for_the_host_of_a_private_registry(world):
    close(world)
    manage(world, "AllowOnlyApprovedOutbound", [rule("FQDN", "contosoacr.azurecr.io")])
    assert world.outcome(ID) == "failed"


def test_only_approved_is_unknown_by_a_service_tag(world):
    manage(world, "AllowOnlyApprovedOutbound", [rule("ServiceTag", {"serviceTag": "AzureContainerRegistry"})])
    assert world.outcome(ID) == "unknown"


def test_fails_in_quarantine(world):
    registry(world)["policies"]["quarantinePolicy"]["status"] = "enabled"
    result = world.result(ID)
    assert result.outcome == "failed"
    assert "quarantine" in result.message


def test_fails_when_private_below_premium(world):
    close(world)
    world.body("registries/contosoacr")["sku"]["name"] = "Standard"
    result = world.result(ID)
    assert result.outcome == "failed"
    assert "Premium" in result.message


def test_fails_when_the_registry_does_not_exist(world):
    world.missing("registries/contosoacr")
    result = world.result(ID)
    assert result.outcome == "failed"
    assert "does not exist" in result.message


def test_warns_when_nothing_can_build_the_image(world):
    build(world)
    close(world)
    manage(world, rules=[endpoint_rule(world)])
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "warning")
    world.workspace["imageBuildCompute"] = "cluster"
    assert world.outcome(ID) == "passed"


def test_what_succeeded_was_built(world):
    build(world, "Succeeded")
    close(world)
    manage(world, rules=[endpoint_rule(world)])
    assert world.outcome(ID) == "passed"


@pytest.mark.parametrize(("status", "outcome"), [("Approved", "passed"), ("Pending", "failed"), (None, "unknown")])
def test_the_old_isolation_uses_a_private_endpoint_of_its_own(world, status, outcome):
    close(world)
    world.deployment["properties"]["egressPublicNetworkAccess"] = "Disabled"
    told = "Egress for Microsoft.MachineLearningServices/workspaces/onlineEndpoints"
    state = {"status": status, "description": told if status else ""}
    registry(world)["privateEndpointConnections"] = [{"properties": {"privateLinkServiceConnectionState": state}}]
    assert world.outcome(ID) == outcome


def test_the_old_isolation_reaches_no_other_registry(world):
    world.environment["image"] = "contosoacrdev.azurecr.io/web:1"
    world.deployment["properties"]["egressPublicNetworkAccess"] = "Disabled"
    assert world.outcome(ID) == "failed"


def test_an_image_of_microsofts_needs_no_registry(world):
    world.environment["image"] = "mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable:20240101"
    assert world.outcome(ID) == "skipped"


def test_an_environment_that_does_not_exist_is_not_a_missing_registry(world):
    world.missing("environments/pf-web-classification/versions/3")
    assert world.outcome(ID) == "skipped"


def test_a_registry_that_may_not_be_read_is_unknown(world):
    world.fail("/registries/contosoacr")
    assert world.outcome(ID) == "unknown"


def test_an_answer_too_old_to_know_public_access_is_unknown(world):
    del registry(world)["publicNetworkAccess"]
    for answer in world.answers:
        if "ContainerRegistry" in answer["request"]:
            answer["api_version"] = "2019-05-01"
    assert world.outcome(ID) == "unknown"


def test_a_registry_hosted_environment_is_unknown(world):
    world.deployment["properties"]["environmentId"] = "azureml://registries/azureml/environments/pf/versions/1"
    assert world.outcome(ID) == "unknown"


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"
