from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.model.role import Permission
from pfdoctor.rbac.patterns import contains, covers, matches, overlap
from pfdoctor.rbac.request import Plane

patterns = st.text("ab/*", max_size=7)
actions = st.text("aAb/", min_size=1, max_size=7)


def plain(pattern, action):
    """What R6a says, by a regular expression."""
    parts = map(re.escape, pattern.lower().split("*"))
    return re.fullmatch(".*".join(parts), action.lower()) is not None


@given(patterns, actions)
def test_r6a_a_star_is_any_text(pattern, action):
    assert matches(pattern, action) is plain(pattern, action)


@given(patterns, patterns, actions)
def test_a_contained_pattern_means_nothing_more(outer, inner, action):
    if contains(outer, inner) and matches(inner, action):
        assert matches(outer, action)


@given(patterns, patterns, actions)
def test_patterns_that_share_an_action_overlap(one, other, action):
    if matches(one, action) and matches(other, action):
        assert overlap(one, other)
    assert overlap(one, other) is overlap(other, one)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("*/read", "a/*", True), ("a/read", "A/READ", True), ("a/read", "a/write", False), ("*/read", "*/write", False)],
)
def test_overlap(one, other, expected):
    assert overlap(one, other) is expected


def test_r6a_each_star_takes_its_own_text():
    assert not matches("*ab*ab*", "xabx")
    assert not matches("a*a", "a")


def test_stray_blanks_are_no_part_of_a_pattern():
    assert matches(" a/read ", "a/read")


def test_a_question_mark_is_a_letter_like_others():
    assert not matches("a/rea?", "a/read")


def test_a_pattern_under_a_condition_is_not_covered_for_sure():
    block = Permission(actions=("*",), condition="ActionMatches{'*'}")
    assert not covers((block,), "a/*", Plane.CONTROL)
    assert not covers((Permission(actions=("*",)),), "a/*", Plane.DATA)
