from __future__ import annotations

import pytest

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
G = f"{S}/resourceGroups/rg"
ACR = f"{G}/providers/Microsoft.ContainerRegistry/registries"
AUTH = "/providers/Microsoft.Authorization"
READER, PULL = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "7f951dda-4ed3-4680-a7ca-43fe172d538d"


def names(reply):
    return [item["name"] for item in reply.body["value"]]


@pytest.mark.parametrize(
    ("scope", "query", "found"),
    [
        (S, "", ["a1", "a2", "a3"]),
        (G, "", ["a1", "a2", "a3"]),
        (f"{ACR}/r0", "", ["a1", "a2"]),
        (f"{ACR}/r1", "", ["a1", "a2", "a3"]),
        (G, "?$filter=atScope()", ["a1", "a2"]),
        (S, "?$filter=principalId eq 'team'", ["a2"]),
        (S, "?$filter=principalId eq 'member'", []),
        (S, "?$filter=assignedTo('MEMBER')", ["a2"]),
        (S, "?$filter=atScope() and assignedTo('member')", []),
        (G, "?%24filter=atScope%28%29%20and%20assignedTo%28%27member%27%29", ["a2"]),
        (S, "?$filter=assignedTo('unheard-of')", []),
    ],
)
def test_role_assignments(get, scope, query, found):
    assert names(get(f"{scope}{AUTH}/roleAssignments{query}")) == found


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("roleAssignments", "principalId eq x"),
        ("roleAssignments", "atScope() and principalId eq 'x'"),
        ("roleAssignments", "roleName eq 'Reader'"),
        ("roleAssignments", "asTarget()"),
        ("roleDefinitions", "atScope()"),
        ("denyAssignments", "principalId eq 'x'"),
    ],
)
def test_a_filter_that_azure_does_not_take(get, kind, text):
    reply = get(f"{S}{AUTH}/{kind}?$filter={text}")
    assert (reply.status, reply.body["error"]["code"]) == (400, "UnsupportedQuery")
    assert f"The filter '{text}' is not supported" in reply.body["error"]["message"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [READER, PULL]),
        ("?$filter=roleName eq 'acrpull'", [PULL]),
        ("?$filter=roleName eq 'none'", []),
        ("?$filter=type eq 'CustomRole'", []),
        ("?$filter=atScopeAndBelow()", [READER, PULL]),
    ],
)
def test_role_definitions(get, query, found):
    assert names(get(f"{G}{AUTH}/roleDefinitions{query}")) == found


@pytest.mark.parametrize("scope", ["", S, G, f"{ACR}/r0"])
def test_a_role_by_its_guid(lab_of, scope):
    assert lab_of()(f"{scope}{AUTH}/roleDefinitions/{PULL.upper()}", "stranger").body["name"] == PULL


def test_single_items_and_their_absence(get):
    assert get(f"{G}{AUTH}/roleAssignments/A2").body["name"] == "a2"
    for path, code in (
        ("roleAssignments/none", "RoleAssignmentNotFound"),
        ("roleDefinitions/none", "RoleDefinitionDoesNotExist"),
    ):
        reply = get(f"{G}{AUTH}/{path}")
        assert (reply.status, reply.body["error"]["code"]) == (404, code)


@pytest.mark.parametrize(
    "kind", ["denyAssignments", "roleEligibilityScheduleInstances", "roleAssignmentScheduleInstances"]
)
def test_nothing_recorded_is_an_empty_list(get, kind):
    assert get(f"{ACR}/r0{AUTH}/{kind}").body == {"value": []}


def test_what_whoever_asks_may_activate(lab_of):
    item = {
        "id": f"{S}{AUTH}/roleEligibilityScheduleInstances/e",
        "name": "e",
        "properties": {"scope": S, "principalId": "team"},
    }
    get = lab_of(
        {"request": f"GET {S}{AUTH}/roleEligibilityScheduleInstances", "status": 200, "body": {"value": [item]}}
    )
    path = f"{G}{AUTH}/roleEligibilityScheduleInstances?$filter=asTarget()"
    assert names(get(path, "member")) == ["e"]
    assert names(get(path, "reader")) == []


@pytest.mark.parametrize(
    ("who", "scope", "actions"),
    [
        ("reader", f"{ACR}/r1", [["*/read"]]),
        ("member", f"{ACR}/r1", [["*/read"]]),
        ("member", S, []),
        (
            "puller",
            f"{ACR}/r1",
            [["Microsoft.ContainerRegistry/registries/pull/read", "Microsoft.ContainerRegistry/registries/read"]],
        ),
        ("nobody", f"{ACR}/r1", []),
        ("stranger", S, [["*/read"]]),
    ],
)
def test_permissions_are_computed_for_whoever_asks(get, who, scope, actions):
    assert [block["actions"] for block in get(f"{scope}{AUTH}/permissions", who).body["value"]] == actions


def test_recorded_permissions_are_the_caller_s_alone(lab_of):
    block = {"actions": ["*"], "notActions": []}
    get = lab_of({"request": f"GET {G}{AUTH}/permissions", "status": 200, "body": {"value": [block]}})
    assert get(f"{G}{AUTH}/permissions", "me").body["value"] == [block]
    assert get(f"{ACR}/r1{AUTH}/permissions", "me").body["value"] == [block]
    assert get(f"{G}{AUTH}/permissions", "nobody").body["value"] == []


def test_a_condition_goes_with_the_permission(lab_of):
    properties = {
        "scope": S,
        "principalId": "nobody",
        "roleDefinitionId": f"{AUTH}/roleDefinitions/{READER}",
        "condition": "@X",
    }
    item = {"id": f"{S}{AUTH}/roleAssignments/c", "properties": properties}
    get = lab_of({"request": f"GET {ACR}/r1{AUTH}/roleAssignments", "status": 200, "body": {"value": [item]}})
    blocks = get(f"{S}{AUTH}/permissions", "nobody", version="2022-05-01-preview").body["value"]
    assert [block["condition"] for block in blocks] == ["@X"]
