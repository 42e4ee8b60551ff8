from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.role import Permission
from pfdoctor.rbac.conditions.judge import truth
from pfdoctor.rbac.conditions.limit import limit, rest
from pfdoctor.rbac.conditions.parser import parse
from pfdoctor.rbac.conditions.tree import ActionMatches, And, Attribute, Exists, Not, Or, SubOperationMatches
from pfdoctor.rbac.request import Request

CONTAINER = "Microsoft.Storage/storageAccounts/blobServices/containers"
READ = f"{CONTAINER}/blobs/read"
NAME = f"@Resource[{CONTAINER}:name]"


leaf = st.sampled_from(
    [
        ActionMatches("a/*"),
        ActionMatches("c"),
        SubOperationMatches("Blob.List"),
        Exists(Attribute("Resource", "HasObotoken")),
        parse("@Resource[HasObotoken] BoolEquals true"),
        parse("@Request[x] StringEquals 'v'"),
    ]
)
nodes = st.recursive(
    leaf,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=8,
)


def limited(text, attributes=None):
    return limit(Permission(condition=text), Request("me", READ, ArmId("/"), attributes=attributes))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{NAME} StringEquals 'c1'", "the container's name is 'c1'"),
        (f"{NAME} StringNotEquals 'c1'", "the container's name is not 'c1'"),
        (f"{NAME} StringLike 'logs*'", "the container's name is like 'logs*'"),
        (f"{NAME} StringNotLike 'logs*'", "the container's name is not like 'logs*'"),
        (f"{NAME} StringStartsWith 'a'", "the container's name starts with 'a'"),
        (f"{NAME} StringNotStartsWith 'a'", "the container's name does not start with 'a'"),
        (f"{NAME} StringEqualsIgnoreCase 'C1'", "the container's name is 'C1' (in any case)"),
        (f"{NAME} ForAnyOfAnyValues:StringEquals {{'a', 'b'}}", "the container's name is 'a' or 'b'"),
        (
            f"{NAME} ForAllOfAllValues:StringLike {{'a*', '*b'}}",
            "every value of the container's name is like 'a*' and '*b'",
        ),
        (f"{NAME} ForAnyOfAllValues:StringNotEquals {{'a', 'b'}}", "the container's name is not 'a' and is not 'b'"),
        (f"@Request[{CONTAINER}/blobs:path] StringLike 'x/*'", "the blob's path is like 'x/*'"),
        (
            f"@Resource[{CONTAINER}/blobs/tags:Project<$key_case_sensitive$>] StringEquals 'X'",
            "the blob's tag Project is 'X'",
        ),
        (
            "@Resource[Microsoft.Storage/storageAccounts:isHnsEnabled] BoolEquals true",
            "the storage account's isHnsEnabled is true",
        ),
        ("@Request[a/bs:n] NumericGreaterThan 3", "the b's n is more than 3"),
        ("@Request[a/bs:n] NumericGreaterThanEquals 3", "the b's n is at least 3"),
        ("@Request[a/bs:n] NumericLessThan 3", "the b's n is less than 3"),
        ("@Request[a/bs:n] NumericLessThanEquals 3", "the b's n is at most 3"),
        (
            "@Environment[UtcNow] DateTimeGreaterThan '2026-01-01T00:00:00Z'",
            "@Environment[UtcNow] is more than '2026-01-01T00:00:00Z'",
        ),
        ("@Principal[a/b:c] StringEquals 'x'", "@Principal[a/b:c] is 'x'"),
        ("@Resource[plain:c] StringEquals 'x'", "@Resource[plain:c] is 'x'"),
        ("@Resource[a/b] StringEquals 'x'", "@Resource[a/b] is 'x'"),
        (f"Exists {NAME}", "the container's name is set"),
        ("SubOperationMatches{'Blob.List'}", "the suboperation is 'Blob.List'"),
        (f"{NAME} StringEquals @Principal[p]", f"{NAME} StringEquals @Principal[p]"),
        ("'c1' StringEquals @Principal[p]", "'c1' StringEquals @Principal[p]"),
        (
            f"{NAME} ForAnyOfAnyValues:StringNotStartsWith {{'a', 'b'}}",
            "the container's name does not start with 'a' or does not start with 'b'",
        ),
        (f"!({NAME} StringEquals 'c1')", "not (the container's name is 'c1')"),
        (f"!(!({NAME} StringEquals 'c1'))", "the container's name is 'c1'"),
        (
            f"{NAME} StringEquals 'a' AND ({NAME} StringLike 'b' OR Exists {NAME})",
            "the container's name is 'a' and (the container's name is like 'b' or the container's name is set)",
        ),
        (
            f"{NAME} StringEquals 'a' OR {NAME} ForAnyOfAnyValues:StringEquals {{'b', 'c'}}",
            "the container's name is 'a' or (the container's name is 'b' or 'c')",
        ),
    ],
)
def test_r15_a_condition_in_words(text, expected):
    assert limited(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"!(ActionMatches{{'{READ}'}}) OR {NAME} StringEquals 'c1'", "the container's name is 'c1'"),
        (f"(!(ActionMatches{{'other'}}) OR {NAME} StringEquals 'c1')", ""),
        (f"ActionMatches{{'*'}} AND {NAME} StringEquals 'c1'", "the container's name is 'c1'"),
        (f"ActionMatches{{'other'}} AND {NAME} StringEquals 'c1'", ""),
        (f"ActionMatches{{'other'}} OR {NAME} StringEquals 'a' OR {NAME} StringEquals 'b'", None),
        ("((", ""),
        (None, ""),
    ],
)
def test_r14_only_what_the_action_leaves_open_is_told(text, expected):
    told = "the container's name is 'a' or the container's name is 'b'"
    assert limited(text) == (told if expected is None else expected)


def test_r15_what_is_known_of_the_request_is_still_a_limit_but_its_suboperation_is_not():
    text = f"{NAME} StringEquals 'c1' OR SubOperationMatches{{'Blob.List'}}"
    assert limited(text, {NAME: "c2", "SubOperation": "Blob.Read"}) == "the container's name is 'c1'"
    assert limited(text, {"SubOperation": "Blob.List"}) == ""


def leaves(node):
    if hasattr(node, "terms"):
        return [leaf for term in node.terms for leaf in leaves(term)]
    return leaves(node.term) if hasattr(node, "term") else [node]


@given(nodes)
def test_r15_what_is_left_of_a_condition_means_the_same_for_the_action(node):
    request = Request("me", "a/b", ArmId("/"), attributes={"@Resource[HasObotoken]": True})
    left = rest(node, request)
    if isinstance(left, bool):
        assert truth(node, request).value is left
    else:
        assert truth(left, request).value is truth(node, request).value
        assert not any(isinstance(leaf, ActionMatches) for leaf in leaves(left))
        assert parse(str(left)) == left
