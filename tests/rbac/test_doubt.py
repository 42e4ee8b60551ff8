"""Questions made to mislead: odd ids, groups nobody read, conditions everywhere, patterns for actions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.need import Need
from pfdoctor.model.role import EVERYONE, Permission
from pfdoctor.rbac.evaluate import evaluate
from pfdoctor.rbac.request import Plane, Request

GROUP = "99999999-0000-0000-0000-000000000001"
CONTAINER = "Microsoft.Storage/storageAccounts/blobServices/containers"
NAME = f"@Resource[{CONTAINER}:name]"
NEED = (Need("GET /list", "some/read", "/here", 403, reason="403"),)


def kinds(proof):
    return [miss.kind for miss in proof.near_misses]


def read_blob(rbac, *assignments, **more):
    return rbac.ask(*assignments, action=rbac.BLOB, plane="data", **{"scope": rbac.STORAGE, **more})


@pytest.mark.parametrize("action", ["*", "Microsoft.ContainerRegistry/*", "*/read"])
def test_r6a_a_pattern_is_no_action_so_nothing_is_said_of_it(rbac, action):
    proof = rbac.ask(rbac.assignment("Owner"), action=action)
    assert (proof.verdict, proof.because[0].rule) == ("unknown", "R6a")
    assert action in proof.needs[0].reason


@pytest.mark.parametrize(
    ("attributes", "verdict"), [({}, "unknown"), ({NAME: "c1"}, "allowed"), ({NAME: "x"}, "denied")]
)
@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (f"{NAME} StringEquals 'c1'", "the container's name is 'c1'"),
        (f"{NAME} StringLike 'c?'", "the container's name is like 'c?'"),
        (f"{NAME} ForAnyOfAnyValues:StringEquals {{'c0', 'c1'}}", "the container's name is 'c0' or 'c1'"),
    ],
)
def test_r14_a_condition_that_limits_containers_says_which(rbac, attributes, verdict, condition, told):
    text = f"(!(ActionMatches{{'{rbac.BLOB}'}})) OR ({condition})"
    inside = rbac.role("Inside", data_actions=(rbac.BLOB,), condition=text)
    for one in (rbac.assignment("BlobReader", condition=text), rbac.assignment(inside)):
        proof = read_blob(rbac, one, roles=(*rbac.ROLES.values(), inside), attributes=attributes)
        assert proof.verdict == verdict
        assert [node.rule for node in proof.because if told in node.reason] == [
            "R13" if verdict == "unknown" else "R14"
        ]
        assert [miss.kind for miss in proof.near_misses if told in miss.reason] == (
            ["condition-false"] if verdict == "denied" else []
        )


def test_condition_false_names_only_the_conditions_that_are_not_met(rbac):
    blocks = [rbac.block({"dataActions": [rbac.BLOB], "condition": f"{NAME} StringEquals '{name}'"}) for name in "ab"]
    role = rbac.role("Two", *blocks)
    proof = read_blob(rbac, rbac.assignment(role), roles=(role,), attributes={NAME: "c"})
    assert "the container's name is 'a', or the container's name is 'b'" in proof.near_misses[0].reason
    held = rbac.assignment(role, condition="ActionMatches{'x'}")
    assert "name is" not in read_blob(rbac, held, roles=(role,), attributes={NAME: "a"}).near_misses[0].reason


def test_r14_only_the_block_that_lets_it_through_is_quoted(rbac):
    blocks = [rbac.block({"dataActions": [rbac.BLOB], "condition": f"{NAME} StringEquals '{name}'"}) for name in "ab"]
    role = rbac.role("Two", *blocks)
    proof = read_blob(rbac, rbac.assignment(role), roles=(role,), attributes={NAME: "b"})
    assert [("'a'" in node.reason, "'b'" in node.reason) for node in proof.because if node.rule == "R14"] == [
        (False, True)
    ]


def test_r14_a_condition_on_the_role_and_one_on_the_assignment_must_both_be_met(rbac):
    role = rbac.role("Both", data_actions=(rbac.BLOB,), condition=f"{NAME} StringLike 'a*'")
    held = rbac.assignment(role, condition=f"{NAME} StringLike '*z'")
    for name, verdict in (("az", "allowed"), ("a", "denied"), ("z", "denied")):
        assert read_blob(rbac, held, roles=(role,), attributes={NAME: name}).verdict == verdict
    assert read_blob(rbac, held, roles=(role,)).verdict == "unknown"


def test_r14_one_block_without_a_condition_is_enough(rbac):
    role = rbac.role("Odd", Permission(actions=("*",), condition="(("), Permission(actions=(rbac.PULL,)))
    proof = rbac.ask(rbac.assignment(role), roles=(role,))
    assert (proof.verdict, [node.rule for node in proof.because]) == ("allowed", ["R9", "R2", "R3", "R6"])


def test_r6_not_actions_of_one_block_do_not_bind_another(rbac):
    role = rbac.role("Two", Permission(actions=("*",), not_actions=(rbac.PULL,)), Permission(actions=("*/read",)))
    assert rbac.ask(rbac.assignment(role), roles=(role,)).verdict == "allowed"


def test_not_action_speaks_of_the_data_plane_by_its_own_name(rbac):
    role = rbac.role("Less", data_actions=("*",), not_data_actions=(rbac.BLOB,))
    proof = read_blob(rbac, rbac.assignment(role), roles=(role,))
    assert kinds(proof) == ["not-action"]
    assert "NotDataActions" in proof.near_misses[0].reason
    assert "NotDataActions" in proof.because[1].reason


def test_r7_a_deny_of_the_control_plane_leaves_the_data_plane_alone(rbac):
    reader = rbac.assignment("BlobReader")
    assert read_blob(rbac, reader, denies=(rbac.deny(EVERYONE, actions=("*",)),)).verdict == "allowed"
    assert read_blob(rbac, reader, denies=(rbac.deny(EVERYONE, data_actions=("*",)),)).verdict == "denied"
    left_out = rbac.deny(EVERYONE, data_actions=("*",), not_data_actions=("*/read",))
    proof = read_blob(rbac, reader, denies=(left_out,))
    assert (proof.verdict, proof.because[0].rule) == ("allowed", "R12")
    assert "NotDataActions" in proof.because[0].reason


def test_control_not_data_is_a_near_miss_of_the_data_plane_only(rbac):
    assert kinds(read_blob(rbac, rbac.assignment("Reader"))) == ["control-not-data"]
    data = rbac.role("Data", data_actions=("*",))
    assert kinds(rbac.ask(rbac.assignment(data), roles=(data,))) == []


def test_group_unreadable_is_no_near_miss_where_the_condition_fails_anyway(rbac):
    never = rbac.assignment("AcrPull", principal=GROUP, kind="Group", condition="ActionMatches{'x'}")
    proof = rbac.ask(never, groups=None)
    assert (proof.verdict, kinds(proof)) == ("denied", [])


def test_pim_eligible_through_a_group_says_so(rbac):
    through = rbac.assignment("AcrPull", principal=GROUP, kind="Group")
    assert "if it is a member" in rbac.ask(eligible=(through,), groups=None).near_misses[0].reason
    assert "if it is a member" not in rbac.ask(eligible=(through,), groups=frozenset({GROUP})).near_misses[0].reason
    assert rbac.ask(eligible=(through,)).near_misses == ()


def test_blocked_by_deny_does_not_claim_a_role_that_is_only_possible(rbac):
    maybe = rbac.assignment("AcrPull", principal=GROUP, kind="Group")
    proof = rbac.ask(maybe, groups=None, denies=(rbac.deny(rbac.ME),))
    assert (proof.verdict, kinds(proof)) == ("denied", ["blocked-by-deny", "group-unreadable"])
    assert proof.near_misses[0].reason.startswith("a role may allow it, but")
    sure = rbac.ask(rbac.assignment("AcrPull"), denies=(rbac.deny(rbac.ME),))
    assert sure.near_misses[0].reason.startswith("a role allows it, but")


def test_r11_a_deny_for_its_scope_alone_is_told_of_only_below_it(rbac):
    owner = rbac.assignment("Owner")
    near = rbac.ask(owner, denies=(rbac.deny(rbac.ME, scope=rbac.RG, only_at_scope=True),))
    far = rbac.ask(owner, denies=(rbac.deny(rbac.ME, scope=rbac.STORAGE, only_at_scope=True),))
    assert [node.rule for node in near.because][:2] == ["R11", "R9"]
    assert [node.rule for node in far.because][:1] == ["R9"]


@pytest.mark.parametrize("where", ["the deny", "its block"])
def test_r14_the_condition_of_a_deny_says_what_it_is_about(rbac, where):
    guard = rbac.deny(EVERYONE, data_actions=("*",))
    text = f"{NAME} StringEquals 'secret'"
    if where == "the deny":
        guard = replace(guard, condition=text)
    else:
        guard = replace(guard, permissions=(replace(guard.permissions[0], condition=text),))
    reader = rbac.assignment("BlobReader")
    told = "the container's name is 'secret'"
    spared = read_blob(rbac, reader, denies=(guard,), attributes={NAME: "c1"})
    assert (spared.verdict, spared.because[0].rule, told in spared.because[0].reason) == ("allowed", "R14", True)
    open_ = read_blob(rbac, reader, denies=(guard,))
    assert (open_.verdict, told in open_.needs[0].reason) == ("unknown", True)
    assert read_blob(rbac, reader, denies=(guard,), attributes={NAME: "secret"}).verdict == "denied"


def test_r10_whom_a_deny_excludes_may_be_a_group_nobody_read_even_if_the_deny_names_the_principal(rbac):
    guard = rbac.deny(rbac.ME, exclude=((GROUP, "Group"),))
    owner = rbac.assignment("Owner")
    assert rbac.ask(owner, denies=(guard,), groups=None).verdict == "unknown"
    assert rbac.ask(owner, denies=(guard,)).verdict == "denied"
    assert rbac.ask(owner, denies=(guard,), groups=frozenset({GROUP})).verdict == "allowed"


def test_r2_a_management_group_as_the_target_itself(rbac):
    mg = "/providers/Microsoft.Management/managementGroups/mg"
    at = rbac.assignment("Owner", mg)
    assert rbac.ask(at, scope=mg.upper() + "/", action="a/b").verdict == "allowed"
    assert rbac.ask(at, scope=f"{mg}2", action="a/b", ancestors=None).verdict == "unknown"
    assert rbac.ask(at, scope="/", action="a/b").verdict == "denied"
    assert rbac.ask(rbac.assignment("Owner", rbac.SUB), scope=mg, action="a/b").verdict == "denied"


@pytest.mark.parametrize("target", [ArmId("/").text, "", "//"])
def test_r2_the_root_scope_is_above_all_and_below_none(rbac, target):
    assert rbac.ask(rbac.assignment("Owner", "/"), scope=target).verdict == "allowed"
    assert rbac.ask(rbac.assignment("Owner", rbac.SUB), scope=target).verdict == "denied"


@pytest.mark.parametrize("scope", ["{RG}2", "{RG}/providers/Microsoft.ContainerRegistry/registries/acr2", "{SUB}2"])
def test_r2_a_name_that_only_begins_alike_is_another_scope(rbac, scope):
    named = scope.format(RG=rbac.RG, SUB=rbac.SUB)
    proof = rbac.ask(rbac.assignment("AcrPull", named))
    assert (proof.verdict, kinds(proof)) == ("denied", ["sibling-scope"])


def test_a_list_that_names_an_assignment_twice_tells_of_it_once(rbac):
    pull, elsewhere = rbac.assignment("AcrPull"), rbac.assignment("AcrPull", f"{rbac.ACR}dev")
    assert [node.rule for node in rbac.ask(pull, pull).because] == ["R9", "R2", "R3", "R6"]
    assert len(rbac.ask(elsewhere, elsewhere).near_misses) == 1


def test_nothing_at_all_is_denied_and_everything_unread_is_unknown(rbac):
    assert rbac.ask(action="").verdict == "denied"
    proof = rbac.ask(rbac.assignment("Owner", "/"), roles=(), unread=NEED, unread_denies=NEED)
    assert proof.verdict == "unknown"
    assert [node.rule for node in proof.because] == ["R13", "R13", "R13"]
    assert len(proof.needs) == 2


def test_r13_the_reason_of_an_unread_list_is_told_or_else_its_request(rbac):
    assert "not read: 403" in rbac.ask(unread=NEED).because[0].reason
    assert "not read: GET /list" in rbac.ask(unread=(replace(NEED[0], reason=""),)).because[0].reason


def test_r8_the_roles_that_are_about_something_else_are_told_after_those_that_name_the_action(rbac):
    proof = rbac.ask(rbac.assignment("BlobReader"), rbac.assignment("NoPull", rbac.SUB))
    assert [node.rule for node in proof.because] == ["R8", "R6", "R6"]
    assert ["NotActions" in node.reason for node in proof.because] == [False, True, False]
    assert proof.because[2].id == str(rbac.ROLES["BlobReader"].id)
    many = [rbac.assignment("BlobReader", rbac.RG, condition=f"ActionMatches{{'{number}'}}") for number in range(20)]
    assert len(rbac.ask(*many).because) == 11


def test_a_control_plane_question_is_answered_by_actions_alone(rbac):
    assert rbac.ask(rbac.assignment("Reader")).verdict == "allowed"
    data = rbac.role("Data", data_actions=("*",))
    assert rbac.ask(rbac.assignment(data), roles=(data,)).verdict == "denied"


def test_a_data_plane_question_is_answered_by_data_actions_alone(rbac):
    assert read_blob(rbac, rbac.assignment("BlobReader")).verdict == "allowed"
    assert read_blob(rbac, rbac.assignment("Owner")).verdict == "denied"


def test_sibling_scope_of_the_same_type_is_nearer_than_what_lies_inside_the_target(rbac):
    inside, beside = (
        f"{rbac.ACR}/scopeMaps/x",
        f"{rbac.SUB}/resourceGroups/z/providers/Microsoft.ContainerRegistry/registries/a",
    )
    proof = rbac.ask(rbac.assignment("AcrPull", inside), rbac.assignment("AcrPull", beside))
    assert ["scopeMaps" in miss.id for miss in proof.near_misses] == [False, True]


def test_sibling_scope_of_no_type_is_farther_than_what_lies_inside_the_target(rbac):
    inside, beside = f"{rbac.RG}/providers/z.z/z/z", f"{rbac.SUB}/resourceGroups/a"
    found = [rbac.assignment("AcrPull", scope) for scope in (inside, beside)]
    proof = rbac.ask(*found, scope=rbac.RG)
    assert [miss.id for miss in proof.near_misses] == [str(one.id) for one in found]


def test_near_misses_of_one_kind_and_distance_are_told_in_the_order_of_their_ids(rbac):
    found = [rbac.assignment("AcrPull", f"{rbac.ACR}{letter}") for letter in "dbca"]
    proof = rbac.ask(*found, eligible=(rbac.assignment("AcrPull", "/"), rbac.assignment("AcrPull", rbac.ACR)))
    ids = [miss.id.lower() for miss in proof.near_misses]
    assert ids[:4] == sorted(ids[:4])
    assert ids[4:] == sorted(ids[4:])
    assert kinds(proof) == ["sibling-scope"] * 4 + ["pim-eligible"] * 2


@pytest.mark.parametrize(("ancestors", "verdict"), [("mg", "denied"), ("other", "allowed"), (None, "unknown")])
def test_r9_a_deny_at_a_management_group_holds_below_it(rbac, ancestors, verdict):
    root = "/providers/Microsoft.Management/managementGroups/"
    above = None if ancestors is None else frozenset({f"{root}{ancestors}"})
    guard = rbac.deny(EVERYONE, scope=f"{root}MG")
    assert rbac.ask(rbac.assignment("AcrPull"), denies=(guard,), ancestors=above).verdict == verdict


def test_r8_a_role_that_may_be_held_or_may_apply_but_is_about_something_else_is_not_told_of(rbac):
    mg = "/providers/Microsoft.Management/managementGroups/mg"
    maybe = [rbac.assignment("BlobReader", principal=GROUP, kind="Group"), rbac.assignment("BlobReader", mg)]
    taken = [rbac.assignment("NoPull", principal=GROUP, kind="Group"), rbac.assignment("NoPull", mg)]
    proof = rbac.ask(*maybe, *taken, groups=None, ancestors=None)
    assert (proof.verdict, [node.rule for node in proof.because]) == ("denied", ["R8"])


def test_the_ids_in_a_proof_are_those_that_azure_gave(rbac):
    guard, pull = rbac.deny(rbac.ME), rbac.assignment("AcrPull")
    proof = rbac.ask(pull, denies=(guard,))
    assert [miss.id for miss in proof.near_misses] == [str(guard.id)]
    assert [node.id for node in proof.because] == [str(guard.id), rbac.RG, str(guard.id)]
    assert [miss.id for miss in rbac.ask(eligible=(pull,)).near_misses] == [str(pull.id)]
    assert [node.id for node in rbac.ask().because] == [rbac.ACR]
    assert [node.id for node in rbac.ask(action="*").because] == [rbac.ACR]


def test_r3_the_case_of_a_principals_id_does_not_matter(rbac):
    proof = rbac.ask(rbac.assignment("AcrPull", principal=rbac.ME.upper()))
    assert [node.rule for node in proof.because] == ["R9", "R2", "R3", "R6"]
    assert "directly" in proof.because[2].reason


def test_data_plane_rights_are_proved_by_r7(rbac):
    assert [node.rule for node in read_blob(rbac, rbac.assignment("BlobReader")).because] == ["R9", "R2", "R3", "R7"]


def test_r13_every_doubt_is_told_that_of_the_roles_and_that_of_the_denies(rbac):
    asked = "@Request[x] StringEquals 'v'"
    maybe = rbac.assignment("AcrPull", condition=asked)
    guard = rbac.deny((GROUP, "Group"), condition="((")
    guard = replace(guard, permissions=(Permission(actions=("*",), condition="?"),))
    proof = rbac.ask(maybe, groups=None, denies=(guard,), unread=NEED, unread_denies=NEED)
    assert [node.rule for node in proof.because] == ["R13"] * 6
    read = "Microsoft.Authorization/denyAssignments/read"
    assert [need.action for need in proof.needs] == ["", "some/read", "GroupMember.Read.All", read, read]


def test_r13_a_role_whose_condition_is_not_understood_is_to_be_read_again(rbac):
    role = rbac.role("Odd", actions=("*",), condition="((")
    proof = rbac.ask(rbac.assignment(role), roles=(role,))
    assert [need.action for need in proof.needs] == ["Microsoft.Authorization/roleDefinitions/read"]


def test_r13_two_things_that_only_the_request_tells_are_told_apart(rbac):
    both = "@Request[x] StringEquals 'v' AND @Request[y] StringEquals 'w'"
    (need,) = rbac.ask(rbac.assignment("AcrPull", condition=both)).needs
    assert need.request == "the request itself: @Request[x] StringEquals 'v'; @Request[y] StringEquals 'w'"


def test_r9_the_first_of_the_denies_by_id_is_told_whatever_their_order(rbac):
    denies = [replace(rbac.deny(rbac.ME), id=ArmId(f"/n/{letter}"), name=letter) for letter in "BaC"]
    for order in (denies, denies[::-1]):
        assert rbac.ask(rbac.assignment("Owner"), denies=tuple(order)).because[0].id == "/n/a"


def test_r9_a_deny_names_the_group_that_the_principal_is_in(rbac):
    guard = rbac.deny(("00000000-1111-0000-0000-000000000000", "Group"), (GROUP, "Group"))
    proof = rbac.ask(denies=(guard,), groups=frozenset({GROUP, "00000000-0000-2222-0000-000000000000"}))
    assert f"it names group {GROUP}, which" in proof.because[2].reason


def test_r12_not_actions_of_one_block_do_not_spare_what_another_denies(rbac):
    guard = rbac.deny((rbac.ME, "User"))
    blocks = (
        Permission(actions=("*",), not_actions=("*",)),
        Permission(actions=("*",), condition="ActionMatches{'x'}"),
    )
    proof = rbac.ask(rbac.assignment("Owner"), denies=(replace(guard, permissions=blocks),))
    assert (proof.verdict, proof.because[0].rule) == ("allowed", "R14")


def test_r4_a_group_is_one_assignment_however_its_id_is_spelled(rbac):
    pull = rbac.assignment("AcrPull", principal="AAAA-Team", kind="Everyone")
    proof = rbac.ask(pull, groups=frozenset({"aaaa-team"}))
    assert [node.rule for node in proof.because] == ["R9", "R2", "R4", "R6"]


def test_r7_what_a_role_says_of_one_plane_is_not_taken_for_the_other(rbac):
    role = rbac.role("Both", actions=("a/read",), data_actions=("b/read",))
    policy = rbac.policy(rbac.assignment(role), roles=(role,))
    for action, plane, verdict in (
        ("a/read", "control", "allowed"),
        ("a/read", "data", "denied"),
        ("b/read", "data", "allowed"),
        ("b/read", "control", "denied"),
    ):
        request = Request(rbac.ME, action, ArmId(rbac.RG), Plane(plane), frozenset())
        assert evaluate(request, policy).verdict == verdict


def test_pim_eligible_regards_the_conditions_inside_the_role(rbac):
    role = rbac.role("Odd", actions=("*",), condition="ActionMatches{'*/read'} AND @Request[x] StringEquals 'v'")
    eligible = (rbac.assignment(role),)
    assert kinds(rbac.ask(eligible=eligible, roles=(role,), attributes={"@Request[x]": "v"})) == ["pim-eligible"]
    assert kinds(rbac.ask(eligible=eligible, roles=(role,), attributes={"@Request[x]": "w"})) == []
