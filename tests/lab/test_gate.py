from __future__ import annotations

from dataclasses import replace

import pytest

from pfdoctor.lab.gate import Gate
from pfdoctor.lab.principals import who_asks
from pfdoctor.lab.store import Store
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import CannotStart

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
G = f"{S}/resourceGroups/rg"
ACR = f"{G}/providers/Microsoft.ContainerRegistry/registries"
WS = f"{G}/providers/Microsoft.MachineLearningServices/workspaces/ws"
AUTH = "/providers/Microsoft.Authorization"
MG = "/providers/Microsoft.Management/managementGroups"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
READ, WRITE = "Microsoft.ContainerRegistry/registries/read", "Microsoft.ContainerRegistry/registries/write"


@pytest.fixture
def may(world):
    def ask(who, action, scope, *more, **fields):
        bundle = world(*more, **fields)
        asking = who_asks(bundle, {"Authorization": f"Bearer lab:{who}"})
        return Gate(bundle, Store(bundle)).may(asking, action, ArmId(scope))

    return ask


@pytest.mark.parametrize(
    ("who", "action", "scope", "allowed"),
    [
        ("reader", READ, f"{ACR}/r0", True),
        ("READER", READ.lower(), f"{ACR}/R0", True),
        ("reader", WRITE, f"{ACR}/r0", False),
        ("member", READ, f"{ACR}/r0", True),
        ("member", READ, S, False),
        ("puller", READ, f"{ACR}/r1", True),
        ("puller", READ, f"{ACR}/r11", False),
        ("nobody", READ, f"{ACR}/r0", False),
    ],
)
def test_role_assignments_decide(may, who, action, scope, allowed):
    assert may(who, action, scope) is allowed


def deny(principal, scope, action):
    properties = {"scope": scope, "principals": [{"id": principal}], "permissions": [{"actions": [action]}]}
    body = {"value": [{"id": f"{scope}{AUTH}/denyAssignments/d", "name": "d", "properties": properties}]}
    return {"request": f"GET {S}{AUTH}/denyAssignments", "status": 200, "body": body}


def test_a_deny_assignment_blocks(may):
    assert not may("reader", READ, f"{ACR}/r0", deny("reader", G, "*/read"))
    assert may("member", READ, f"{ACR}/r0", deny("reader", G, "*/read"))


def permissions(scope, *actions):
    body = {"value": [{"actions": list(actions), "notActions": ["*/delete"]}]}
    return {"request": f"GET {scope}{AUTH}/permissions", "status": 200, "body": body}


@pytest.mark.parametrize(
    ("action", "scope", "allowed"),
    [
        (WRITE, f"{ACR}/r0", True),
        (WRITE, WS, False),
        (WRITE, S, False),
        ("x/delete", f"{ACR}/r0", False),
        (READ, S, True),
    ],
)
def test_the_caller_has_the_permissions_recorded_nearest(may, action, scope, allowed):
    assert may("stranger", action, scope, permissions(G, "*"), permissions(WS, "*/read")) is allowed


def test_with_none_recorded_the_caller_reads_all_and_writes_nothing(may):
    assert may("stranger", READ, f"{ACR}/r0")
    assert not may("stranger", WRITE, f"{ACR}/r0")


@pytest.mark.parametrize(
    ("tree", "allowed"),
    [
        ([], True),
        ([{"id": S, "parent": f"{MG}/a"}, {"id": f"{MG}/a", "parent": f"{MG}/top"}], True),
        ([{"id": S, "parent": f"{MG}/b"}], False),
        ([{"id": S, "parent": f"{MG}/a"}, {"id": f"{MG}/a", "parent": S}], False),
    ],
)
def test_management_groups_are_above_by_the_tree(may, tree, allowed):
    properties = {"scope": f"{MG}/top", "principalId": "nobody", "roleDefinitionId": f"{AUTH}/roleDefinitions/{READER}"}
    item = {"id": f"{MG}/top{AUTH}/roleAssignments/m", "properties": properties}
    listed = {"request": f"GET {S}{AUTH}/roleAssignments?$filter=atScope()", "status": 200, "body": {"value": [item]}}
    world = {"principals": [{"object_id": "nobody", "groups": []}], "management_groups": tree}
    assert may("nobody", READ, f"{ACR}/r0", listed, world=world) is allowed


def test_a_role_that_the_world_does_not_hold_gives_nothing(may):
    properties = {"scope": S, "principalId": "nobody", "roleDefinitionId": f"{AUTH}/roleDefinitions/unknown"}
    item = {"id": f"{S}{AUTH}/roleAssignments/u", "properties": properties}
    listed = {"request": f"GET {G}{AUTH}/roleAssignments", "status": 200, "body": {"value": [item]}}
    assert not may("nobody", READ, f"{ACR}/r0", listed)


def test_access_data_that_is_not_understood_is_refused(may):
    broken = {"value": [{"id": f"{S}{AUTH}/roleAssignments/x", "properties": {"scope": S}}]}
    with pytest.raises(CannotStart, match="not understood"):
        may("reader", READ, S, {"request": f"GET {G}{AUTH}/roleAssignments", "status": 200, "body": broken})


def test_computed_permissions_are_those_recorded(shipped):
    store = Store(shipped)
    gate = Gate(shipped, store)
    who = who_asks(shipped, {"Authorization": f"Bearer lab:{shipped.caller.object_id}"})
    mine = {scope: one for scope, one in store.permissions.items() if shipped.target.subscription in scope}
    assert mine
    for scope, recorded in mine.items():
        computed = gate.permissions(replace(who, is_caller=False), ArmId(scope))
        assert sorted(map(str, computed)) == sorted(map(str, recorded.body["value"]))
