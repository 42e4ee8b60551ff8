"""Several questions that must all be answered yes: the worst answer decides, with its own reasons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.model.need import Need
from pfdoctor.model.proof import Access, Because, NearMiss, Proof
from pfdoctor.rbac.combine import all_of


def proof(verdict, name="one"):
    needs = (Need(f"GET /{name}"),) if verdict == "unknown" else ()
    misses = () if verdict == "allowed" else (NearMiss("sibling-scope", f"/{name}", "elsewhere"),)
    return Proof(Access(verdict), (Because("R8", f"/{name}", "because"),), misses, needs)


proofs = st.lists(st.builds(proof, st.sampled_from(list(Access)), st.sampled_from("abc")), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["allowed"], "allowed"),
        (["allowed", "allowed"], "allowed"),
        (["allowed", "unknown"], "unknown"),
        (["unknown", "denied", "allowed"], "denied"),
    ],
)
def test_the_worst_answer_decides(verdicts, expected):
    assert all_of([proof(one) for one in verdicts]).verdict == expected


def test_only_what_decided_is_told():
    decided = all_of([proof("allowed", "a"), proof("unknown", "b"), proof("unknown", "c")])
    assert [node.id for node in decided.because] == ["/b", "/c"]
    assert [miss.id for miss in decided.near_misses] == ["/b", "/c"]
    assert [need.request for need in decided.needs] == ["GET /b", "GET /c"]


def test_a_denial_needs_nothing_more():
    assert all_of([proof("unknown"), proof("denied")]).needs == ()


def test_the_same_reason_is_told_once():
    assert all_of([proof("denied"), proof("denied")]) == proof("denied")


def test_no_question_is_no_yes():
    with pytest.raises(ValueError, match="no question"):
        all_of([])


@given(proofs)
def test_order_does_not_matter_to_the_verdict(found):
    assert all_of(found).verdict is all_of(found[::-1]).verdict


@given(proofs, proofs)
def test_in_groups_or_at_once_it_is_the_same(some, others):
    assert all_of([all_of(some), all_of(others)]) == all_of([*some, *others])
