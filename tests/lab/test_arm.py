from __future__ import annotations

from dataclasses import replace

import pytest

from pfdoctor.bundle.file import parse
from pfdoctor.lab.arm import Lab
from pfdoctor.lab.errors import UnknownRequest
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.exchange import Ask, NotRecorded

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
G = f"{S}/resourceGroups/rg"
ACR = f"{G}/providers/Microsoft.ContainerRegistry/registries"
WS = f"{G}/providers/Microsoft.MachineLearningServices/workspaces/ws"
LOCATION = f"{S}/providers/Microsoft.MachineLearningServices/locations/eastus"


def names(reply):
    return [item["name"] for item in reply.body["value"]]


@pytest.mark.parametrize(
    ("path", "version"),
    [
        (f"{ACR}/r0", "2025-11-01"),
        (f"{ACR}/r3".upper(), "2024-10-01"),
        (f"/{WS}//", "2024-10-01"),
        (f"{WS}/outboundRules/rule", "2024-10-01"),
    ],
)
def test_gets(get, path, version):
    reply = get(path)
    assert (reply.status, reply.api_version) == (200, version)
    assert reply.body["name"] == path.strip("/").rsplit("/", 1)[1].lower()


def test_a_resource_s_own_answer_says_more_than_a_list_s(get):
    assert get(f"{ACR}/r0").body["properties"] == {"loginServer": "r0.azurecr.io"}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (f"{S}/providers/Microsoft.ContainerRegistry/registries", ["r0", "r1", "r2", "r3", "r4"]),
        (ACR, ["r0", "r1", "r2", "r3", "r4"]),
        (f"{G}/providers/Microsoft.Storage/storageAccounts", []),
        (f"{WS}/connections", ["c"]),
        (f"{WS}/connections?category=AzureOpenAI", []),
        (f"{WS}/computes", []),
        (f"{WS}/environments", ["env"]),
        (f"{WS}/environments/env/versions", ["2"]),
        (f"{WS}/outboundRules", ["rule"]),
        (f"{S}/resourceGroups", ["rg"]),
    ],
)
def test_lists(get, path, found):
    assert names(get(path)) == found


def test_what_is_no_resource_is_answered_as_recorded(get):
    assert get(f"{LOCATION}/usages").body == {"value": [{"unit": "Count"}]}


def test_subscriptions_and_groups(get):
    assert [one["id"] for one in get("/subscriptions").body["value"]] == [S]
    assert get("/subscriptions", who="nobody").body["value"] == []
    assert (get(S).body["id"], get(G).body["name"]) == (S, "rg")


@pytest.mark.parametrize(
    ("path", "code", "told"),
    [
        ("/subscriptions/other", "SubscriptionNotFound", "'other'"),
        (f"{S}/resourceGroups/none", "ResourceGroupNotFound", "'none'"),
        (f"{S}/resourceGroups/none/providers/Microsoft.Storage/storageAccounts/x", "ResourceGroupNotFound", "'none'"),
        (f"{ACR}/none", "ResourceNotFound", "'Microsoft.ContainerRegistry/registries/none' under resource group 'rg'"),
        (f"{WS}x", "ResourceNotFound", "workspaces/wsx'"),
        (f"{WS}x/onlineEndpoints/ep", "ResourceNotFound", "workspaces/wsx'"),
        (f"{WS}x/connections", "ResourceNotFound", "workspaces/wsx'"),
        (f"{WS}/onlineEndpoints/none", "UserError", "onlineEndpoints/none"),
        (f"{WS}/onlineEndpoints/none/deployments", "UserError", "onlineEndpoints/none"),
        (f"{WS}/environments/env/versions/9", "UserError", "versions/9"),
        (f"{WS}/nonsense", "InvalidResourceType", "'workspaces/nonsense'"),
        (f"{LOCATION}/nonsense", "InvalidResourceType", "nonsense"),
        (f"{S}/providers/Microsoft.Nonsense", "InvalidResourceNamespace", "'Microsoft.Nonsense'"),
        (f"{S}/nonsense", "InvalidResourceType", ""),
    ],
)
def test_what_does_not_exist(lab_of, path, code, told):
    for get, who in ((lab_of(), "stranger"), (lab_of(caller={"object_id": "reader"}), "reader")):
        reply = get(path, who)
        assert (reply.status, reply.body["error"]["code"]) == (404, code)
        assert told in reply.body["error"]["message"]


