from __future__ import annotations

import pytest

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
WS = f"{S}/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws"


@pytest.mark.parametrize(
    ("auth", "credentials"),
    [("ApiKey", {"key": "this lab holds no secrets"}), ("CustomKeys", {"keys": {}}), ("AAD", None), ("None", None)],
)
def test_a_connection_with_its_secrets(lab_of, owners, auth, credentials):
    id_ = f"{WS}/connections/ai"
    body = {"id": id_, "name": "ai", "properties": {"authType": auth, "category": "AzureOpenAI"}}
    get = lab_of(*owners, {"request": f"GET {id_}", "status": 200, "body": body})
    reply = get(f"{id_}/listsecrets", "owner", "POST")
    assert (reply.status, reply.body["properties"].get("credentials")) == (200, credentials)
    assert reply.body["properties"]["category"] == "AzureOpenAI"
    assert "credentials" not in get(id_).body["properties"]


def test_secrets_take_a_right_of_their_own(lab_of, owners):
    refused = lab_of(*owners)(f"{WS}/connections/c/listsecrets", "reader", "POST")
    assert "workspaces/connections/listsecrets/action'" in refused.body["error"]["message"]


def test_a_diagnosis_takes_a_while_and_finds_nothing(lab_of, owners):
    get = lab_of(*owners)
    started = get(f"{WS}/diagnose", "owner", "POST", body={"value": {}})
    assert (started.status, started.body, int(started.headers["Retry-After"])) == (202, None, 1)
    result = get(started.headers["Location"], "owner")
    assert (result.status, set(map(tuple, result.body["value"].values()))) == (200, {()})


@pytest.mark.parametrize(("path", "status"), [(f"{WS}/connections/none/listsecrets", 404), (f"{WS}/resync", 405)])
def test_what_is_not_there(lab_of, owners, path, status):
    assert lab_of(*owners)(path, "owner", "POST").status == status
