from __future__ import annotations

import pytest

ID = "deployment-state"


def blue(world):
    return next(result for result in world.results(ID) if result.subject.endswith("/deployments/blue"))


def put(world, state, changed="2026-11-22T05:50:00Z"):
    world.deployment["properties"]["provisioningState"] = state
    world.deployment["systemData"] = {"createdAt": changed, "lastModifiedAt": changed}


def test_passes_when_endpoint_and_deployment_succeeded(world):
    assert [result.outcome for result in world.results(ID)] == ["passed", "passed"]


@pytest.mark.parametrize("state", ["Failed", "Canceled", "failed"])
def test_fails_when_the_last_change_failed_and_shows_the_logs(world, state):
    put(world, state)
    result = blue(world)
    assert (result.outcome, result.severity) == ("failed", "error")
    assert "get-logs --name blue" in result.fixes[0].commands[0]


def test_fails_for_the_endpoint_itself(world):
    world.endpoint["properties"]["provisioningState"] = "Failed"
    outcomes = {result.subject.rpartition("/")[2]: result.outcome for result in world.results(ID)}
    assert outcomes == {"my-endpoint": "failed", "blue": "passed"}


def test_warns_of_a_creation_that_takes_too_long(world):
    put(world, "Creating", "2026-11-22T05:29:00Z")
    result = blue(world)
    assert (result.outcome, result.severity) == ("failed", "warning")
    assert "31 minutes" in result.message


def test_a_change_under_way_is_unknown_until_it_ends(world):
    put(world, "Updating")
    result = blue(world)
    assert result.outcome == "unknown"
    assert "06:20 UTC" in result.needs[0].reason


def test_a_change_under_way_since_nobody_knows_when_is_unknown(world):
    put(world, "Creating", None)
    assert blue(world).outcome == "unknown"


@pytest.mark.parametrize("state", [None, "Levitating"])
def test_a_state_that_is_not_told_or_not_known_is_unknown(world, state):
    put(world, state)
    assert blue(world).outcome == "unknown"


def test_the_root_cause_is_named(demo):
    results = {result.id: result for result in demo.results()}
    failed = next(r for r in results.values() if r.check == ID and r.outcome == "failed")
    assert failed.caused_by.startswith("acr-pull@")


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert {result.outcome for result in world.results(ID)} == {"skipped"}


def test_refused_deployments_are_unknown(world):
    world.fail("/deployments")
    assert world.outcome(ID) == "unknown"
