from __future__ import annotations

import pytest

from pfdoctor.model.arm_id import ArmId
from pfdoctor.rbac.conditions.judge import judge
from pfdoctor.rbac.request import Request

CONTAINER = "Microsoft.Storage/storageAccounts/blobServices/containers"
ACCOUNT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/ST"
SCOPE = f"{ACCOUNT}/blobServices/default/containers/C1"
GUID = "8b9dfcab-4b77-4632-a6df-94bd07820648"


def met(text, attributes=None, action="a/read", scope="/subscriptions/s", version="2.0"):
    return judge(text, version, Request("me", action, ArmId(scope), attributes=attributes))


def test_06_operators(vectors):
    rows = vectors("06-conditions")["operators"]
    assert rows
    for row in rows:
        assert met(row["expr"], row["attributes"]).value is row["expected"], row["expr"]


def test_06_constrained_delegation(vectors):
    rows = vectors("06-conditions")["delegation"]
    assert rows
    for row in rows:
        attributes = {f"@Request[{name}]": tuple(value) for name, value in row["request"].items()}
        attributes |= {f"@Resource[{name}]": tuple(value) for name, value in row["resource"].items()}
        assert met(row["condition"], attributes, row["action"]).value is row["expected"], row["name"]


@pytest.mark.parametrize(
    ("operator", "left", "right", "expected"),
    [
        ("BoolEquals", True, "true", True),
        ("BoolEquals", "False", "true", False),
        ("BoolNotEquals", True, "true", False),
        ("BoolEquals", 1, "true", None),
        ("StringEquals", "a", "'a'", True),
        ("StringEquals", "A", "'a'", False),
        ("StringEqualsIgnoreCase", "A", "'a'", True),
        ("StringNotEquals", "A", "'a'", True),
        ("StringNotEqualsIgnoreCase", "A", "'a'", False),
        ("StringEquals", 1, "'1'", None),
        ("StringStartsWith", "abc", "'ab'", True),
        ("StringStartsWith", "Abc", "'ab'", False),
        ("StringStartsWithIgnoreCase", "Abc", "'aB'", True),
        ("StringNotStartsWith", "abc", "'ab'", False),
        ("StringNotStartsWithIgnoreCase", "Abc", "'ab'", False),
        ("StringLike", "abcd", "'a*c?'", True),
        ("StringLike", "abcd", "'A*C?'", False),
        ("StringLikeIgnoreCase", "abcd", "'A*C?'", True),
        ("StringLike", "abcd", "'a*c'", False),
        ("StringLike", "readonly/a/b", "'readonly/*'", True),
        ("StringLike", "a*c", r"'a\*c'", True),
        ("StringLike", "abc", r"'a\*c'", False),
        ("StringLike", "a?c", r"'a\?c'", True),
        ("StringLike", "abc", r"'a\?c'", False),
        ("StringLike", r"a\c", r"'a\c'", True),
        ("StringLike", "", "'*'", True),
        ("StringLike", "a\nb", "'a\n?'", True),
        ("StringLike", "xab", "'*ab'", True),
        ("StringLike", "xabab", "'*ab'", True),
        ("StringLike", "aXbXc", "'a*b*c'", True),
        ("StringLike", "ac", "'a**c'", True),
        ("NumericEquals", "\u0661", "1", None),
        ("DateTimeEquals", "2022-06-01T00:00:00.00000001Z", "'2022-06-01T00:00:00Z'", None),
        ("DateTimeGreaterThan", "2022-06-01T00:00:01Z", "'2022-06-01T00:00:00.9Z'", True),
        ("StringLike", "", "'?'", False),
        ("StringLike", "ab", "'ab**'", True),
        ("StringLike", "a" * 2000, "'" + "*a" * 50 + "b'", False),
        ("StringNotLike", "abcd", "'a*'", False),
        ("StringNotLikeIgnoreCase", "ABCD", "'a*'", False),
        ("NumericEquals", 10, "10", True),
        ("NumericEquals", "10", "11", False),
        ("NumericNotEquals", 10, "11", True),
        ("NumericGreaterThan", 10, "10", False),
        ("NumericGreaterThanEquals", 10, "10", True),
        ("NumericLessThan", 9, "10", True),
        ("NumericLessThanEquals", 11, "10", False),
        ("NumericEquals", "1.5", "1.5", None),
        ("NumericEquals", True, "1", None),
        ("DateTimeEquals", "2022-06-01T00:00:00Z", "'2022-06-01T00:00:00.0Z'", True),
        ("DateTimeNotEquals", "2022-06-01T00:00:00.1234567Z", "'2022-06-01T00:00:00.1234568Z'", True),
        ("DateTimeLessThan", "2022-06-01T00:00:00.1234567Z", "'2022-06-01T00:00:00.1234568Z'", True),
        ("DateTimeLessThanEquals", "2022-06-02T00:00:00Z", "'2022-06-01T00:00:00Z'", False),
        ("DateTimeGreaterThan", "2022-06-01T00:00:00.5Z", "'2022-06-01T00:00:00.40Z'", True),
        ("DateTimeGreaterThanEquals", "2022-06-01T00:00:00Z", "'2022-06-01T00:00:00Z'", True),
        ("DateTimeEquals", "2022-06-01T00:00:00+02:00", "'2022-06-01T00:00:00Z'", None),
        ("DateTimeEquals", "2022-02-30T00:00:00Z", "'2022-02-30T00:00:00Z'", None),
        ("GuidEquals", GUID.upper(), GUID.replace("-", ""), True),
        ("GuidEquals", GUID, f"'{GUID}'", True),
        ("GuidNotEquals", GUID, "00000000-0000-0000-0000-000000000000", True),
        ("GuidEquals", "not a guid", GUID, None),
        ("StringEqualsIgnoreCase", "STRASSE", "'straße'", None),
        ("StringNotEqualsIgnoreCase", "STRASSE", "'straße'", None),
        ("StringEqualsIgnoreCase", "Straße", "'straße'", True),
        ("StringEqualsIgnoreCase", "ärger", "'ÄRGER'", None),
        ("StringEqualsIgnoreCase", "Ärger", "'other'", False),
        ("StringEqualsIgnoreCase", "\u212a", "'k'", None),
        ("StringEqualsIgnoreCase", 1, "'1'", None),
        ("StringLikeIgnoreCase", "ab\ncd", "'A*D'", True),
    ],
)
def test_r15_operators(operator, left, right, expected):
    assert met(f"@Request[x] {operator} {right}", {"@Request[x]": left}).value is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{'red', 'blue'} ForAnyOfAnyValues:StringEquals {'blue', 'green'}", True),
        ("{'red', 'blue'} ForAllOfAnyValues:StringEquals {'orange', 'red', 'blue'}", True),
        ("{'red', 'blue'} ForAllOfAnyValues:StringEquals {'red', 'green'}", False),
        ("{10, 20} ForAnyOfAllValues:NumericLessThan {15, 18}", True),
        ("{16, 20} ForAnyOfAllValues:NumericLessThan {15, 18}", False),
        ("{10, 20} ForAllOfAllValues:NumericLessThan {25, 30}", True),
        ("{10, 20} ForAllOfAllValues:NumericLessThan {15, 25}", False),
        ("{'a', 'b'} StringEquals 'a'", None),
        ("'a' StringEquals {'a'}", True),
    ],
)
def test_r15_quantifiers(text, expected):
    assert met(text).value is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Request[x] StringEquals 'v'", None),
        ("!(@Request[x] StringEquals 'v')", None),
        ("@Request[x] StringEquals 'v' OR ActionMatches{'A/*'}", True),
        ("@Request[x] StringEquals 'v' AND ActionMatches{'b/*'}", False),
        ("@Request[x] StringEquals 'v' AND ActionMatches{'a/*'}", None),
        ("Exists @Request[x]", None),
        ("SubOperationMatches{'Blob.List'}", None),
        ("@Request[y] StringEquals @Request[x]", None),
    ],
)
def test_what_is_not_known_counts_only_where_the_result_depends_on_it(text, expected):
    truth = met(text, {"@Request[y]": "v"})
    assert truth.value is expected
    assert bool(truth.waits_for) == (expected is None)


