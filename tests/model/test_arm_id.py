from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.model.arm_id import ArmId, resource_id

SUB = "/subscriptions/11111111-1111-1111-1111-111111111111"
RG = f"{SUB}/resourceGroups/rg"
BLOB = f"{RG}/providers/Microsoft.Storage/storageAccounts/st/blobServices/default"
ROLE = "/providers/Microsoft.Authorization/roleAssignments/a"

segments = st.sampled_from(["a", "b", "A", "resourceGroups", "providers", "Microsoft.X", "Ünï", "a b"])
paths = st.lists(segments, max_size=8)
ids = paths.map(lambda parts: ArmId("/" + "/".join(parts)))


@st.composite
def spellings(draw):
    """One id as services spell it: other case, doubled and trailing slashes, none at the front, blanks around."""
    parts = draw(paths)
    cased = [draw(st.sampled_from([part, part.upper(), part.lower()])) for part in parts]
    joints = [draw(st.sampled_from(["/", "//"])) for _ in parts]
    text = "".join(joint + part for joint, part in zip(joints, cased, strict=True))
    front, back = draw(st.sampled_from(["", " ", "/"])), draw(st.sampled_from(["", "/", "//", "\n"]))
    return ArmId("/" + "/".join(parts)), ArmId(front + text + back)


@given(spellings())
def test_case_and_slashes_make_no_difference(pair):
    one, other = pair
    assert one == other
    assert hash(one) == hash(other)
    assert one.within(other)
    assert other.within(one)


def test_an_id_keeps_its_spelling():
    assert str(ArmId(f"{RG.upper()}//")) == RG.upper()
    assert str(ArmId("subscriptions/s")) == "/subscriptions/s"


@pytest.mark.parametrize("text", ["", "/", " // "])
def test_the_root_has_no_parts(text):
    root = ArmId(text)
    assert (root.text, root.parts, root.name, root.type, root.parent) == ("/", (), "", "", None)


@pytest.mark.parametrize(
    ("text", "subscription", "group", "name", "kind"),
    [
        (SUB, SUB.split("/")[2], "", SUB.split("/")[2], ""),
        (RG, SUB.split("/")[2], "rg", "rg", ""),
        (RG.replace("resourceGroups", "resourcegroups"), SUB.split("/")[2], "rg", "rg", ""),
        (BLOB, SUB.split("/")[2], "rg", "default", "Microsoft.Storage/storageAccounts/blobServices"),
        (BLOB + ROLE, SUB.split("/")[2], "rg", "a", "Microsoft.Authorization/roleAssignments"),
        (ROLE, "", "", "a", "Microsoft.Authorization/roleAssignments"),
        (f"{RG}/providers/Microsoft.Storage", SUB.split("/")[2], "rg", "Microsoft.Storage", ""),
        (f"{RG}/providers", SUB.split("/")[2], "rg", "providers", ""),
        ("/subscriptions", "", "", "subscriptions", ""),
    ],
)
def test_what_an_id_tells(text, subscription, group, name, kind):
    id_ = ArmId(text)
    assert (id_.subscription, id_.resource_group, id_.name, id_.type) == (subscription, group, name, kind)


def test_parents_lead_from_an_extension_to_the_subscription():
    chain, here = [], ArmId(BLOB + ROLE)
    while here.parent is not None:
        here = here.parent
        chain.append(str(here))
    assert chain == [BLOB, BLOB.rsplit("/", 2)[0], RG, SUB]


@pytest.mark.parametrize("text", [SUB, ROLE, "/providers/Microsoft.Management/managementGroups/mg"])
def test_above_a_subscription_a_path_tells_nothing(text):
    assert ArmId(text).parent is None


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        (BLOB, RG.upper(), True),
        (BLOB, "/", True),
        (RG, RG + "/", True),
        (RG, BLOB, False),
        (f"{RG}2", RG, False),
        (SUB, "/providers/Microsoft.Management/managementGroups/mg", False),
    ],
)
def test_within_goes_by_whole_segments(inner, outer, expected):
    assert ArmId(inner).within(ArmId(outer)) is expected


@given(ids)
def test_within_is_reflexive(one):
    assert one.within(one)
    assert one.within(ArmId("/"))


@given(ids, st.lists(segments, max_size=2), st.lists(segments, max_size=2))
def test_within_is_transitive(one, more, still_more):
    inner = one.child(*more)
    assert inner.within(one)
    assert inner.child(*still_more).within(one)


@given(ids, ids)
def test_within_both_ways_is_equality(one, other):
    assert (one.within(other) and other.within(one)) is (one == other)


@given(ids)
def test_an_id_is_within_its_parent_and_not_the_other_way(one):
    if one.parent is not None:
        assert one.within(one.parent)
        assert not one.parent.within(one)


def test_a_resource_id_pairs_types_with_names():
    made = resource_id(SUB.split("/")[2], "rg", "Microsoft.Storage/storageAccounts/blobServices", "st", "default")
    assert str(made) == BLOB
    with pytest.raises(ValueError, match="zip"):
        resource_id("s", "rg", "Microsoft.Storage/storageAccounts/blobServices", "st")


def test_a_child_extends_the_path():
    assert str(ArmId(RG).child("providers", "Microsoft.X")) == f"{RG}/providers/Microsoft.X"
    assert str(ArmId("/").child("subscriptions", "s")) == "/subscriptions/s"
