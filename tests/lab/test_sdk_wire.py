"""Requests as Microsoft's packages send them get the status that the service would give, whoever asks."""

from __future__ import annotations

import json

import pytest

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
P = f"{S}/resourceGroups/rg/providers"
WS = f"{P}/Microsoft.MachineLearningServices/workspaces/ws"
GUID = "11111111-2222-3333-4444-555555555555"
EXIST = (
    f"{P}/Microsoft.Storage/storageAccounts/sa123",
    f"{P}/Microsoft.ContainerRegistry/registries/acr12",
    f"{P}/Microsoft.ManagedIdentity/userAssignedIdentities/uami",
    f"{P}/Microsoft.CognitiveServices/accounts/aoai",
    f"{WS}/onlineEndpoints/ep",
    f"{WS}/onlineEndpoints/ep/deployments/blue",
    f"{WS}/environments/env/versions/1",
    f"{WS}/models/m/versions/1",
)
REGION = f"{S}/providers/Microsoft.MachineLearningServices/locations/eastus"
NOT_HERE = (
    "/providers/Microsoft.Authorization/providerOperations/",
    "/providers/Microsoft.ResourceGraph/",
    "/listUsages",
    "/blobServices/",
    "/providers/Microsoft.ManagedIdentity/identities/default",
    "/Quotas",
    "/skus",
)
"""What the lab does not emulate."""

WRITES = {
    "role_assignments.create": 201,
    "role_assignments.delete": 200,
    "workspace_connections.list_secrets": 200,
    "workspaces.begin_diagnose": 202,
    "workspaces.get_keys": 200,
    "online_deployments.get_logs": 200,
}
"""What an Owner is answered."""


@pytest.fixture
def get(lab_of, owners):
    role = {
        "id": f"/providers/Microsoft.Authorization/roleDefinitions/{GUID}",
        "properties": {"permissions": [{"actions": []}]},
    }
    return lab_of(
        *owners,
        *({"request": f"GET {id_}", "status": 200, "body": {"id": id_, "properties": {}}} for id_ in EXIST),
        *({"request": f"GET {REGION}/{what}", "status": 200, "body": {"value": []}} for what in ("usages", "vmSizes")),
        {"request": f"GET {S}/providers/Microsoft.Authorization/roleDefinitions/{GUID}", "status": 200, "body": role},
    )


def expected(one, who):
    if one["verb"] == "GET":
        return 404 if one["path"].endswith(f"/roleAssignments/{GUID}") else 200
    return WRITES[one["method"]] if who == "owner" else 403


@pytest.mark.parametrize("who", ["reader", "owner"])
def test_requests_as_the_sdks_send_them(shared, get, who):
    sent = json.loads((shared / "specs" / "sdk-wire.json").read_text(encoding="utf-8"))
    ours = [one for one in sent if "verb" in one and not any(part in one["path"] for part in NOT_HERE)]
    wrong = []
    for one in ours:
        path = one["path"].replace("{subscriptionId}", S[15:])
        body = one["body"].encode() if one["body"] else None
        reply = get(f"{path}?{one['raw_query']}", who, one["verb"], body=body)
        if reply.status != expected(one, who):
            wrong.append((one["method"], one["path"], reply.status, reply.body))
    assert not wrong
    assert len(ours) > 70
