from __future__ import annotations

import pytest

OTHER = "99999999-8888-7777-6666-555555555555"


def outcomes(world):
    return {result.subject.rpartition("/")[2]: result.outcome for result in world.results("endpoint-identity")}


def add_identity(world):
    ids = world.endpoint["identity"]["userAssignedIdentities"]
    first = next(iter(ids))
    ids[first.replace("id-pf", "id-other")] = {"principalId": OTHER, "clientId": OTHER}


def variables(world):
    return world.deployment["properties"]["environmentVariables"]


def test_passes_with_one_identity_that_is_selected(world):
    assert outcomes(world) == {"my-endpoint": "passed"}


def test_one_identity_needs_no_selection(world):
    variables(world).pop("AZURE_CLIENT_ID", None)
    assert outcomes(world) == {"my-endpoint": "passed"}


def test_fails_without_identity(world):
    world.endpoint["identity"] = {"type": "None"}
    assert outcomes(world) == {"my-endpoint": "failed"}


def test_fails_where_several_identities_are_not_selected_from(world):
    add_identity(world)
    variables(world).pop("AZURE_CLIENT_ID", None)
    assert outcomes(world)["blue"] == "failed"


def test_several_identities_of_which_one_is_selected_pass(world):
    add_identity(world)
    variables(world)["AZURE_CLIENT_ID"] = OTHER.upper()
    assert outcomes(world) == {"my-endpoint": "passed"}


def test_fails_where_another_identity_is_selected_and_proposes_the_only_one(world):
    variables(world)["AZURE_CLIENT_ID"] = OTHER
    failed = next(result for result in world.results("endpoint-identity") if result.outcome == "failed")
    assert failed.subject.endswith("/deployments/blue")
    (fix,) = failed.fixes
    client = world.properties("userAssignedIdentities/id-pf")["clientId"]
    assert (fix.kind, fix.setting, fix.value) == ("set-deployment", "environmentVariables.AZURE_CLIENT_ID", client)


def test_a_system_assigned_identity_passes(world):
    world.endpoint["identity"] = {"type": "SystemAssigned", "principalId": OTHER}
    variables(world).clear()
    assert outcomes(world) == {"my-endpoint": "passed"}


def test_a_system_assigned_identity_is_not_selected_by_a_client_id(world):
    world.system_assigned()
    failed = next(result for result in world.results("endpoint-identity") if result.outcome == "failed")
    assert "system-assigned" in failed.message
    assert failed.fixes == ()


def test_a_client_id_beside_a_secret_selects_an_application(world):
    variables(world).update(AZURE_CLIENT_ID=OTHER, AZURE_CLIENT_SECRET="planted")
    assert outcomes(world) == {"my-endpoint": "passed"}


@pytest.mark.parametrize("identities", [None, {}])
def test_user_assigned_identities_that_are_not_named_are_unknown(world, identities):
    world.endpoint["identity"]["userAssignedIdentities"] = identities
    assert outcomes(world) == {"my-endpoint": "unknown"}


@pytest.mark.parametrize("kind", [None, "FederatedAssigned"])
def test_a_type_that_is_not_told_or_understood_is_unknown(world, kind):
    world.endpoint["identity"]["type"] = kind
    assert outcomes(world) == {"my-endpoint": "unknown"}


def test_deployments_that_may_not_be_read_are_unknown_beside_the_endpoint(world):
    world.fail("/my-endpoint/deployments")
    assert outcomes(world) == {"my-endpoint": "passed", "deployments": "unknown"}


def test_an_identity_that_does_not_tell_its_principal_is_unknown(world):
    world.endpoint["identity"] = {"type": "SystemAssigned"}
    assert outcomes(world) == {"my-endpoint": "unknown"}


def test_a_principal_the_endpoint_leaves_out_is_read_from_the_identity(world):
    ids = world.endpoint["identity"]["userAssignedIdentities"]
    ids[next(iter(ids))] = {}
    assert outcomes(world) == {"my-endpoint": "passed"}


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert outcomes(world) == {"my-endpoint": "skipped"}


def test_a_deployment_on_kubernetes_tells_it_too(world):
    world.endpoint.pop("kind")
    world.deployment["properties"]["endpointComputeType"] = "Kubernetes"
    assert outcomes(world) == {"my-endpoint": "skipped"}


def test_a_refused_endpoint_is_unknown(world):
    world.fail("/onlineEndpoints/my-endpoint")
    assert outcomes(world) == {"my-endpoint": "unknown"}
