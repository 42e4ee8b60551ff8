from __future__ import annotations

import pytest

ID = "storage-network"


def storage(world):
    return world.properties("storageAccounts/contosomlstore")


def close(world, bypass="None"):
    storage(world)["publicNetworkAccess"] = "Disabled"
    storage(world)["networkAcls"]["bypass"] = bypass


def manage(world, mode="AllowInternetOutbound", rules=()):
    world.workspace["managedNetwork"] = {"isolationMode": mode, "status": {"status": "Active"}}
    world.list("outboundRules")[:] = rules


def endpoint_rule(world, status="Active", subresource="blob"):
    destination = {"serviceResourceId": world.workspace["storageAccount"], "subresourceTarget": subresource}
    properties = {"type": "PrivateEndpoint", "category": "Required", "status": status, "destination": destination}
    return {"id": None, "name": "__SYS_PE_store", "properties": properties}


def tag_rule(tag):
    properties = {"type": "ServiceTag", "category": "Required", "status": "Active", "destination": {"serviceTag": tag}}
    return {"id": None, "name": f"__SYS_ST_{tag}", "properties": properties}


def test_passes_when_open(world):
    assert world.outcome(ID) == "passed"


def test_passes_by_the_private_endpoint_of_the_managed_network(world):
    close(world)
    manage(world, rules=[endpoint_rule(world)])
    assert world.outcome(ID) == "passed"


def test_fails_when_the_private_endpoint_is_not_active(world):
    close(world)
    manage(world, rules=[endpoint_rule(world, "Inactive")])
    assert world.outcome(ID) == "failed"


def test_a_private_endpoint_to_the_file_share_is_no_help(world):
    close(world)
    manage(world, rules=[endpoint_rule(world, subresource="file")])
    assert world.outcome(ID) == "failed"


def test_fails_when_closed_without_managed_network(world):
    close(world)
    assert world.outcome(ID) == "failed"


def test_fails_when_the_firewall_denies_without_exception(world):
    storage(world)["networkAcls"].update(defaultAction="Deny", bypass="None")
    assert world.outcome(ID) == "failed"


@pytest.mark.parametrize(
    "change",
    [
        {"bypass": "Logging, AzureServices"},
        {"ipRules": [{"value": "20.0.0.0/8"}]},
        {"resourceAccessRules": [{"resourceId": "WORKSPACE"}]},
    ],
)
def test_an_exception_that_may_help_leaves_it_unknown(world, change):
    if "resourceAccessRules" in change:
        group = world.workspace["storageAccount"].split("/Microsoft.Storage")[0]
        change["resourceAccessRules"][0]["resourceId"] = f"{group}/Microsoft.MachineLearningServices/workspaces/*"
    storage(world)["networkAcls"].update({"defaultAction": "Deny", "bypass": "None", **change})
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("unknown", "warning")


def test_a_rule_for_another_workspace_is_no_help(world):
    other = world.body("workspaces/contoso-ml")["id"].replace("contoso-ml", "other")
    rules = [{"resourceId": other}]
    storage(world)["networkAcls"].update(defaultAction="Deny", bypass="None", resourceAccessRules=rules)
    assert world.outcome(ID) == "failed"


def test_address_rules_mean_nothing_when_public_access_is_disabled(world):
    close(world)
    storage(world)["networkAcls"]["ipRules"] = [{"value": "20.0.0.0/8"}]
    assert world.outcome(ID) == "failed"


def test_only_approved_fails_without_any_rule(world):
    manage(world, "AllowOnlyApprovedOutbound", [tag_rule("AzureActiveDirectory")])
    assert world.outcome(ID) == "failed"


def test_only_approved_is_unknown_by_a_service_tag_that_may_cover_it(world):
    manage(world, "AllowOnlyApprovedOutbound", [tag_rule("Storage.EastUS")])
    assert world.outcome(ID) == "unknown"


@pytest.mark.parametrize(("status", "outcome"), [("Approved", "passed"), ("Pending", "failed"), (None, "unknown")])
def test_the_old_isolation_uses_a_private_endpoint_of_its_own(world, status, outcome):
    close(world)
    world.deployment["properties"]["egressPublicNetworkAccess"] = "Disabled"
    told = "Egress for Microsoft.MachineLearningServices/workspaces/onlineEndpoints"
    state = {"status": status, "description": told if status else "somebody else"}
    storage(world)["privateEndpointConnections"] = [{"properties": {"privateLinkServiceConnectionState": state}}]
    assert world.outcome(ID) == outcome


def test_fails_when_the_account_does_not_exist(world):
    world.missing("storageAccounts/contosomlstore")
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "error")
    assert "does not exist" in result.message


def test_an_account_that_may_not_be_read_is_unknown(world):
    world.fail("/storageAccounts/contosomlstore")
    result = world.result(ID)
    assert (result.outcome, result.needs[0].action) == ("unknown", "Microsoft.Storage/storageAccounts/read")


def test_an_active_private_endpoint_is_enough_without_reading_the_account(world):
    world.fail("/storageAccounts/contosomlstore")
    manage(world, rules=[endpoint_rule(world)])
    assert world.outcome(ID) == "passed"


def test_rules_that_may_not_be_read_leave_it_unknown(world):
    manage(world)
    world.fail("/outboundRules")
    storage(world)["publicNetworkAccess"] = "Disabled"
    assert world.outcome(ID) == "unknown"


def test_an_open_account_is_in_reach_whatever_the_rules_where_the_internet_is_allowed(world):
    manage(world, rules=[endpoint_rule(world, "Inactive")])
    assert world.outcome(ID) == "passed"
    world.fail("/outboundRules")
    assert world.outcome(ID) == "passed"


def test_a_rule_that_does_not_tell_its_status_leaves_it_unknown(world):
    manage(world, rules=[endpoint_rule(world, None)])
    storage(world)["publicNetworkAccess"] = "Disabled"
    assert world.outcome(ID) == "unknown"


def test_an_answer_too_old_to_know_public_access_is_unknown(world):
    del storage(world)["publicNetworkAccess"]
    for answer in world.answers:
        if "Microsoft.Storage" in answer["request"]:
            answer["api_version"] = "2019-06-01"
    assert world.outcome(ID) == "unknown"


def test_a_workspace_that_names_no_storage_is_unknown(world):
    world.workspace["storageAccount"] = None
    assert world.outcome(ID) == "unknown"


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"
