"""One test for each rule of Azure RBAC, named after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pfdoctor.model.need import Need
from pfdoctor.model.role import EVERYONE

GROUP = "99999999-0000-0000-0000-000000000001"
MANAGEMENT_GROUP = "/providers/Microsoft.Management/managementGroups/root"
UNREAD = (Need("GET /list", "Microsoft.Authorization/roleAssignments/read", "/here", 403, reason="403"),)
ONLY_C1 = (
    "(!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})) OR "
    "(@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'c1')"
)


def rules(proof):
    return [node.rule for node in proof.because]


def kinds(proof):
    return [miss.kind for miss in proof.near_misses]


def test_r1_access_is_principal_role_and_scope_together(rbac):
    proof = rbac.ask(rbac.assignment("AcrPull", rbac.ACR))
    assert proof.verdict == "allowed"
    assert rules(proof) == ["R9", "R2", "R3", "R6"]
    assert proof.because[3].id == str(rbac.ROLES["AcrPull"].id)


@pytest.mark.parametrize("scope", ["/", "SUB", "RG", "ACR"])
def test_r2_lower_scopes_inherit(rbac, scope):
    proof = rbac.ask(rbac.assignment("AcrPull", getattr(rbac, scope, scope)))
    assert proof.verdict == "allowed"


@pytest.mark.parametrize(
    ("ancestors", "verdict"),
    [(frozenset({MANAGEMENT_GROUP.upper() + "/"}), "allowed"), (frozenset(), "denied"), (None, "unknown")],
)
def test_r2_management_groups_are_looked_up(rbac, ancestors, verdict):
    proof = rbac.ask(rbac.assignment("AcrPull", MANAGEMENT_GROUP), ancestors=ancestors)
    assert proof.verdict == verdict
    if verdict == "unknown":
        assert [(need.action, need.scope) for need in proof.needs] == [
            ("Microsoft.Management/managementGroups/read", MANAGEMENT_GROUP)
        ]


def test_r2_what_does_not_need_the_management_group_is_known_without_it(rbac):
    reader = rbac.assignment("Owner", MANAGEMENT_GROUP)
    assert rbac.ask(reader, action=rbac.BLOB, plane="data", ancestors=None).verdict == "denied"


def test_r3_another_principals_role_does_not_count(rbac):
    assert rbac.ask(rbac.assignment("AcrPull", principal="someone-else")).verdict == "denied"


def test_r4_a_group_counts_and_is_named(rbac):
    proof = rbac.ask(rbac.assignment("AcrPull", principal=GROUP, kind="Group"), groups=frozenset({GROUP.upper()}))
    assert proof.verdict == "allowed"
    assert [GROUP in node.reason for node in proof.because if node.rule == "R4"] == [True]


@pytest.mark.parametrize("kind", ["Group", "ForeignGroup", "Unknown", "", "Everyone"])
def test_r4_groups_that_were_not_read_leave_it_unknown(rbac, kind):
    proof = rbac.ask(rbac.assignment("AcrPull", principal=GROUP, kind=kind), groups=None)
    assert proof.verdict == "unknown"
    assert [need.request for need in proof.needs] == [f"GET <graph>/groups/{GROUP}/transitiveMembers"]
    assert kinds(proof) == ["group-unreadable"]


@pytest.mark.parametrize("groups", [None, frozenset()])
def test_r4_a_holder_that_is_no_group_of_the_directory_leaves_it_unknown(rbac, groups):
    everyone = rbac.assignment("AcrPull", principal=EVERYONE, kind="Everyone")
    assert rbac.ask(everyone, groups=groups).verdict == "unknown"


@pytest.mark.parametrize("kind", ["User", "ServicePrincipal", "MSI"])
def test_r4_an_individual_is_no_group(rbac, kind):
    assert rbac.ask(rbac.assignment("AcrPull", principal="other", kind=kind), groups=None).verdict == "denied"


def test_r5_roles_add_up(rbac):
    proof = rbac.ask(rbac.assignment("Reader"), rbac.assignment("NoPull", rbac.ACR), rbac.assignment("AcrPull"))
    assert proof.verdict == "allowed"
    assert rules(proof).count("R5") == 1


def test_r5_the_nearest_of_the_roles_that_allow_it_is_shown_first_in_any_order(rbac):
    group = rbac.assignment("AcrPull", rbac.ACR, GROUP, "Group")
    known = [rbac.assignment("AcrPull", scope) for scope in ("/", rbac.SUB, rbac.RG, f"{rbac.ACR}/x", rbac.ACR)]
    known += [group, rbac.assignment("Reader", rbac.ACR)]
    proofs = [rbac.ask(*order, groups=frozenset({GROUP})) for order in (known, known[::-1])]
    assert proofs[0] == proofs[1]
    shown = [node.id for node in proofs[0].because if node.rule in ("R3", "R5")]
    assert [id_.partition("/providers/Microsoft.Authorization")[0] for id_ in shown] == [
        rbac.ACR,
        rbac.ACR,
        rbac.RG,
        rbac.SUB,
        "",
        rbac.ACR,
    ]
    assert shown[-1] == str(group.id)


def test_r6_not_actions_are_taken_out(rbac):
    proof = rbac.ask(rbac.assignment("NoPull"))
    assert proof.verdict == "denied"
    assert rules(proof) == ["R8", "R6"]
    assert kinds(proof) == ["not-action"]


def test_r6_not_actions_of_one_role_do_not_bind_another(rbac):
    assert rbac.ask(rbac.assignment("NoPull"), rbac.assignment("AcrPull")).verdict == "allowed"


def test_r7_management_rights_are_no_data_rights(rbac):
    proof = rbac.ask(rbac.assignment("Owner"), action=rbac.BLOB, scope=rbac.STORAGE, plane="data")
    assert proof.verdict == "denied"
    assert rules(proof) == ["R8", "R7"]
    assert kinds(proof) == ["control-not-data"]


def test_r8_nothing_is_allowed_by_default(rbac):
    proof = rbac.ask()
    assert (proof.verdict, rules(proof), proof.near_misses) == ("denied", ["R8"], ())


def test_r9_a_deny_beats_every_role(rbac):
    proof = rbac.ask(rbac.assignment("Owner"), denies=(rbac.deny(rbac.ME.upper()),))
    assert (proof.verdict, rules(proof)[0], kinds(proof)) == ("denied", "R9", ["blocked-by-deny"])


def test_r9_a_deny_of_a_group_counts(rbac):
    proof = rbac.ask(rbac.assignment("Owner"), denies=(rbac.deny(GROUP),), groups=frozenset({GROUP}))
    assert proof.verdict == "denied"
    assert any(GROUP in node.reason for node in proof.because)


def test_r9_a_deny_elsewhere_does_not_count(rbac):
    assert rbac.ask(rbac.assignment("Owner"), denies=(rbac.deny(rbac.ME, scope=rbac.STORAGE),)).verdict == "allowed"


def test_r10_every_principal_but_those_excluded(rbac):
    owner = rbac.assignment("Owner")
    assert rbac.ask(owner, denies=(rbac.deny(EVERYONE),)).verdict == "denied"
    spared = rbac.ask(owner, denies=(rbac.deny(EVERYONE, exclude=(rbac.ME.upper(),)),))
    assert (spared.verdict, rules(spared)[0]) == ("allowed", "R10")
    by_group = rbac.deny(EVERYONE, exclude=(GROUP,))
    assert rbac.ask(owner, denies=(by_group,), groups=frozenset({GROUP})).verdict == "allowed"
    assert rbac.ask(owner, denies=(by_group,)).verdict == "denied"


@pytest.mark.parametrize("principals", [((GROUP,), ()), ((EVERYONE,), (GROUP,))])
def test_r10_denied_or_excluded_groups_that_were_not_read_leave_it_unknown(rbac, principals):
    named, excluded = principals
    proof = rbac.ask(rbac.assignment("Owner"), denies=(rbac.deny(*named, exclude=excluded),), groups=None)
    assert proof.verdict == "unknown"
    assert rbac.ME in proof.needs[0].request
    assert rbac.ask(denies=(rbac.deny(*named, exclude=excluded),), groups=None).verdict == "denied"


@pytest.mark.parametrize(("principals", "excluded"), [((GROUP,), ()), ((EVERYONE,), (GROUP,))])
def test_r10_a_list_of_groups_that_may_lack_some_does_not_settle_a_deny(rbac, principals, excluded):
    guard = rbac.deny(*principals, exclude=excluded)
    owner = rbac.assignment("Owner")
    assert rbac.ask(owner, denies=(guard,), complete=False).verdict == "unknown"
    assert rbac.ask(owner, denies=(guard,), groups=frozenset({GROUP}), complete=False).verdict != "unknown"


@pytest.mark.parametrize("groups", [None, frozenset()])
@pytest.mark.parametrize("kind", ["User", "ServicePrincipal"])
def test_r10_an_individual_is_no_group_whatever_groups_are_known(rbac, kind, groups):
    owner, other = rbac.assignment("Owner"), (GROUP, kind)
    everyone_else = rbac.deny((EVERYONE, "SystemDefined"), exclude=(other,))
    assert rbac.ask(owner, denies=(everyone_else,), groups=groups, complete=False).verdict == "denied"
    proof = rbac.ask(owner, denies=(rbac.deny(other),), groups=groups, complete=False)
    assert (proof.verdict, rules(proof)[0]) == ("allowed", "R10")


@pytest.mark.parametrize("kind", ["Group", "ForeignGroup", "", "SomethingNew"])
def test_r10_a_group_or_an_unknown_type_leaves_it_unknown(rbac, kind):
    owner, other = rbac.assignment("Owner"), (GROUP, kind)
    for guard in (rbac.deny(other), rbac.deny(EVERYONE, exclude=(other,))):
        assert rbac.ask(owner, denies=(guard,), complete=False).verdict == "unknown"


def test_r10_no_list_of_groups_tells_whom_the_system_defines(rbac):
    guard = rbac.deny((GROUP, "SystemDefined"))
    assert rbac.ask(rbac.assignment("Owner"), denies=(guard,)).verdict == "unknown"


def test_r4_a_list_of_groups_that_may_lack_some_settles_those_it_names(rbac):
    pull = rbac.assignment("AcrPull", principal=GROUP, kind="Group")
    assert rbac.ask(pull, groups=frozenset({GROUP}), complete=False).verdict == "allowed"
    assert rbac.ask(pull, complete=False).verdict == "unknown"


def test_r11_a_deny_may_hold_at_exactly_its_scope(rbac):
    owner = rbac.assignment("Owner")
    above = rbac.ask(owner, denies=(rbac.deny(rbac.ME, scope=rbac.RG, only_at_scope=True),))
    assert (above.verdict, rules(above)[0]) == ("allowed", "R11")
    there = rbac.ask(owner, denies=(rbac.deny(rbac.ME, scope=rbac.ACR.upper() + "/", only_at_scope=True),))
    assert (there.verdict, "R11" in rules(there)) == ("denied", True)


def test_r12_a_deny_leaves_its_not_actions_out(rbac):
    guard = rbac.deny(EVERYONE, actions=("*",), not_actions=("*/read",))
    proof = rbac.ask(rbac.assignment("Owner"), denies=(guard,))
    assert (proof.verdict, rules(proof)[0]) == ("allowed", "R12")
    write = "Microsoft.ContainerRegistry/registries/write"
    assert rbac.ask(rbac.assignment("Owner"), action=write, denies=(guard,)).verdict == "denied"


def test_r13_a_role_that_was_not_read_leaves_it_unknown(rbac):
    pull = rbac.assignment("AcrPull")
    proof = rbac.ask(pull, roles=())
    assert proof.verdict == "unknown"
    assert proof.needs[0].action == "Microsoft.Authorization/roleDefinitions/read"
    why = rbac.ask(pull, roles=(), unread_definitions={pull.role_guid: UNREAD[0]})
    assert why.needs == UNREAD


def test_r13_lists_that_were_not_read_count_only_where_the_verdict_depends_on_them(rbac):
    pull = rbac.assignment("AcrPull")
    assert rbac.ask(unread=UNREAD).verdict == "unknown"
    assert rbac.ask(pull, unread=UNREAD).verdict == "allowed"
    assert rbac.ask(pull, unread_denies=UNREAD).needs == UNREAD
    assert rbac.ask(unread_denies=UNREAD).verdict == "denied"
    assert rbac.ask(unread=UNREAD, denies=(rbac.deny(rbac.ME),)).verdict == "denied"


def test_r13_a_condition_that_does_not_parse_leaves_it_unknown_and_quotes_the_place(rbac):
    proof = rbac.ask(rbac.assignment("AcrPull", condition="ActionMatches{'x'} AND (("))
    assert proof.verdict == "unknown"
    assert "character 26" in proof.needs[0].reason


@pytest.mark.parametrize(("container", "verdict"), [("c1", "allowed"), ("c2", "denied"), (None, "unknown")])
def test_r14_a_condition_must_be_met(rbac, container, verdict):
    name = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]"
    proof = rbac.ask(
        rbac.assignment("BlobReader", condition=ONLY_C1),
        action=rbac.BLOB,
        scope=rbac.STORAGE,
        plane="data",
        attributes={name: container} if container else {},
    )
    assert proof.verdict == verdict
    assert kinds(proof) == (["condition-false"] if verdict == "denied" else [])
    if verdict == "unknown":
        assert f"{name} StringEquals 'c1'" in proof.needs[0].reason


def test_r14_a_condition_about_another_action_changes_nothing(rbac):
    assert rbac.ask(rbac.assignment("AcrPull", condition=ONLY_C1)).verdict == "allowed"


def test_r14_a_condition_inside_a_role_counts(rbac):
    inner = f"!(ActionMatches{{'{rbac.PULL}'}})"
    role = rbac.role("Odd", actions=("*",), condition=inner)
    proof = rbac.ask(rbac.assignment(role), roles=(role,))
    assert (proof.verdict, rules(proof), kinds(proof)) == ("denied", ["R8", "R14"], ["condition-false"])
    assert rbac.ask(rbac.assignment(role), roles=(role,), action="other/read").verdict == "allowed"


def test_r14_only_the_conditions_that_are_not_decided_are_needed(rbac):
    blocks = [
        rbac.block({"actions": ["*"], "condition": text}) for text in ("ActionMatches{'x'}", "Exists @Request[y]")
    ]
    role = rbac.role("Two", *blocks)
    proof = rbac.ask(rbac.assignment(role), roles=(role,))
    assert [("ActionMatches" in need.reason, "Exists" in need.reason) for need in proof.needs] == [(False, True)]


def test_r14_a_version_of_conditions_that_is_not_known_leaves_it_unknown(rbac):
    one = rbac.assignment("AcrPull", condition="ActionMatches{'*'}", version="9.0")
    assert "9.0" in rbac.ask(one).needs[0].reason


@pytest.mark.parametrize(
    ("condition", "verdict"), [("ActionMatches{'x'}", "allowed"), ("Exists @Request[x]", "unknown"), (None, "denied")]
)
def test_r14_a_condition_inside_a_deny_counts(rbac, condition, verdict):
    guard = rbac.deny(rbac.ME, actions=("*",))
    guard = replace(guard, permissions=(replace(guard.permissions[0], condition=condition),))
    assert rbac.ask(rbac.assignment("Owner"), denies=(guard,)).verdict == verdict


def test_r14_a_condition_on_a_deny_counts(rbac):
    owner = rbac.assignment("Owner")
    assert rbac.ask(owner, denies=(rbac.deny(rbac.ME, condition="ActionMatches{'other/read'}"),)).verdict == "allowed"
    assert rbac.ask(owner, denies=(rbac.deny(rbac.ME, condition="?"),)).verdict == "unknown"


@pytest.mark.parametrize("where", ["the deny", "its block", "the role's block"])
def test_r14_a_version_that_is_not_known_counts_wherever_the_condition_stands(rbac, where):
    never = {"condition": "ActionMatches{'x'}", "condition_version": "9.0"}
    guard, roles, role = rbac.deny(rbac.ME, actions=("*",)), (), "Owner"
    if where == "the deny":
        guard = replace(guard, **never)
    elif where == "its block":
        guard = replace(guard, permissions=(replace(guard.permissions[0], **never),))
    else:
        guard, role = rbac.deny(), rbac.role("Odd", actions=("*",), **never)
        roles = (role,)
    proof = rbac.ask(rbac.assignment(role), denies=(guard,), roles=(*rbac.ROLES.values(), *roles))
    assert proof.verdict == "unknown"
    assert "9.0" in proof.needs[0].reason
