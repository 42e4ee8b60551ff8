from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.project.source import Source
from pfdoctor.project.yaml_file import parse


def read(text):
    node, problems = parse(text, Source("a.yml", tuple(text.split("\n"))))
    return node, [(problem.line, problem.unread) for problem in problems]


def test_each_value_knows_its_line():
    node, problems = read("a: 1\nb:\n  c: [x,\n    y]\n  # note\n  d: |\n    text\n")
    assert problems == []
    assert [node.line_of(path) for path in ("a", "b", "b.c", "b.d", "b.gone.deeper", "gone")] == [1, 2, 3, 6, 2, 1]
    assert [item.line for item in node.at("b.c").items] == [3, 4]


def test_anchors_and_merges_are_followed():
    node, _ = read("base: &b {x: 1, y: 2}\nmine:\n  <<: *b\n  y: 3\nsame: *b\n")
    assert node.plain() == {"base": {"x": 1, "y": 2}, "mine": {"x": 1, "y": 3}, "same": {"x": 1, "y": 2}}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a: {{ACR_NAME}}.azurecr.io/x", "{{ACR_NAME}}.azurecr.io/x"),
        ("a: {{ENDPOINT}}", "{{ENDPOINT}}"),
        ('a: "{{x}}"', "{{x}}"),
        ("a: ${{ secrets.KEY }}", "${{secrets.KEY}}"),
        ("a: ${{azureml://connections/x/key}}", "${{azureml://connections/x/key}}"),
        ("a: ${COUNT}", "${COUNT}"),
        ("a: $(count)", "$(count)"),
        ("a: <endpoint_name>", "<endpoint_name>"),
        ("a: !ENV name", "{{!ENV name}}"),
        ("a: #{NAME}#", "#{NAME}#"),
        ("a: #{name}", "#{name}"),
        ("a: @@NAME@@", "@@NAME@@"),
        ("a: @NAME@", "@NAME@"),
        ("a: %NAME%", "%NAME%"),
        ("a: x-%NAME%-y", "x-%NAME%-y"),
        ("a: {{{name}}}", "{{name}}"),
        ("a: <% name %>", "<% name %>"),
        ("a: <image url>", "<image url>"),
        ("a: <Name, frei wählbar>", "<Name, frei wählbar>"),
        ("a: $deployment", "$deployment"),
        ("a: $env:NAME", "$env:NAME"),
        ("a: ${NAME:-a b}", "${NAME:-a b}"),
        ("a: $[variables.name]", "$[variables.name]"),
        ("a: x-{NAME}", "x-{NAME}"),
    ],
)
def test_a_template_is_known_as_one_and_shown_as_it_is(text, shown):
    node, problems = read(text)
    assert (problems, node.at("a").hole, node.text_at("a")) == ([], True, shown)


@pytest.mark.parametrize(
    "value",
    ["text", "a $5 note", "x < y > z", "3", "https://host/path", "{a: b}", "__init__"[2:], "x #{NAME}", "a%20b%C3%A9"],
)
def test_plain_values_are_no_templates(value):
    assert not read(f"a: {value}")[0].at("a").hole


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: 1\na: 2\n", [(2, False)]),
        ("a: 1\n---\nb: 2\n", [(2, False)]),
        ("---\na: 1\n---\n", [(3, False)]),
        ("---\na: 1\n...\n", []),
        ("a:\n\tb: 1\n", [(2, False)]),
        ("a: *gone\n", [(1, True)]),
        ("a: &a [*a]\n", [(1, True)]),
        ("? [a]\n: b\n", [(1, False)]),
        ("[" * 5000, [(1, True)]),
        ("- " + "[1,1,1,1,1,1,1,1]\n- " * 20_000, [(11112, True)]),
        ("{% if x %}\na: 1\n{% endif %}", [(1, True)]),
        ("a: {HOST}.azurecr.io\nb: 1\n", [(1, True)]),
        ("a: 1\n{{- if .Values.b }}\nb: 2\n{{- end }}\n", [(3, True)]),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, problems):
    assert read(text)[1] == problems


def test_a_token_stands_where_a_value_does_also_in_a_line_of_settings():
    node, problems = read("a: {port: #{PORT}#, path: /health}\n")
    assert (problems, node.text_at("a.port"), node.text_at("a.path")) == ([], "#{PORT}#", "/health")


def test_laughs_cost_no_more_than_their_text():
    text = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for before, after in zip("abcdefghijk", "bcdefghijkl", strict=True):
        text += f"{after}: &{after} [{','.join([f'*{before}'] * 9)}]\n"
    node, problems = read(text)
    assert problems == []
    assert len(str(node.at("l").plain())) < 10_000


def test_merges_of_merges_are_bounded():
    keys = ", ".join(f"k{n}: 1" for n in range(1_000))
    node, (problem,) = read(f"a: &a {{{keys}}}\n" + "".join(f"b{n}: {{<<: *a}}\n" for n in range(1_000)))
    assert (node, problem[1]) == (None, True)


def test_a_second_document_is_no_template_whatever_stands_near():
    node, (problem,) = read("a: ${inputs.b}\n---\nc: 1\n")
    assert (node, problem) == (None, (2, False))


def test_a_date_is_one_and_is_shown_as_it_was_written():
    node, _ = read("a: 2024-02-01\nb: '2024-02-01'\n")
    assert [node.at(key).is_text for key in "ab"] == [False, True]
    assert node.plain() == {"a": "2024-02-01", "b": "2024-02-01"}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8", exclude_characters="{}⟪⟫")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcdef", min_size=1), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text("ghijkl", min_size=1), VALUES, max_size=4))
def test_reads_what_the_library_reads(value):
    node, problems = read(yaml.safe_dump(value))
    assert (node.plain(), problems) == (value, [])


@given(st.text())
def test_whatever_a_file_holds_is_read_or_refused(text):
    node, problems = read(text)
    assert node is not None or problems
