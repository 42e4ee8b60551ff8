from __future__ import annotations

import json

import pytest

from pfdoctor.bundle.flattened import refuse_flattened
from pfdoctor.model.errors import CannotStart

GROUP = "/subscriptions/s/resourceGroups/g/providers"
ACR = f"{GROUP}/Microsoft.ContainerRegistry/registries/acr1"
ML = f"{GROUP}/Microsoft.MachineLearningServices/workspaces/ws"
ROLES = "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (ACR, {"id": ACR, "name": "acr1", "loginServer": "acr1.azurecr.io", "resourceGroup": "g"}),
        (ML, {"id": ML, "name": "ws", "container_registry": ACR}),
        (f"{ML}/onlineEndpoints/ep", {"id": "x", "name": "ep", "auth_mode": "key", "properties": {}}),
        (ROLES, [{"id": "x", "principalId": "p"}]),
        (ROLES, {"value": [{"id": "x", "principalId": "p", "scope": "/"}]}),
        (f"{ACR}/providers/Microsoft.Authorization/roleAssignments/n", {"id": "x", "principalId": "p"}),
    ],
)
def test_refuses_what_az_show_prints(path, body):
    with pytest.raises(CannotStart, match="az rest --method get --url") as refused:
        refuse_flattened(f"GET {path}", "", 200, body, "b.json")
    assert f"GET {path}" in str(refused.value)
    assert f'"{path}?api-version=2' in str(refused.value)


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        (ACR, 200, {"id": ACR, "name": "acr1", "type": "t", "location": "l", "properties": {"loginServer": "x"}}),
        (ACR, 200, {"id": ACR, "name": "acr1", "sku": {"name": "Basic"}, "tags": {}}),
        (ACR, 403, {"id": ACR, "loginServer": "x"}),
        (ACR, 200, None),
        (ACR, 200, "<html>"),
        ("/subscriptions/s", 200, {"id": "/subscriptions/s", "displayName": "x", "state": "Enabled"}),
        ("/subscriptions/s/providers/Microsoft.Storage", 200, {"id": "x", "registrationState": "Registered"}),
        (f"{ML}/outboundRules", 200, {"value": [{"id": None, "name": "r", "type": None, "properties": {}}]}),
        (f"{ACR}/listUsages", 200, {"value": [{"name": "Size", "limit": 1, "currentValue": 0}]}),
        (
            "/subscriptions/s/providers/Microsoft.MachineLearningServices/locations/l/usages/u",
            200,
            {"id": "u", "unit": 1},
        ),
    ],
)
def test_never_refuses_what_arm_answers(path, status, body):
    refuse_flattened(f"GET {path}", "2025-11-01", status, body, "b.json")


def test_the_command_keeps_query_and_version():
    with pytest.raises(CannotStart, match=r'roleAssignments\?\$filter=atScope\(\)&api-version=2020-01-01"'):
        refuse_flattened(f"GET {ROLES}?$filter=atScope()", "2020-01-01", 200, [], "b.json")


def test_never_refuses_a_recorded_answer(shared):
    count = 0
    for file in sorted((shared / "recordings").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            if one["method"] == "GET":
                refuse_flattened(f"GET {one['url']}", one["api_version"] or "", one["status"], one["body"], "b.json")
                count += 1
    assert count > 300
