from __future__ import annotations

import pytest

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.role import Permission
from pfdoctor.rbac.caller import caller_may, caller_may_assign
from pfdoctor.rbac.delegation import WRITE, planned
from pfdoctor.rbac.request import Plane

OPEN = Permission(actions=("*",), not_actions=("Microsoft.Authorization/*/Write",))
GUID = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
ONLY_PULL = f"@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{{{GUID}}}"
LIMITED = Permission(actions=(WRITE,), condition=ONLY_PULL)

ME = "11111111-2222-3333-4444-555555555555"
_REQUEST = "@Request[Microsoft.Authorization/roleAssignments:"
TO_PEOPLE = Permission(
    (WRITE,), condition=f"{_REQUEST}PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'User'}}"
)
NOT_TO_PEOPLE = Permission((WRITE,), condition=f"{_REQUEST}PrincipalType] StringNotEquals 'User'")
TO_ME = Permission((WRITE,), condition=f"{_REQUEST}PrincipalId] ForAnyOfAnyValues:GuidEquals {{{ME}}}")


@pytest.mark.parametrize(
    ("action", "blocks", "plane", "expected"),
    [
        ("a/write", (OPEN,), Plane.CONTROL, True),
        ("a/write", (OPEN,), Plane.DATA, False),
        ("a/write", (), Plane.CONTROL, False),
        (WRITE, (OPEN,), Plane.CONTROL, False),
        (WRITE, (OPEN, Permission(actions=("*",))), Plane.CONTROL, True),
        (WRITE, (OPEN, LIMITED), Plane.CONTROL, None),
        (WRITE, (LIMITED, Permission(actions=("*",))), Plane.CONTROL, True),
        (WRITE, (Permission(actions=("*",), condition="(("),), Plane.CONTROL, None),
        ("a/read", (LIMITED,), Plane.CONTROL, False),
    ],
)
def test_r6_the_callers_blocks_add_up(action, blocks, plane, expected):
    assert caller_may(action, blocks, plane) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("ActionMatches{'a/read'}", True),
        ("ActionMatches{'a/write'}", False),
        ("@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'st'", True),
        ("@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'other'", False),
        ("@Request[x] StringEquals 'v'", True),
        ("@Request[y] StringEquals 'v'", None),
    ],
)
def test_r14_what_is_asked_decides_the_conditions_of_the_callers_blocks(condition, expected):
    block = Permission(data_actions=("*",), condition=condition)
    scope = ArmId("/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st")
    assert caller_may("a/read", (block,), Plane.DATA, {"@Request[x]": "v"}, scope) is expected


@pytest.mark.parametrize(("guid", "expected"), [(GUID, True), ("00000000-0000-0000-0000-000000000000", False)])
def test_r16_the_planned_assignment_is_the_request(guid, expected):
    asked = planned(guid, "someone", "ServicePrincipal", "Request")
    assert caller_may(WRITE, (OPEN, LIMITED), attributes=asked) is expected


@pytest.mark.parametrize(
    ("blocks", "guid", "who", "kind", "verdict"),
    [
        ((OPEN,), GUID, "me", "ServicePrincipal", "denied"),
        ((Permission(actions=("*",)),), GUID, "me", "ServicePrincipal", "allowed"),
        ((LIMITED,), GUID, "me", "ServicePrincipal", "allowed"),
        ((LIMITED,), "00000000-0000-0000-0000-000000000000", "me", "ServicePrincipal", "denied"),
        ((TO_PEOPLE,), GUID, "me", "ServicePrincipal", "denied"),
        ((TO_PEOPLE,), GUID, "me", "User", "allowed"),
        ((NOT_TO_PEOPLE,), GUID, "me", "ServicePrincipal", "allowed"),
        ((NOT_TO_PEOPLE,), GUID, "me", "", "unknown"),
        ((TO_ME,), GUID, ME, "ServicePrincipal", "allowed"),
        ((TO_ME,), GUID, "", "ServicePrincipal", "unknown"),
        ((TO_ME, Permission(actions=("*",))), GUID, "", "ServicePrincipal", "allowed"),
        ((Permission(actions=("*",), condition="(("),), GUID, "me", "ServicePrincipal", "unknown"),
    ],
)
def test_r16_the_caller_may_give_this_role_to_this_principal(blocks, guid, who, kind, verdict):
    proof = caller_may_assign(blocks, guid, who, kind, ArmId("/subscriptions/s"))
    assert proof.verdict == verdict


SOURCE = "/subscriptions/s/providers/Microsoft.Authorization/permissions"


@pytest.mark.parametrize(
    ("blocks", "rule", "reason"),
    [
        ((LIMITED,), "R16", f"your permissions at subscription s allow {WRITE}"),
        ((OPEN,), "R8", f"none of your permissions there allows {WRITE}"),
        ((TO_PEOPLE,), "R16", "a condition limits which roles you may grant, and to whom"),
    ],
)
def test_r16_what_the_caller_is_told(blocks, rule, reason):
    proof = caller_may_assign(blocks, GUID, "me", "ServicePrincipal", ArmId("/subscriptions/s"))
    assert [(node.rule, node.id, node.reason) for node in proof.because] == [(rule, SOURCE, reason)]


def test_r16_only_the_conditions_that_are_not_decided_are_asked_about():
    proof = caller_may_assign((TO_PEOPLE, TO_ME), GUID, "", "ServicePrincipal", ArmId("/subscriptions/s"))
    (need,) = proof.needs
    assert (need.scope, "PrincipalId" in need.reason) == (SOURCE, True)
    assert [(node.rule, node.id, node.reason) for node in proof.because] == [("R16", SOURCE, need.reason)]
    broken = Permission((WRITE,), condition="((")
    (need,) = caller_may_assign((broken,), GUID, "me", "User", ArmId("/subscriptions/s")).needs
    assert (need.request, need.action) == (f"GET {SOURCE}", "Microsoft.Authorization/permissions/read")


def test_r16_a_condition_may_ask_for_the_scope():
    on_account = Permission((WRITE,), condition="@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'st'")
    for name, verdict in (("st", "allowed"), ("other", "denied")):
        scope = ArmId(f"/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/{name}")
        assert caller_may_assign((on_account,), GUID, "me", "User", scope).verdict == verdict


def test_r16_an_answer_that_cannot_show_conditions_settles_no_grant():
    hidden = Permission((WRITE,), conditions_shown=False)
    proof = caller_may_assign((hidden,), GUID, "me", "User", ArmId("/subscriptions/s"))
    assert proof.verdict == "unknown"
    assert [need.request for need in proof.needs] == [f"GET {SOURCE}?api-version=2022-05-01-preview"]
    # One whose condition is there was shown, whatever the version.
    shown = Permission((WRITE,), condition=ONLY_PULL, conditions_shown=False)
    assert caller_may_assign((shown,), GUID, "me", "User", ArmId("/subscriptions/s")).verdict == "allowed"
