"""What an annotation means to prompt flow; rows with its own classes agree with what promptflow-core 1.18.5 does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pfdoctor.project.expected import PLAIN, UNKNOWN, Expected
from pfdoctor.project.flow_code import FlowCode
from pfdoctor.project.python_file import PythonFile
from pfdoctor.project.source import Source
from pfdoctor.project.tool_function import tool_of

AOAI = "AzureOpenAIConnection"
HEAD = """
import typing
from typing import Any, Dict, List, Literal, Optional, Union
import promptflow.connections
import promptflow.connections as pc
from promptflow.core import tool
from promptflow.connections import AzureOpenAIConnection, CustomConnection, CustomStrongTypeConnection, OpenAIConnection
from promptflow.connections import AzureOpenAIConnection as Az
from promptflow.contracts.types import Secret
from helper import Far, Plain
from elsewhere import SomeConnection, Thing
class Mine(CustomStrongTypeConnection):
    key: Secret
class Deep(Mine): pass
class Further(Far): pass
class Box: pass
class Lost(Thing): pass
"""
HELPER = "from promptflow.connections import CustomStrongTypeConnection as C\nclass Far(C): pass\nclass Plain: pass\n"


@pytest.fixture(name="tool")
def _tool(tmp_path):
    def make(text, head=HEAD):
        (tmp_path / "a.py").write_text(head + text, encoding="utf-8")
        (tmp_path / "helper.py").write_text(HELPER, encoding="utf-8")
        code = FlowCode(tmp_path, tmp_path, (tmp_path / "a.py",))
        return code.tool(code.file(tmp_path / "a.py"))

    return make


def maybe(*kinds):
    return Expected(kinds, sure=False)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (AOAI, Expected((AOAI,))),
        ("Az", Expected((AOAI,))),
        ("pc.OpenAIConnection", Expected(("OpenAIConnection",))),
        ("promptflow.connections.SerpConnection", Expected(("SerpConnection",))),
        ("Mine", Expected(("CustomConnection",))),
        ("Deep", Expected(("CustomConnection",))),
        ("Far", Expected(("CustomConnection",))),
        ("Further", Expected(("CustomConnection",))),
        ("Optional[Az]", Expected((AOAI,))),
        ("Union[Az, OpenAIConnection]", Expected((AOAI, "OpenAIConnection"))),
        ("typing.Union[Az, None]", Expected((AOAI,))),
        ("Union[Mine, CustomConnection]", Expected(("CustomConnection",))),
        ("Union[Az, str]", maybe(AOAI)),
        ("Az | OpenAIConnection", maybe(AOAI, "OpenAIConnection")),
        ("Az | None", maybe(AOAI)),
        ("'AzureOpenAIConnection'", maybe(AOAI)),
        ("Optional['AzureOpenAIConnection']", maybe(AOAI)),
        ("pc.QdrantConnection", maybe("QdrantConnection")),
        ("SomeConnection", maybe("CustomConnection")),
        ("str", PLAIN),
        ("'str'", PLAIN),
        ("str | None", PLAIN),
        ("Optional[str]", PLAIN),
        ("Union[str, int]", PLAIN),
        ("List[Az]", PLAIN),
        ("Dict[str, Any]", PLAIN),
        ("Literal['a']", PLAIN),
        ("Secret", PLAIN),
        ("Plain", PLAIN),
        ("Box", PLAIN),
        ("None", PLAIN),
        ("Any", UNKNOWN),
        ("Thing", UNKNOWN),
        ("Lost", UNKNOWN),
        ("f()", UNKNOWN),
        ("'not python ('", UNKNOWN),
    ],
)
def test_an_annotation_is_read_as_prompt_flow_reads_it(tool, annotation, expected):
    assert tool(f"@tool\ndef ask(it: {annotation}): ...\n").expected("it") == expected


def test_annotations_that_are_not_evaluated_are_texts_to_prompt_flow(tool):
    found = tool("@tool\ndef ask(it: Az, other: str): ...\n", "from __future__ import annotations\n" + HEAD)
    assert (found.expected("it"), found.expected("other")) == (maybe(AOAI), PLAIN)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("@tool\ndef a(it): ...\n", "it", UNKNOWN),
        ("@tool\ndef a(it=None): ...\n", "it", UNKNOWN),
        ("@tool\ndef a(it='x'): ...\n", "it", PLAIN),
        ("@tool\nasync def a(x, *rest, it: Az, **more): ...\n", "it", Expected((AOAI,))),
        ("@tool\ndef a(it: Az, /, x: str = ''): ...\n", "it", Expected((AOAI,))),
        ("@tool(name='x')\ndef a(it: Az): ...\n", "it", Expected((AOAI,))),
        ("@other\n@tool\ndef a(it: Az): ...\n", "it", Expected((AOAI,))),
        (
            "class A:\n  def __init__(self, it: Az): ...\n  @tool\n  def go(self, x: str): ...\n",
            "it",
            Expected((AOAI,)),
        ),
        ("class A:\n  def __init__(self, it: Az): ...\n  @tool\n  def go(self, x: str): ...\n", "self", UNKNOWN),
        ("def a(it: Az): ...\n", "it", UNKNOWN),
        ("@tool\ndef a(it: Az): ...\n@tool\ndef b(it: Az): ...\n", "it", UNKNOWN),
        ("@tool\ndef a(it: Az): ...\n", "more", UNKNOWN),
        ("@tool\ndef a(it: Az):\n", "it", UNKNOWN),
    ],
)
def test_the_tool_of_a_file_says_what_its_inputs_are(tool, text, name, expected):
    assert tool(text).expected(name) == expected


@pytest.mark.parametrize(
    "text",
    [
        "from promptflow import tool\n@tool\ndef a(it: str): ...\n",
        "import promptflow\n@promptflow.tool\ndef a(it: str): ...\n",
        "from promptflow.core import *\n@tool\ndef a(it: str): ...\n",
    ],
)
def test_a_tool_is_known_by_prompt_flows_decorator(tool, text):
    assert tool(text, head="").expected("it") == PLAIN


def test_a_decorator_of_somebody_elses_makes_no_tool(tool):
    assert tool("from other import tool\n@tool\ndef a(it: str): ...\n", head="").expected("it") == UNKNOWN


def test_classes_that_inherit_from_each_other_end(tool):
    assert tool("class P(Q): ...\nclass Q(P): ...\n@tool\ndef a(it: P): ...\n").expected("it") == UNKNOWN


def test_a_lattice_of_classes_is_walked_once(tool):
    rows = "".join(f"class C{n + 2}(C{n + 1}, C{n}): ...\n" for n in range(100))
    text = f"class C0: ...\nclass C1: ...\n{rows}@tool\ndef a(it: C101): ...\n"
    assert tool(text).expected("it") == PLAIN


CONNECTIONS = {
    "Az": AOAI,
    "OpenAIConnection": "OpenAIConnection",
    "Mine": "CustomConnection",
    "CustomConnection": "CustomConnection",
}
VALUES = ("str", "int", "List[str]", "Box", "Secret")


def parsed(text):
    return tool_of(PythonFile(Path("a.py"), Source("a.py"), text), lambda file, name: None)


def unions(names):
    leaves = st.sampled_from(sorted(names))
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"Union[{', '.join(parts)}]")
            | inner.map(lambda part: f"Optional[{part}]")
        ),
        max_leaves=6,
    )


@settings(deadline=None)
@given(unions(CONNECTIONS), unions(VALUES))
def test_a_union_is_a_connection_if_all_its_parts_are(connections, values):
    text = f"{HEAD}@tool\ndef ask(a: {connections}, b: {values}, c: Union[{connections}, {values}]): ...\n"
    found = parsed(text)
    kinds = {CONNECTIONS[name] for name in re.findall(r"\w+", connections) if name in CONNECTIONS}
    assert (set(found.expected("a").kinds), found.expected("a").sure) == (kinds, True)
    assert found.expected("b") == PLAIN
    assert (set(found.expected("c").kinds), found.expected("c").sure) == (kinds, False)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_raises_anything(text):
    for code in (text, HEAD + "@tool\ndef ask(it: " + text):
        assert isinstance(parsed(code).expected("it"), Expected)
