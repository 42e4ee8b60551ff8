from __future__ import annotations

import pytest

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.role import Permission, RoleDefinition
from pfdoctor.rbac.request import Plane
from pfdoctor.rbac.writes import allows, changes


def role(*actions, but=(), data=()):
    return RoleDefinition(ArmId("/x/role"), "Role", (Permission(actions, tuple(but), tuple(data)),))


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*", True),
        ("*/read", False),
        ("*/write", True),
        ("*/Delete", True),
        ("A.B/c/write", True),
        ("A.B/c/*", True),
        ("A.B/*/read", False),
        ("A.B/c/start/action", False),
        ("A.B/writers/read", False),
        ("A.B/c/overwrite", False),
    ],
)
def test_a_pattern_that_writes_is_found(pattern, found):
    assert changes(role(pattern), Plane.CONTROL) == ((pattern,) if found else ())


@pytest.mark.parametrize(
    ("actions", "but", "found"),
    [
        (["*"], ["*/write", "*/delete"], ()),
        (["*"], ["*/write"], ("*",)),
        (["A.B/*"], ["a.b/*"], ()),
        (["A.B/*", "C.D/*"], ["A.B/*"], ("C.D/*",)),
        (["A.B/c/*"], ["A.B/*/write", "A.B/*/delete"], ()),
    ],
)
def test_what_not_actions_take_out_is_not_counted(actions, but, found):
    assert changes(role(*actions, but=but), Plane.CONTROL) == found


def test_what_is_spared_is_not_counted_but_what_is_wider_is():
    spared = ["A.B/metrics/*/write"]
    assert changes(role("A.B/metrics/x/write"), Plane.CONTROL, spared) == ()
    assert changes(role("A.B/metrics/*/write"), Plane.CONTROL, spared) == ()
    assert changes(role("A.B/*/write"), Plane.CONTROL, spared) == ("A.B/*/write",)


def test_the_planes_are_apart():
    assert changes(role(data=["A.B/*"]), Plane.CONTROL) == ()
    assert changes(role(data=["A.B/*"]), Plane.DATA) == ("A.B/*",)


def test_named_actions_are_asked_for_one_by_one():
    assert allows(role("A.B/*", but=["A.B/x/action"]), ["A.B/x/action", "A.B/y/action"], Plane.CONTROL) == (
        "A.B/y/action",
    )


def test_actions_are_asked_for_on_their_own_plane():
    assert allows(role(data=["A.B/*"]), ["A.B/c"], Plane.DATA) == ("A.B/c",)
    assert allows(role("A.B/*"), ["A.B/c"], Plane.DATA) == ()