def test_a_child_of_a_workspace_is_missing_in_the_service_s_own_words(get):
    told = {one["type"]: one["info"]["value"] for one in get(f"{WS}/onlineEndpoints/x").body["error"]["additionalInfo"]}
    assert told["InnerError"]["code"] == "NotFound"


@pytest.mark.parametrize(
    ("who", "verb", "path", "action", "scope"),
    [
        ("nobody", "GET", f"{ACR}/r0", "Microsoft.ContainerRegistry/registries/read", f"{ACR}/r0"),
        ("nobody", "GET", f"{ACR}/none", "Microsoft.ContainerRegistry/registries/read", f"{ACR}/none"),
        ("nobody", "GET", ACR, "Microsoft.ContainerRegistry/registries/read", G),
        ("puller", "GET", f"{WS}/connections", "Microsoft.MachineLearningServices/workspaces/connections/read", WS),
        ("puller", "GET", G, "Microsoft.Resources/subscriptions/resourceGroups/read", G),
        ("reader", "PUT", f"{ACR}/r0", "Microsoft.ContainerRegistry/registries/write", f"{ACR}/r0"),
        ("reader", "DELETE", f"{ACR}/r0", "Microsoft.ContainerRegistry/registries/delete", f"{ACR}/r0"),
        (
            "reader",
            "POST",
            f"{WS}/connections/c/listsecrets",
            "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action",
            f"{WS}/connections/c",
        ),
        (
            "member",
            "GET",
            f"{S}/providers/Microsoft.Authorization/roleAssignments",
            "Microsoft.Authorization/roleAssignments/read",
            S,
        ),
    ],
)
def test_who_may_not_is_told_so_in_azure_s_words(get, who, verb, path, action, scope):
    reply = get(path, who, verb)
    assert (reply.status, reply.body["error"]["code"]) == (403, "AuthorizationFailed")
    told = reply.body["error"]["message"]
    assert told.startswith(f"The client '{'app' if who == 'reader' else who}' with object id '{who}' does not have")
    assert f"perform action '{action}' over scope '{scope}'" in told


@pytest.mark.parametrize("who", ["reader", "member"])
def test_a_role_above_or_through_a_group_lets_in(get, who):
    assert get(f"{ACR}/r0", who).status == 200


def test_a_list_shows_what_may_be_seen(get):
    assert names(get(f"{S}/providers/Microsoft.ContainerRegistry/registries", "puller")) == ["r1"]


def test_a_caller_of_whom_no_permissions_were_recorded_writes_nothing(lab_of):
    get = lab_of(caller={"object_id": "owner"}, world={})
    assert get(f"{ACR}/r0", "owner", "PUT").status == 403


@pytest.mark.parametrize(
    ("header", "status"),
    [("Basic eHg=", 401), ("lab:reader", 401), ("Bearer lab:nobody", 403), ("bearer lab:reader", 200)],
)
def test_the_token_names_the_principal(world, header, status):
    asked = Ask.from_url("GET", f"{WS}?api-version=2024-10-01", None, {"authorization": header})
    assert Lab(world())(asked).status == status


FAILED = [
    {"request": f"GET {ACR}/r2", "status": 403, "body": {"error": {"code": "Recorded"}}},
    {"request": f"GET {ACR}/r4", "status": None, "error": "connection reset"},
    {"request": f"GET {WS}/providers/Microsoft.Authorization/roleAssignments", "status": 403, "body": {"error": {}}},
]


def test_recorded_failures_are_the_caller_s_alone(lab_of):
    get = lab_of(*FAILED)
    assert get(f"{ACR}/r2", "me").body == {"error": {"code": "Recorded"}}
    assert get(f"{WS}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()", "me").status == 403
    with pytest.raises(NotRecorded, match="connection reset"):
        get(f"{ACR}/r4", "stranger")
    assert [get(f"{ACR}/{name}", "reader").status for name in ("r2", "r4")] == [200, 200]


def test_what_its_caller_did_not_find_does_not_come_to_be(lab_of):
    get = lab_of({"request": "GET /subscriptions/gone", "status": 404, "body": {"error": {"code": "Recorded"}}})
    codes = [get("/subscriptions/gone", who).body["error"]["code"] for who in ("me", "reader")]
    assert codes == ["Recorded", "SubscriptionNotFound"]


