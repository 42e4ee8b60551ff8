from __future__ import annotations

import pytest
import tree_sitter
import tree_sitter_bicep
from hypothesis import given, settings
from hypothesis import strategies as st

from pfdoctor.fix.emit.bicep import emit, literal

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bicep.language()))


def resources(script):
    tree = PARSER.parse(script.encode())
    assert not tree.root_node.has_error, script
    return sum(child.type == "resource_declaration" for child in tree.root_node.children)


def test_one_group_is_written_as_a_person_would(plan):
    script = emit(plan())
    # Two scopes that exist, two grants, one environment.
    assert resources(script) == 5
    assert "az deployment group create" in script
    assert "targetScope" not in script


def test_several_groups_become_nested_deployments(plan):
    script = emit(plan(other_group="rg-storage"))
    assert resources(script) == 2
    assert "targetScope = 'subscription'" in script


def test_a_text_in_a_nested_template_is_no_expression(plan):
    assert "'[[concat(\\'x\\')]'" in emit(plan("[concat('x')]", other_group="rg-storage"))


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(["rg-contoso", "rg-storage"]))
def test_no_name_breaks_out(plan, names, data, other):
    assert resources(emit(plan(data.draw(names), other_group=other))) == (5 if other == "rg-contoso" else 2)


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, "null"), (True, "true"), (7, "7"), (0.5, "json('0.5')"), ({}, "{}"), ([], "[]"), ("a'b", "'a\\'b'")],
)
def test_values(value, written):
    assert literal(value) == written
