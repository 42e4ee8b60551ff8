from __future__ import annotations

import copy

import pytest

ID = "managed-network-ready"


def network(world, mode="AllowInternetOutbound", status="Active"):
    told = None if status is None else {"status": status, "sparkReady": False}
    world.workspace["managedNetwork"] = {"isolationMode": mode, "status": told}


@pytest.mark.parametrize("mode", ["AllowInternetOutbound", "AllowOnlyApprovedOutbound"])
def test_passes_when_active(world, mode):
    network(world, mode)
    assert world.outcome(ID) == "passed"


@pytest.mark.parametrize("mode", ["AllowInternetOutbound", "AllowOnlyApprovedOutbound"])
def test_fails_when_never_provisioned_and_shows_how(world, mode):
    network(world, mode, "Inactive")
    result = world.result(ID)
    assert result.outcome == "failed"
    (fix,) = result.fixes
    assert fix.safety == "manual"
    assert fix.commands[0].startswith("az ml workspace provision-network --name contoso-ml")


def test_a_workspace_without_managed_network_needs_none(world):
    assert world.outcome(ID) == "skipped"


def test_a_project_uses_its_hubs_network(world):
    hub = copy.deepcopy(world.body("workspaces/contoso-ml"))
    hub.update(id=hub["id"].replace("contoso-ml", "contoso-hub"), name="contoso-hub", kind="Hub")
    hub["properties"]["managedNetwork"] = {"isolationMode": "AllowInternetOutbound", "status": {"status": "Inactive"}}
    world.record(f"GET {hub['id']}", hub)
    world.body("workspaces/contoso-ml")["kind"] = "Project"
    world.workspace["hubResourceId"] = hub["id"]
    result = world.result(ID)
    assert result.outcome == "failed"
    assert result.subject.endswith("/workspaces/contoso-ml")
    assert "--name contoso-hub" in result.fixes[0].commands[0]


def test_a_status_that_is_not_told_is_unknown(world):
    network(world, status=None)
    assert world.outcome(ID) == "unknown"


def test_an_answer_too_old_to_know_managed_networks_is_unknown(world):
    del world.workspace["managedNetwork"]
    for answer in world.answers:
        answer["api_version"] = "2022-10-01"
    assert world.outcome(ID) == "unknown"


def test_a_refused_workspace_is_unknown(world):
    world.fail("/workspaces/contoso-ml")
    assert world.outcome(ID) == "unknown"


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"
