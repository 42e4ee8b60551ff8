from __future__ import annotations

import pytest

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
WS = f"{S}/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws"
ENV = f"{WS}/environments/env"
ROUTES = {name: {"path": "/health", "port": 8080} for name in ("livenessRoute", "readinessRoute", "scoringRoute")}
BODY = {"properties": {"image": "r0.azurecr.io/flow:1", "inferenceConfig": ROUTES}}


@pytest.fixture
def get(lab_of, owners):
    return lab_of(*owners)


def test_a_new_version(get):
    reply = get(f"{ENV}/versions/3", "owner", "PUT", body=BODY)
    assert (reply.status, reply.body["id"], reply.body["name"]) == (201, f"{ENV}/versions/3", "3")
    assert reply.headers["Location"].endswith(f"{ENV}/versions/3?api-version=2024-10-01")
    assert reply.body["properties"] | {"inferenceConfig": ROUTES, "osType": "Linux"} == reply.body["properties"]
    assert reply.body["properties"]["environmentType"] == "UserCreated"
    assert reply.body["systemData"]["createdBy"] == "owner"
    assert get(f"{ENV}/versions/3").body == reply.body
    assert [one["name"] for one in get(f"{ENV}/versions").body["value"]] == ["2", "3"]
    newest = get(f"{ENV}/versions?$orderBy=createdtime desc&$top=1").body["value"]
    assert [one["name"] for one in newest] == ["3"]
    assert get(ENV).body["properties"]["latestVersion"] == "3"


def test_a_new_environment(get):
    assert get(f"{WS}/environments/fresh/versions/1", "owner", "PUT", body=BODY).status == 201
    assert [one["name"] for one in get(f"{WS}/environments").body["value"]] == ["env", "fresh"]


def test_the_same_again_and_another_description(get):
    first = get(f"{ENV}/versions/3", "owner", "PUT", body=BODY).body
    again = get(f"{ENV}/versions/3", "owner", "PUT", body=BODY)
    assert (again.status, again.body["properties"]) == (200, first["properties"])
    described = {"properties": {**BODY["properties"], "description": "new", "tags": {"a": "b"}}}
    reply = get(f"{ENV}/versions/3", "owner", "PUT", body=described)
    assert (reply.status, reply.body["properties"]["description"], reply.body["properties"]["tags"]) == (
        200,
        "new",
        {"a": "b"},
    )


@pytest.mark.parametrize(
    "change", [{"image": "other"}, {"inferenceConfig": None}, {"condaFile": "{}"}, {"osType": "Windows"}]
)
def test_what_it_consists_of_never_changes(get, change):
    get(f"{ENV}/versions/3", "owner", "PUT", body=BODY)
    reply = get(f"{ENV}/versions/3", "owner", "PUT", body={"properties": {**BODY["properties"], **change}})
    assert (reply.status, reply.body["error"]["code"]) == (409, "UserError")
    assert (
        reply.body["error"]["message"] == "Environment env with version 3 is already registered and cannot be changed."
    )


@pytest.mark.parametrize("sent", [b"", b"{", {}, {"properties": {}}, {"properties": {"description": "x"}}, [1]])
def test_a_body_that_says_too_little(get, sent):
    assert get(f"{ENV}/versions/3", "owner", "PUT", body=sent).status == 400


def test_only_who_may(get):
    reply = get(f"{ENV}/versions/3", "reader", "PUT", body=BODY)
    assert (reply.status, "workspaces/environments/versions/write'" in reply.body["error"]["message"]) == (403, True)


def test_what_its_caller_did_not_find_is_there_once_it_is_written(lab_of, owners):
    gone = {"request": f"GET {ENV}/versions/3", "status": 404, "body": {"error": {"code": "UserError"}}}
    get = lab_of(*owners, gone, caller={"object_id": "owner"})
    assert get(f"{ENV}/versions/3", "owner").status == 404
    get(f"{ENV}/versions/3", "owner", "PUT", body=BODY)
    assert get(f"{ENV}/versions/3", "owner").status == 200
