from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.rbac.conditions.error import ConditionError
from pfdoctor.rbac.conditions.operators import OPERATORS, QUANTIFIERS, QUOTED_FAMILIES
from pfdoctor.rbac.conditions.parser import parse
from pfdoctor.rbac.conditions.tree import (
    ActionMatches,
    And,
    Attribute,
    Comparison,
    Exists,
    Literal,
    Not,
    Or,
    SubOperationMatches,
    Values,
)

quoted = st.text("abc *?/.<$>:{}()", max_size=8).map(lambda text: Literal(text, quoted=True))
bare = st.sampled_from(["true", "false", "0", "-12", "8b9dfcab4b774632a6df94bd07820648"]).map(
    lambda text: Literal(text, quoted=False)
)
attributes = st.builds(
    Attribute,
    st.sampled_from(["Resource", "Request", "Principal", "Environment"]),
    st.sampled_from(["HasObotoken", "Microsoft.Storage/storageAccounts:name", "tags:Project<$key_case_sensitive$>"]),
)


def operands(literals):
    return attributes | st.lists(literals, min_size=1, max_size=3).map(lambda items: Values(tuple(items)))


comparisons = st.sampled_from(sorted(OPERATORS)).flatmap(
    lambda name: st.builds(
        Comparison,
        operands(quoted if name.startswith(QUOTED_FAMILIES) else quoted | bare),
        st.sampled_from(["", *QUANTIFIERS]),
        st.just(name),
        operands(quoted if name.startswith(QUOTED_FAMILIES) else quoted | bare),
    )
)
names = st.text("abc/*.", min_size=1, max_size=5)
leaves = comparisons | st.builds(ActionMatches, names) | st.builds(SubOperationMatches, names) | attributes.map(Exists)
nodes = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=6,
)


@given(nodes)
def test_r15_a_printed_condition_parses_to_the_same(node):
    assert parse(str(node)) == node


@given(st.text("()!{}'@[]ANDOR tre1&|,\\", max_size=30))
def test_any_text_is_a_condition_or_an_error(text):
    with suppress(ConditionError):
        node = parse(text)
        assert parse(str(node)) == node


def test_the_conditions_of_all_built_in_roles_parse(shared):
    items = json.loads((shared / "specs" / "roles" / "builtin-roles.json").read_text(encoding="utf-8"))["value"]
    blocks = [block for item in items for block in item["properties"]["permissions"]]
    found = [block["condition"] for block in blocks if block.get("condition")]
    assert len(found) == 31
    assert all(parse(str(parse(text))) == parse(text) for text in found)


def test_the_recorded_conditions_parse(shared):
    lines = (shared / "recordings" / "role_assignments.jsonl").read_text(encoding="utf-8").splitlines()
    bodies = [json.loads(line).get("body") or {} for line in lines]
    items = [item for body in bodies for item in body.get("value", [body])]
    found = [item["properties"]["condition"] for item in items if (item.get("properties") or {}).get("condition")]
    assert found
    assert all(parse(str(parse(text))) == parse(text) for text in found)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("@Resource[HasObotoken] boolequals true", "@Resource[HasObotoken] BoolEquals true"),
        ("@request[x]ForAnyOfAnyValues:GuidEquals{8b9d,00}", "@Request[x] ForAnyOfAnyValues:GuidEquals {8b9d, 00}"),
        ("Resource[name1] StringLike 'a'", "@Resource[name1] StringLike 'a'"),
        ("ActionMatches{'a'} && not ActionMatches {'b'}", "ActionMatches{'a'} AND !(ActionMatches{'b'})"),
        ("((ActionMatches{'a'}))||Exists @Request[x]", "ActionMatches{'a'} OR Exists @Request[x]"),
        (
            "(\n (\n!(ActionMatches{'a'} AND NOT\n\tSubOperationMatches{'Blob.List'})\n)\nOR\r\n(Exists @Request[b]))",
            "!(ActionMatches{'a'} AND !(SubOperationMatches{'Blob.List'})) OR Exists @Request[b]",
        ),
        ("ActionMatches{'a'} AND (ActionMatches{'b'} OR ActionMatches{'c'})", None),
        ("ActionMatches{'a'} OR ActionMatches{'b'} OR ActionMatches{'c'}", None),
        ("@Resource[a] StringEquals @Principal[b]", None),
    ],
)
def test_r15_spellings(text, same):
    assert str(parse(text)) == (same or text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "an expression was expected at character 1, the end"),
        ("(((", "an expression was expected at character 4, the end"),
        (
            "ActionMatches{'a'} AND ActionMatches{'b'} OR Exists @Request[c]",
            "needs parentheses at character 43, `OR Ex",
        ),
        ("ActionMatches{'a'} OR ActionMatches{'b'} AND Exists @Request[c]", "needs parentheses at character 42"),
        ("ActionMatches{'a'} x", "the end was expected at character 20, `x`"),
        ("ActionMatches('a')", "{ was expected at character 14"),
        ("@Resource[a] Equals 'b'", "an operator was expected at character 14"),
        ("@Resource[a] ForSomeOf:StringEquals 'b'", "an operator was expected at character 14"),
        ("@Resource[a] StringEquals b", "compares texts in quotes at character 1"),
        ("@Resource[a] GuidEquals {}", "an expression was expected at character 26"),
        ("@Resource[a] StringEquals 'b", "not understood at character 27, `'b`"),
        (r"@Resource[a] StringEquals 'b\'", "not understood at character 27"),
        ("@Device[a] StringEquals 'b'", "not understood at character 1"),
        ("!" * 10_000 + "ActionMatches{'a'}", "nested too deep"),
        ("(" * 10_000, "nested too deep"),
    ],
)
def test_r15_what_is_not_understood_quotes_the_place(text, reason):
    with pytest.raises(ConditionError) as error:
        parse(text)
    assert reason in str(error.value)
