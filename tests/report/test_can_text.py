from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.need import Need
from pfdoctor.model.proof import Access, Because, NearMiss, Proof
from pfdoctor.model.right import pull
from pfdoctor.model.ruling import Grant, Holder, Holders, Origin, Principal, Proposal, Ruling
from pfdoctor.report import can_text

REGISTRY = ArmId("/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/acr")
WHO = Principal("p-1", "user-assigned", "id-pf")
RIGHT = pull(REGISTRY)
YES = Proof(Access.ALLOWED, (Because("R3", "/a", "AcrPull is assigned to it directly"),))
NO = Proof(Access.DENIED, (Because("R8", "/r", "nothing allows it"),), (NearMiss("sibling-scope", "/d", "on acrdev"),))
GRANT = Grant("/a", "AcrPull", "7f95", REGISTRY, created_on=datetime(2026, 1, 2, tzinfo=UTC))
BY_HAND = replace(GRANT, origin=Origin.HAND, why="Azure grants nothing to a user-assigned identity")
ALLOWED = Ruling(WHO, RIGHT.doing, RIGHT, YES, grants=(BY_HAND,))
DENIED = Ruling(WHO, RIGHT.doing, RIGHT, NO, proposal=Proposal("AcrPull", "7f95", REGISTRY, ("a", "b", "c", "d")))


def drawn(write, *what, width=80, encoding="utf-8", **options):
    page = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    console = Console(file=page, width=width, color_system=None, _environ={})
    write(*what, console, cost="7 requests, 0.1 s", **options)
    page.flush()
    return page.buffer.getvalue().decode(encoding)


def test_an_allowed_access_shows_its_derivation_and_who_granted_it(target):
    page = drawn(can_text.write, target, [ALLOWED])
    assert " ✓ id-pf may pull from acr\n" in page
    assert "R3      AcrPull is assigned to it directly" in page
    assert "through AcrPull at registry acr (granted by hand on 2026-01-02)" in page
    assert "user-assigned identity" in page


def test_what_azure_should_have_granted_is_told_where_it_is_missing(target):
    said = "Azure grants this by itself"
    assert said in drawn(can_text.write_all, target, [replace(DENIED, automatic=True)])
    assert said not in drawn(can_text.write_all, target, [replace(ALLOWED, automatic=True)])


def test_a_group_that_holds_the_role_is_named(target):
    page = drawn(can_text.write, target, [replace(ALLOWED, grants=(replace(BY_HAND, group="g-1"),))])
    assert "through AcrPull at registry acr, held by group g-1" in page


def test_a_denied_access_shows_what_came_nearest_and_what_to_grant(target):
    page = drawn(can_text.write, target, [DENIED])
    assert " ✗ id-pf may not pull from acr\n" in page
    assert "nearest on acrdev" in page
    assert "grant   AcrPull on registry acr\n" in page
    assert "it also allows a, b, c and 1 more" in page


def test_an_unknown_access_shows_what_would_settle_it(target, unread):
    proof = Proof(Access.UNKNOWN, (Because("R13", "/r", "not read"),), needs=(unread,))
    page = drawn(can_text.write, target, [Ruling(WHO, RIGHT.doing, RIGHT, proof)])
    assert " ? id-pf may or may not pull from acr\n" in page
    assert f"needs   {unread.action} on\n              .../accounts/contoso-openai (403)\n" in page


def test_the_table_has_a_heading_for_each_identity_and_counts(target):
    other = replace(DENIED, principal=Principal("p-2", "system-assigned", "my-endpoint"), when="it pulls")
    page = drawn(can_text.write_all, target, [ALLOWED, other])
    assert "\n id-pf (user-assigned identity, p-1)\n  ✓ pull from acr\n" in page
    assert "\n my-endpoint (system-assigned identity, p-2)\n  ✗ pull from acr\n      needed  if it pulls\n" in page
    assert "action  Microsoft.ContainerRegistry/registries/pull/read\n" in page
    assert page.endswith("\n 1 allowed · 1 denied\n")


@pytest.mark.parametrize("write", [can_text.write, can_text.write_all])
def test_verbose_shows_the_ids(target, write):
    page = drawn(write, target, [ALLOWED, DENIED], verbose=True)
    assert "R8      nothing allows it\n" in page
    assert page.count("/a\n") == 2


def test_holders():
    group = Holder("g-1", "Group", "", YES, (GRANT,))
    named = Holder("p-1", "ServicePrincipal", "id-pf", NO, ())
    page = drawn(can_text.write_holders, Holders(RIGHT, (group, named), (), ("a note",)))
    assert "✓ g-1 (Group)\n" in page
    assert "through AcrPull at registry acr (granted on 2026-01-02)" in page
    assert "✗ id-pf (ServicePrincipal, p-1)\n" in page
    assert " Note: a note.\n" in page


def test_what_only_the_request_could_tell_is_said_once():
    need = Need("the request itself: @Resource[name]", scope="/a", reason="its condition depends on @Resource[name]")
    proof = Proof(Access.UNKNOWN, (Because("R13", "/a", "it may allow it"),), needs=(need,))
    page = drawn(can_text.write_holders, Holders(RIGHT, (Holder("p", "User", "", proof, (GRANT,)),), ()))
    assert "needs   its condition depends on @Resource[name]\n" in page
    assert "the request itself" not in page


def test_nobody():
    assert "Nobody is known to hold it." in drawn(can_text.write_holders, Holders(RIGHT, (), ()))


def test_a_stream_without_unicode(target):
    page = drawn(can_text.write_all, target, [ALLOWED, DENIED], encoding="ascii")
    assert "  ok pull from acr" in page
    assert "  x  pull from acr" in page


def test_text_from_azure_cannot_break_out(target):
    evil = replace(BY_HAND, role="\x1b]0;x\x07[bold]Acr\nPull", condition="\x1b[2Jyes")
    page = drawn(can_text.write, target, [replace(ALLOWED, grants=(evil,))])
    assert "\x1b" not in page
    assert "through [bold]Acr Pull at registry acr" in page
    assert "under   yes\n" in page