def test_logs_are_read_as_recorded(lab_of):
    path = f"{WS}/onlineEndpoints/ep/deployments/blue/getLogs"
    get = lab_of({"request": f"POST {path}", "status": 200, "body": {"content": "started"}})
    assert get(path, "me", "POST").body == {"content": "started"}
    assert get(path, "reader", "POST").status == 403


def test_every_recorded_answer_of_a_shipped_world_is_given_to_its_caller(shipped):
    lab = Lab(shipped)
    for one in shipped.answers:
        verb, url = one.request.split(" ", 1)
        asked = Ask.from_url(verb, url, None, {"Authorization": f"Bearer lab:{shipped.caller.object_id}"})
        reply = lab(replace(asked, api_version=one.api_version))
        assert reply.status == one.status, one.request
        if "value" in one.body and not one.request.endswith("permissions"):
            assert sorted(map(str, reply.body["value"])) == sorted(map(str, one.body["value"])), one.request
        else:
            assert reply.body == one.body, one.request


TARGET = {"subscription": "s", "resource_group": "rg", "workspace": "ws", "endpoint": "ep"}
START = {"pfdoctor_bundle": 1, "taken_at": "2026-11-22T06:00:00Z", "answers": [], "target": TARGET}


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"answers": []}, "is not a pfdoctor bundle"),
        ([], "is not a pfdoctor bundle"),
        ({**START, "target": {**TARGET, "endpoint": ""}}, "target.endpoint is missing"),
        (
            {**START, "answers": [{"request": f"GET {ACR}/r0", "status": 200, "body": {"properties": {}}}]},
            "is a resource without an id; record it again",
        ),
    ],
)
def test_what_is_no_world_is_told_in_one_sentence(document, told):
    with pytest.raises(CannotStart, match=told) as refused:
        Lab(parse(document, "world.json"))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("path", "status"), [(G, 204), (f"{ACR}/r0", 204), (f"{ACR}/none", 404)])
def test_whether_something_exists(get, path, status):
    reply = get(path, verb="HEAD")
    assert (reply.status, reply.body) == (status, None)


def test_a_deny_assignment_is_named_in_azure_s_words(lab_of):
    auth = "/providers/Microsoft.Authorization"
    rule = {"scope": G, "principals": [{"id": "reader"}], "permissions": [{"actions": ["*/read"]}]}
    item = {"id": f"{G}{auth}/denyAssignments/d1", "properties": {**rule, "denyAssignmentName": "Stack"}}
    get = lab_of({"request": f"GET {S}{auth}/denyAssignments", "status": 200, "body": {"value": [item]}})
    error = get(f"{ACR}/r0").body["error"]
    assert error["code"] == "DenyAssignmentAuthorizationFailed"
    assert f"action 'Microsoft.ContainerRegistry/registries/read' on scope '{ACR}/r0'; however" in error["message"]
    assert f"because of the deny assignment with name 'Stack' and Id 'd1' at scope '{G}'." in error["message"]
    assert get(f"{ACR}/r0", "nobody").body["error"]["code"] == "AuthorizationFailed"


@pytest.mark.parametrize(
    ("verb", "path", "unknown"),
    [
        ("GET", f"{ACR}/r0", False),
        ("GET", f"{ACR}/none", False),
        ("GET", f"{ACR}/r0?api-version=2031-01-01", False),
        ("GET", f"{WS}/nonsense", True),
        ("GET", f"{S}/nonsense", True),
        ("PUT", f"{ACR}/r0", True),
        ("DELETE", f"{S}/providers/Microsoft.Authorization/roleDefinitions/x", True),
        ("POST", f"{ACR}/r0/listCredentials", True),
    ],
)
def test_requests_that_it_does_not_know_are_told_apart(lab_of, owners, verb, path, unknown):
    reply = lab_of(*owners)(path, "owner", verb)
    assert isinstance(reply, UnknownRequest) is unknown
    assert reply.headers["x-ms-request-id"]


@pytest.mark.parametrize("kind", ["roleDefinitions", "denyAssignments"])
def test_nobody_writes_what_is_not_written_here_without_the_right(get, kind):
    assert get(f"{S}/providers/Microsoft.Authorization/{kind}/x", "reader", "PUT").status == 403
