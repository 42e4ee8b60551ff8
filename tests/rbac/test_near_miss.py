from __future__ import annotations

import pytest

from pfdoctor.rbac.near_miss import RANK


def kinds(proof):
    return [miss.kind for miss in proof.near_misses]


def test_sibling_scope_is_the_nearest_miss(rbac):
    sibling, other = f"{rbac.ACR}dev", f"{rbac.SUB}/resourceGroups/other"
    proof = rbac.ask(rbac.assignment("AcrPull", other), rbac.assignment("AcrPull", sibling), rbac.assignment("NoPull"))
    assert kinds(proof) == ["sibling-scope", "sibling-scope", "not-action"]
    assert sibling in proof.near_misses[0].id
    assert "acrdev" in proof.near_misses[0].reason


@pytest.mark.parametrize(("role", "principal"), [("Owner", "another"), ("BlobReader", None)])
def test_only_what_the_principal_holds_and_what_would_help_is_near(rbac, role, principal):
    elsewhere = rbac.assignment(role, f"{rbac.ACR}dev", principal or rbac.ME)
    assert rbac.ask(elsewhere).near_misses == ()


def test_a_role_elsewhere_whose_condition_is_not_met_is_not_near(rbac):
    assert rbac.ask(rbac.assignment("AcrPull", f"{rbac.ACR}dev", condition="ActionMatches{'x'}")).near_misses == ()


def test_a_groups_role_elsewhere_is_not_near_while_the_group_is_not_known(rbac):
    elsewhere = rbac.assignment("AcrPull", f"{rbac.ACR}dev", "99999999-0000-0000-0000-000000000001", "Group")
    assert rbac.ask(elsewhere, groups=None).near_misses == ()


def test_a_role_inside_the_scope_is_nearer_than_one_on_another_resource_group(rbac):
    inside, beside = f"{rbac.ACR}/scopeMaps/x", f"{rbac.SUB}/resourceGroups/a"
    proof = rbac.ask(rbac.assignment("AcrPull", beside), rbac.assignment("AcrPull", inside))
    assert ["scopeMaps" in miss.id for miss in proof.near_misses] == [True, False]


def test_blocked_by_deny_is_near_only_if_a_role_would_allow_it(rbac):
    assert rbac.ask(denies=(rbac.deny(rbac.ME),)).near_misses == ()


def test_pim_eligible_is_near_and_says_how_to_activate_it(rbac):
    proof = rbac.ask(eligible=(rbac.assignment("AcrPull"),))
    assert (proof.verdict, kinds(proof)) == ("denied", ["pim-eligible"])
    assert "activate" in proof.near_misses[0].reason


def test_an_eligible_role_that_would_not_help_is_not_near(rbac):
    assert (
        rbac.ask(eligible=(rbac.assignment("BlobReader"), rbac.assignment("AcrPull", rbac.STORAGE))).near_misses == ()
    )


def test_every_kind_in_its_rank(rbac):
    group = "99999999-0000-0000-0000-000000000001"
    role = rbac.role("DataLess", data_actions=("*",), not_data_actions=(rbac.BLOB,))
    proof = rbac.ask(
        rbac.assignment(role),
        rbac.assignment("BlobReader", principal=group, kind="Group"),
        rbac.assignment("BlobReader", condition="ActionMatches{'x'}"),
        rbac.assignment("Owner"),
        rbac.assignment("BlobReader", f"{rbac.STORAGE}2"),
        roles=(*rbac.ROLES.values(), role),
        action=rbac.BLOB,
        scope=rbac.STORAGE,
        plane="data",
        groups=None,
        denies=(rbac.deny(rbac.ME, data_actions=("*",)),),
        eligible=(rbac.assignment("BlobReader"),),
    )
    assert proof.verdict == "denied"
    assert tuple(kinds(proof)) == RANK


def test_at_most_five_of_a_kind(rbac):
    many = [rbac.assignment("AcrPull", f"{rbac.ACR}{number}") for number in range(20)]
    assert len(rbac.ask(*many).near_misses) == 5
