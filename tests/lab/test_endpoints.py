from __future__ import annotations

import pytest

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
G = f"{S}/resourceGroups/rg"
WS = f"{G}/providers/Microsoft.MachineLearningServices/workspaces/ws"
EP = f"{WS}/onlineEndpoints/fresh"
UAI = f"{G}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-pf"
BODY = {"location": "eastus", "identity": {"type": "SystemAssigned"}, "properties": {"authMode": "Key"}}


@pytest.fixture
def get(lab_of, owners):
    properties = {"principalId": "p", "clientId": "c"}
    identity = {"request": f"GET {UAI}", "status": 200, "body": {"id": UAI, "name": "id-pf", "properties": properties}}
    return lab_of(*owners, identity)


def test_a_new_endpoint_has_an_identity_and_an_address(get):
    reply = get(EP, "owner", "PUT", body=BODY)
    assert (reply.status, reply.body["properties"]["provisioningState"]) == (201, "Creating")
    assert get(reply.headers["Azure-AsyncOperation"], "owner").body["status"] == "Succeeded"
    made = get(EP).body
    assert made["properties"]["provisioningState"] == "Succeeded"
    assert made["properties"]["scoringUri"] == "https://fresh.eastus.inference.ml.azure.com/score"
    assert made["identity"]["principalId"]
    again = get(EP, "owner", "PUT", body={**BODY, "properties": {"authMode": "AADToken", "traffic": {"blue": 100}}})
    assert again.body["identity"] == made["identity"]
    assert get(EP).body["properties"]["traffic"] == {"blue": 100}


def test_its_identity_can_be_given_a_role_at_once(get):
    principal = get(EP, "owner", "PUT", body=BODY).body["identity"]["principalId"]
    role = f"{S}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
    path = f"{G}/providers/Microsoft.Authorization/roleAssignments/11111111-2222-3333-4444-555555555555"
    reply = get(path, "owner", "PUT", body={"properties": {"roleDefinitionId": role, "principalId": principal}})
    assert (reply.status, reply.body["properties"]["principalType"]) == (201, "ServicePrincipal")


def test_an_endpoint_keeps_the_identity_it_had(lab_of, owners):
    identity = {"type": "SystemAssigned", "principalId": "of-old"}
    body = {"id": EP, "name": "fresh", "location": "eastus", "identity": identity, "properties": {}}
    get = lab_of(*owners, {"request": f"GET {EP}", "status": 200, "body": body})
    reply = get(EP, "owner", "PUT", body=BODY)
    assert (reply.body["identity"]["principalId"], reply.body["properties"]["provisioningState"]) == (
        "of-old",
        "Updating",
    )


def test_a_user_assigned_identity_is_told_whole(get):
    wanted = {"type": "UserAssigned", "userAssignedIdentities": {UAI: {}}}
    identity = get(EP, "owner", "PUT", body={**BODY, "identity": wanted}).body["identity"]
    assert identity == {**wanted, "userAssignedIdentities": {UAI: {"principalId": "p", "clientId": "c"}}}


def test_patch_takes_tags_and_identity_only(get):
    get(EP, "owner", "PUT", body=BODY)
    reply = get(EP, "owner", "PATCH", body={"tags": {"a": "1"}})
    assert (reply.status, "Location" in reply.headers, "Azure-AsyncOperation" in reply.headers) == (202, True, False)
    assert get(EP).body["tags"] == {"a": "1"}
    assert get(EP, "owner", "PATCH", body={"properties": {"traffic": {}}}).status == 400
    assert get(f"{EP}x", "owner", "PATCH", body={"tags": {}}).status == 404


@pytest.mark.parametrize("sent", [{}, [], {"location": "eastus"}, {"properties": {"authMode": "Key"}}])
def test_a_body_that_says_too_little(get, sent):
    assert get(EP, "owner", "PUT", body=sent).status == 400


def test_only_who_may(get):
    assert "onlineEndpoints/write'" in get(EP, "reader", "PUT", body=BODY).body["error"]["message"]
