from __future__ import annotations

import pytest

from pfdoctor.model.exchange import NotRecorded

S = "/subscriptions/s"
G = f"{S}/resourceGroups/g"
ACR = f"{G}/providers/Microsoft.ContainerRegistry/registries/acr1"
ACR2 = f"{G}/providers/Microsoft.ContainerRegistry/registries/acr12"
OTHER = f"{S}/resourceGroups/other"
MG = "/providers/Microsoft.Management/managementGroups/mg"
AUTH = "/providers/Microsoft.Authorization"


def assignment(name, scope, principal="p"):
    return {
        "id": f"{scope}{AUTH}/roleAssignments/{name}",
        "name": name,
        "properties": {"scope": scope, "principalId": principal},
    }


ALL = [
    assignment("root", "/"),
    assignment("mg", MG),
    assignment("sub", S, "OTHER"),
    assignment("group", G.upper(), "team"),
    assignment("acr", ACR),
    assignment("acr12", ACR2),
    assignment("other", OTHER),
]
WORLD = {"principals": [{"object_id": "p", "groups": ["TEAM"]}, {"object_id": "q"}]}


def names(reply):
    return [item["name"] for item in reply.body["value"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (f"{ACR}{AUTH}/roleAssignments", ["root", "mg", "sub", "group", "acr"]),
        (f"{G}{AUTH}/roleAssignments", ["root", "mg", "sub", "group", "acr", "acr12"]),
        (f"{G}{AUTH}/roleAssignments?$filter=atScope()", ["root", "mg", "sub", "group"]),
        (f"{ACR}{AUTH}/roleAssignments?$filter=principalId eq 'P'", ["root", "mg", "acr"]),
        (f"{ACR}{AUTH}/roleAssignments?$filter=assignedTo('p')", ["root", "mg", "group", "acr"]),
        (f"{G}{AUTH}/roleAssignments?$filter=atScope() and assignedTo('p')", ["root", "mg", "group"]),
    ],
)
def test_a_subscription_holds_what_a_resource_has(ask_of, asked, found):
    assert names(ask_of((f"{S}{AUTH}/roleAssignments", {"value": ALL}), world=WORLD)(asked)) == found


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [
        (f"{S}{AUTH}/roleAssignments", f"{ACR}{AUTH}/roleAssignments?$filter=assignedTo('stranger')"),
        (f"{S}{AUTH}/roleAssignments", f"{ACR}{AUTH}/roleAssignments?$filter=assignedTo('q')"),
        (f"{S}{AUTH}/roleAssignments", f"{ACR}{AUTH}/roleAssignments?$filter=principalId ne 'p'"),
        (f"{S}{AUTH}/roleAssignments", f"{ACR}{AUTH}/roleAssignments?$skiptoken=2"),
        (
            f"{S}{AUTH}/roleAssignments",
            f"{ACR}{AUTH}/roleAssignments?$filter=assignedTo('p') and principalId eq 'p'",
        ),
        (f"{S}{AUTH}/roleAssignments", f"/subscriptions/s2{AUTH}/roleAssignments"),
        (f"{S}{AUTH}/roleAssignments?$filter=atScope()", f"{ACR}{AUTH}/roleAssignments"),
        (f"{S}{AUTH}/roleAssignments?$filter=atScope()", f"{ACR}{AUTH}/roleAssignments?$filter=atScope()"),
        (
            f"{S}{AUTH}/roleAssignments?$filter=principalId eq 'p'",
            f"{ACR}{AUTH}/roleAssignments?$filter=assignedTo('p')",
        ),
        (f"{S}{AUTH}/roleAssignments?$filter=assignedTo('q')", f"{ACR}{AUTH}/roleAssignments?$filter=assignedTo('p')"),
        (f"{S}{AUTH}/roleAssignments?$filter=assignedTo('p')", f"{ACR}{AUTH}/roleAssignments"),
        (f"{ACR}{AUTH}/roleAssignments", f"{G}{AUTH}/roleAssignments"),
        (f"{MG}{AUTH}/roleAssignments", f"{ACR}{AUTH}/roleAssignments"),
        (f"{AUTH}/roleAssignments", f"{ACR}{AUTH}/roleAssignments"),
        (
            f"{S}{AUTH}/roleEligibilityScheduleInstances?$filter=asTarget()",
            f"{ACR}{AUTH}/roleEligibilityScheduleInstances?$filter=asTarget()",
        ),
        (f"{S}{AUTH}/denyAssignments", f"{ACR}{AUTH}/denyAssignments?$filter=assignedTo('p')"),
    ],
)
def test_a_list_that_may_lack_something_answers_nothing(ask_of, recorded, asked):
    with pytest.raises(NotRecorded):
        ask_of((recorded, {"value": ALL}), world=WORLD)(asked)