def test_what_is_not_known_is_named_with_the_values_that_it_would_need():
    text = f"!(ActionMatches{{'a/read'}}) OR (@Resource[{CONTAINER}:name] StringEquals 'c1' OR ActionMatches{{'b'}})"
    assert met(text).waits_for == (f"@Resource[{CONTAINER}:name] StringEquals 'c1'",)


@pytest.mark.parametrize(("held", "expected"), [("v", True), ((), False)])
def test_r15_exists(held, expected):
    assert met("Exists @Request[x]", {"@request[X]": held}).value is expected
    assert met("NOT Exists @Request[x]", {"@request[X]": held}).value is not expected


@pytest.mark.parametrize(("running", "expected"), [("blob.list", True), ("Blob.Read", False), ((), False)])
def test_r15_suboperation(running, expected):
    assert met("SubOperationMatches{'Blob.List'}", {"SubOperation": running}).value is expected


@pytest.mark.parametrize("quantifier", ["", "ForAnyOfAnyValues:", "ForAllOfAllValues:"])
def test_a_comparison_with_an_attribute_that_does_not_exist_is_not_decided(quantifier):
    assert met(f"@Request[x] {quantifier}StringNotEquals 'v'", {"@Request[x]": ()}).value is None


@pytest.mark.parametrize("source", ["Resource", "Request", "Principal", "Environment"])
def test_r15_the_four_sources_are_kept_apart(source):
    assert met(f"@{source}[x] StringEquals 'v'", {f"@{source}[X]": "v"}).value is True
    assert met("@Resource[y] StringEquals 'v'", {f"@{source}[x]": "v"}).value is None


def test_a_tags_key_keeps_its_case():
    text = "@Resource[A/tags:Project<$key_case_sensitive$>] StringEquals 'v'"
    assert met(text, {"@Resource[a/Tags:Project<$key_case_sensitive$>]": "v"}).value is True
    assert met(text, {"@Resource[a/Tags:project<$key_case_sensitive$>]": "v"}).value is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"@Resource[{CONTAINER}:Name] StringEquals 'c1'", True),
        (f"@Resource[{CONTAINER}:name] StringEquals 'c2'", False),
        ("@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'st'", True),
        ("@Resource[Microsoft.Storage/storageAccounts:isHnsEnabled] BoolEquals true", None),
        (f"@Request[{CONTAINER}:name] StringEquals 'c1'", None),
    ],
)
def test_the_scope_itself_tells_the_account_and_the_container(text, expected):
    assert met(text, scope=SCOPE).value is expected


def test_a_version_that_is_not_known_is_not_decided():
    assert met("ActionMatches{'a/read'}", version="3.0").error
    assert met("ActionMatches{'a/read'}", version="3.0").value is None
