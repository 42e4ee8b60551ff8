from __future__ import annotations

import pytest

ID = "network-mode"


def found(world):
    return {result.subject.rpartition("/")[2]: result for result in world.results(ID)}


def outcomes(world):
    return {name: result.outcome for name, result in found(world).items()}


def manage(world):
    world.workspace["managedNetwork"] = {"isolationMode": "AllowInternetOutbound", "status": {"status": "Active"}}


def egress(world, value):
    world.deployment["properties"]["egressPublicNetworkAccess"] = value


def test_passes_through_the_public_network(world):
    assert outcomes(world) == {"contoso-ml": "passed", "blue": "passed"}


def test_passes_with_a_managed_network(world):
    manage(world)
    world.workspace["publicNetworkAccess"] = "Disabled"
    assert outcomes(world) == {"contoso-ml": "passed", "blue": "passed"}


def test_warns_of_the_old_setting_beside_a_managed_network(world):
    manage(world)
    egress(world, "Disabled")
    result = found(world)["blue"]
    assert (result.outcome, result.severity) == ("failed", "warning")


def test_the_old_isolation_passes(world):
    egress(world, "Disabled")
    world.workspace["publicNetworkAccess"] = "Disabled"
    assert outcomes(world) == {"contoso-ml": "passed", "blue": "passed"}


def test_fails_for_mlflow_with_the_old_isolation(world):
    egress(world, "disabled")
    world.deployment["properties"]["environmentId"] = None
    result = found(world)["blue"]
    assert (result.outcome, result.severity) == ("failed", "error")
    assert "MLflow" in result.message


def test_a_scoring_script_may_use_the_old_isolation(world):
    egress(world, "Disabled")
    world.deployment["properties"].update(environmentId=None, codeConfiguration={"scoringScript": "score.py"})
    assert outcomes(world)["blue"] == "passed"


def test_fails_when_the_workspace_refuses_the_public_requests_of_the_deployment(world):
    world.workspace["publicNetworkAccess"] = "Disabled"
    result = found(world)["blue"]
    assert (result.outcome, result.severity) == ("failed", "error")


def test_warns_of_a_virtual_network_of_ones_own(world):
    subnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/training"
    world.workspace["serverlessComputeSettings"] = {"serverlessComputeCustomSubnet": subnet}
    result = found(world)["contoso-ml"]
    assert (result.outcome, result.severity) == ("failed", "warning")
    assert "training" in result.message


def test_an_answer_that_does_not_tell_the_egress_is_unknown(world):
    del world.deployment["properties"]["egressPublicNetworkAccess"]
    for answer in world.answers:
        if answer["request"].endswith("/deployments"):
            answer["api_version"] = "2021-10-01"
    assert outcomes(world) == {"contoso-ml": "passed", "blue": "unknown"}


def test_a_refused_workspace_is_unknown(world):
    world.fail("/workspaces/contoso-ml")
    assert set(outcomes(world).values()) == {"unknown"}


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert set(outcomes(world).values()) == {"skipped"}


@pytest.mark.parametrize("network", [{"isolationMode": "Another"}, {"status": {"status": "Active"}}])
def test_a_mode_that_is_not_told_or_understood_is_unknown(world, network):
    world.workspace["managedNetwork"] = network
    assert {result.outcome.value for result in world.results("network-mode")} == {"unknown"}