def test_assigned_to_answers_for_the_same_principal_below(ask_of):
    recorded = (f"{S}{AUTH}/roleAssignments?$filter=assignedTo('p')", {"value": ALL})
    asked = f"{ACR}{AUTH}/roleAssignments?$filter=assignedTo('P')"
    assert names(ask_of(recorded)(asked)) == ["root", "mg", "sub", "group", "acr"]


def test_the_nearest_list_is_asked(ask_of):
    wide, near = (f"{S}{AUTH}/denyAssignments", {"value": []}), (f"{G}{AUTH}/denyAssignments", {"value": [ALL[3]]})
    for order in ((wide, near), (near, wide)):
        assert names(ask_of(*order)(f"{ACR}{AUTH}/denyAssignments")) == ["group"]


def test_who_may_not_list_may_not_list_with_a_filter(ask_of):
    ask = ask_of((f"{ACR}{AUTH}/roleAssignments", {"error": {"code": "AuthorizationFailed"}}, 403))
    assert ask(f"{ACR}{AUTH}/roleAssignments?$filter=assignedTo('p')").status == 403
    with pytest.raises(NotRecorded):
        ask(f"{G}{AUTH}/roleAssignments")


@pytest.mark.parametrize("status", [404, 429, 500])
def test_any_other_failure_is_of_that_request_alone(ask_of, status):
    with pytest.raises(NotRecorded):
        ask_of((f"{ACR}{AUTH}/roleAssignments", {}, status))(f"{ACR}{AUTH}/roleAssignments?$filter=atScope()")


@pytest.mark.parametrize("status", [200, 500])
def test_a_list_broken_off_answers_nothing_narrower(ask_of, status):
    page = {"request": f"GET {S}{AUTH}/roleAssignments", "status": status, "body": {"value": ALL}, "partial": ALL}
    with pytest.raises(NotRecorded):
        ask_of(page)(f"{ACR}{AUTH}/roleAssignments")


def role(guid, name, *scopes):
    permissions = [{"actions": ["*/read"]}]
    return {
        "id": f"{AUTH}/roleDefinitions/{guid}",
        "properties": {
            "roleName": name,
            "type": "BuiltInRole",
            "assignableScopes": list(scopes),
            "permissions": permissions,
        },
    }


ROLES = (f"{S}{AUTH}/roleDefinitions", {"value": [role("r1", "AcrPull", "/"), role("r2", "Bob's and mine", OTHER)]})


@pytest.mark.parametrize("scope", ["", S, ACR, "/subscriptions/another"])
def test_a_role_is_the_same_everywhere(ask_of, scope):
    assert ask_of(ROLES)(f"{scope}{AUTH}/roleDefinitions/R1").body["properties"]["roleName"] == "AcrPull"


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (f"{S}{AUTH}/roleDefinitions?$filter=roleName eq 'acrpull'", 1),
        (f"{S}{AUTH}/roleDefinitions?$filter=roleName eq 'Bob''s and mine'", 1),
        (f"{S}{AUTH}/roleDefinitions?$filter=roleName eq 'None'", 0),
        (f"{ACR}{AUTH}/roleDefinitions?$filter=roleName eq 'AcrPull'", 1),
        (f"{ACR}{AUTH}/roleDefinitions", 1),
        (f"{S}{AUTH}/roleDefinitions?$filter=type eq 'BuiltInRole'", 2),
    ],
)
def test_roles_by_name(ask_of, asked, count):
    assert len(ask_of(ROLES)(asked).body["value"]) == count


def test_a_role_that_a_parent_does_not_list_may_exist_below(ask_of):
    with pytest.raises(NotRecorded):
        ask_of(ROLES)(f"{ACR}{AUTH}/roleDefinitions?$filter=roleName eq 'Custom'")
