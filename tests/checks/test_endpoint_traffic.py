from __future__ import annotations

import copy

import pytest

ID = "endpoint-traffic"


def traffic(world, **shares):
    world.endpoint["properties"]["traffic"] = shares


def add(world, name, state="Succeeded"):
    other = copy.deepcopy(world.deployment)
    other.update(name=name, id=other["id"].replace("/blue", f"/{name}"))
    other["properties"]["provisioningState"] = state
    world.list("deployments").append(other)


def test_passes_when_a_provisioned_deployment_takes_all(world):
    assert world.outcome(ID) == "passed"


def test_deployment_names_have_no_case(world):
    traffic(world, BLUE=100)
    assert world.outcome(ID) == "passed"


@pytest.mark.parametrize("shares", [{}, {"blue": 0}])
def test_fails_without_a_share_and_offers_the_only_healthy_one(world, shares):
    traffic(world, **shares)
    result = world.result(ID)
    assert result.outcome == "failed"
    assert "--traffic blue=100" in result.fixes[0].commands[0]


def test_offers_nothing_where_there_is_a_choice(world):
    add(world, "green")
    traffic(world)
    assert world.result(ID).fixes == ()


def test_fails_without_deployments(world):
    traffic(world)
    world.list("deployments").clear()
    result = world.result(ID)
    assert result.outcome == "failed"
    assert "no deployment" in result.message


def test_fails_when_a_share_goes_to_nobody(world):
    traffic(world, blue=50, green=50)
    result = world.result(ID)
    assert result.outcome == "failed"
    assert "green, which does not exist" in result.message


def test_fails_when_a_share_goes_to_a_failed_deployment(world):
    add(world, "green", "Failed")
    traffic(world, blue=50, green=50)
    result = world.result(ID)
    assert result.outcome == "failed"
    assert "green, which is Failed" in result.message


def test_mirrored_traffic_does_not_count(world):
    traffic(world)
    world.endpoint["properties"]["mirrorTraffic"] = {"blue": 10}
    assert world.outcome(ID) == "failed"


def test_a_deployment_in_the_middle_of_its_creation_is_unknown(world):
    world.deployment["properties"]["provisioningState"] = "Creating"
    assert world.outcome(ID) == "unknown"


def test_traffic_that_is_not_told_is_unknown(world):
    del world.endpoint["properties"]["traffic"]
    assert world.outcome(ID) == "unknown"


def test_refused_deployments_are_unknown(world):
    world.fail("/deployments")
    result = world.result(ID)
    assert (result.outcome, result.needs[0].status) == ("unknown", 403)


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"
