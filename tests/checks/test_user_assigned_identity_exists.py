from __future__ import annotations

import pytest

ID = "user-assigned-identity-exists"
OTHER = "99999999-0000-4000-8000-000000000001"


def identity(world):
    return world.properties("userAssignedIdentities/id-pf")


def attached(world):
    return next(iter(world.endpoint["identity"]["userAssignedIdentities"].values()))


def test_passes_for_the_identity_that_was_attached(world):
    result = world.result(ID)
    assert result.outcome == "passed"
    assert result.subject.endswith("/userAssignedIdentities/id-pf")


def test_an_identity_that_is_gone_fails(world):
    world.missing("userAssignedIdentities/id-pf")
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "error")


@pytest.mark.parametrize("name", ["principalId", "clientId"])
def test_an_identity_created_again_fails(world, name):
    identity(world)[name] = OTHER
    result = world.result(ID)
    assert result.outcome == "failed"
    assert "created again" in result.message


def test_letter_case_does_not_matter(world):
    identity(world)["principalId"] = identity(world)["principalId"].upper()
    assert world.outcome(ID) == "passed"


@pytest.mark.parametrize("name", ["principalId", "clientId"])
def test_an_endpoint_that_does_not_tell_an_id_leaves_it_unknown(world, name):
    del attached(world)[name]
    assert world.outcome(ID) == "unknown"


def test_one_identity_that_may_not_be_read_spoils_no_other(world):
    bag = world.endpoint["identity"]["userAssignedIdentities"]
    other = next(iter(bag)).replace("id-pf", "id-other")
    bag[other] = {"principalId": OTHER, "clientId": OTHER}
    world.record(f"GET {other}", {"error": {"code": "AuthorizationFailed", "message": "planted"}}, status=403)
    results = {result.subject.rpartition("/")[2]: result for result in world.results(ID)}
    assert {name: result.outcome.value for name, result in results.items()} == {
        "id-pf": "passed",
        "id-other": "unknown",
    }
    assert results["id-other"].needs[0].action == "Microsoft.ManagedIdentity/userAssignedIdentities/read"


def test_a_system_assigned_identity_alone_is_skipped(world):
    world.system_assigned()
    assert world.outcome(ID) == "skipped"


def test_a_kubernetes_endpoint_is_skipped(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"


def test_ids_that_are_not_understood_are_unknown(world):
    for told in world.endpoint["identity"]["userAssignedIdentities"].values():
        told["principalId"] = 17
    assert world.outcome("user-assigned-identity-exists") == "unknown"
