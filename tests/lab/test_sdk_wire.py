"""Requests as Microsoft's packages send them get the status that the service would give a Reader."""

from __future__ import annotations

import json

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


def test_requests_as_the_sdks_send_them(shared, lab_of):
    role = {
        "id": f"/providers/Microsoft.Authorization/roleDefinitions/{GUID}",
        "properties": {"permissions": [{"actions": []}]},
    }
    get = lab_of(
        *({"request": f"GET {id_}", "status": 200, "body": {"id": id_, "properties": {}}} for id_ in EXIST),
        *({"request": f"GET {REGION}/{what}", "status": 200, "body": {"value": []}} for what in ("usages", "vmSizes")),
        {"request": f"GET {S}/providers/Microsoft.Authorization/roleDefinitions/{GUID}", "status": 200, "body": role},
    )
    sent = json.loads((shared / "specs" / "sdk-wire.json").read_text(encoding="utf-8"))
    ours = [one for one in sent if "verb" in one and not any(part in one["path"] for part in NOT_HERE)]
    wrong = []
    for one in ours:
        path = one["path"].replace("{subscriptionId}", S[15:])
        reply = get(f"{path}?{one['raw_query']}", verb=one["verb"])
        expected = 200 if one["verb"] == "GET" else 403
        if path.endswith(f"/roleAssignments/{GUID}") and one["verb"] == "GET":
            expected = 404
        if reply.status != expected:
            wrong.append((one["method"], one["path"], reply.status, reply.body))
    assert not wrong
    assert len(ours) > 70
