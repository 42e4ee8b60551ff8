"""Which connections a flow's code names, and which variables it needs, none of it run."""

from __future__ import annotations

import pytest

from pfdoctor.project.project import open_project

NODE = "nodes:\n- name: ask\n  type: python\n  source: {type: code, path: ask.py}\n  inputs: {%s}\n"
TOOL = """
from typing import Union
from promptflow.core import tool
from promptflow.connections import AzureOpenAIConnection, CustomConnection

@tool
def ask(aoai: AzureOpenAIConnection, plain_connection: str, either: Union[AzureOpenAIConnection, CustomConnection],
        loose: "AzureOpenAIConnection", bare_connection, text): ...
"""
PROMPTY = (
    "---\nname: x\nmodel:\n  api: chat\n  configuration:\n    type: azure_openai\n    connection: %s\n---\nsystem:\n"
)


@pytest.fixture(name="flow")
def _flow(tmp_path):
    """The flow of a project with these files."""

    def make(**files):
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_yaml", ".yaml").replace("_py", ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return open_project(tmp_path).flows[0]

    return make


def named(flow):
    return {(use.name, use.kind, use.sure) for use in flow.uses}


@pytest.mark.parametrize(
    ("inputs", "uses"),
    [
        ("aoai: mine", {("mine", "AzureOpenAI", True)}),
        ("plain_connection: text", set()),
        ("either: mine", {("mine", "AzureOpenAI or Custom", True)}),
        ("loose: mine", {("mine", "AzureOpenAI", False)}),
        ("bare_connection: mine", {("mine", "", False)}),
        ("text: mine", set()),
        ("unknown_connection: mine", {("mine", "", False)}),
        ('aoai: "${inputs.conn}"', set()),
        ('aoai: "${other.output}"', set()),
        ('aoai: ""', set()),
        ("aoai: 3", set()),
    ],
)
def test_an_annotation_says_what_is_a_connection(flow, inputs, uses):
    assert named(flow(**{"flow.dag_yaml": NODE % inputs, "ask_py": TOOL})) == uses


@pytest.mark.parametrize(
    ("code", "sure"), [({}, True), ({"ask_py": "def broken(:"}, False), ({"ask_py": b"caf\xe9"}, False)]
)
def test_without_code_that_is_understood_the_inputs_name_has_to_do(flow, code, sure):
    assert named(flow(**{"flow.dag_yaml": NODE % "connection: mine, text: x"}, **code)) == {("mine", "", sure)}


def test_a_tool_in_another_folder_and_among_the_includes_is_read(flow):
    found = flow(
        **{
            "a__flow.dag_yaml": "additional_includes: [../shared]\n"
            + NODE.replace("ask.py", "shared/ask.py") % "aoai: x",
            "shared__ask_py": TOOL,
        }
    )
    assert named(found) == {("x", "AzureOpenAI", True)}


def test_nothing_outside_the_project_is_read(tmp_path, flow):
    (tmp_path.parent / "outside.py").write_text(TOOL, encoding="utf-8")
    (tmp_path / "ask.py").symlink_to(tmp_path.parent / "outside.py")
    assert named(flow(**{"flow.dag_yaml": NODE % "plain_connection: x"})) == {("x", "", True)}
    text = NODE.replace("ask.py", "../outside.py") % "plain_connection: x"
    assert named(flow(**{"flow.dag_yaml": text})) == {("x", "", True)}


def test_of_a_node_with_variants_the_default_one_runs(flow):
    text = """
nodes: [{name: ask, use_variants: true}]
node_variants:
  ask:
    default_variant_id: two
    variants:
      one: {node: {type: llm, connection: not-used}}
      two: {node: {type: llm, connection: used}}
"""
    assert named(flow(**{"flow.dag_yaml": text})) == {("used", "", True)}


@pytest.mark.parametrize(
    ("node", "uses"),
    [
        ("{type: llm, connection: a, provider: OpenAI, inputs: {connection: b}}", {("a", "OpenAI", True)}),
        ("{type: prompt, inputs: {connection: b}}", set()),
        (
            "{source: {type: package, tool: promptflow.tools.serpapi.SerpAPI.search}, inputs: {connection: a, q: b}}",
            {("a", "Serp", True)},
        ),
        ("{source: {type: package, tool: mine.tool}, inputs: {connection: a, query: b}}", {("a", "", True)}),
    ],
)
def test_inputs_of_prompts_and_packages(flow, node, uses):
    assert named(flow(**{"flow.dag_yaml": f"nodes: [{node}]\n"})) == uses


def test_environment_variables_refer_to_connections(flow):
    text = "environment_variables: {A: '${mine.key}', B: plain, C: '${env:X}', D: '${a.b.c}', E: 3}\nnodes: []\n"
    (use,) = flow(**{"flow.dag_yaml": text}).uses
    assert (use.name, use.sure, use.variable) == ("mine", True, "A")


FLEX = (
    "entry: %s\nsample:\n  init:\n    model: {connection: named, azure_deployment: x}\n    direct: mine\n    text: no\n"
)
CLASS = """
from promptflow.core import AzureOpenAIModelConfiguration
from promptflow.connections import CustomConnection
class Chat:
    def __init__(self, model: AzureOpenAIModelConfiguration, direct: CustomConnection, text: str): ...
    def __call__(self, question: str): ...
"""


@pytest.mark.parametrize(
    ("entry", "files"),
    [
        ("chat:Chat", {"chat_py": CLASS}),
        ("src.chat:Chat", {"src__chat_py": CLASS}),
        ("main:Chat", {"main_py": "from chat import Chat\n", "chat_py": CLASS}),
        ("main:Chat", {"main_py": "from chat import *\n", "chat_py": CLASS}),
    ],
)
def test_a_flex_flow_hands_connections_to_its_class(flow, entry, files):
    found = flow(**{"flow.flex_yaml": FLEX % entry}, **files)
    assert named(found) == {("named", "AzureOpenAI", True), ("mine", "Custom", True)}


@pytest.mark.parametrize(
    "code", ["def run(model): ...", "class Chat:\n  def __init__(self, model): ...", "def broken(:"]
)
def test_without_its_class_a_connection_of_a_flex_flow_is_not_sure(flow, code):
    assert named(flow(**{"flow.flex_yaml": FLEX % "chat:Chat", "chat_py": code})) == {("named", "AzureOpenAI", False)}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (
            "from promptflow.core import AzureOpenAIModelConfiguration as M\nM(connection='a', azure_deployment='b')",
            {"a"},
        ),
        ("from promptflow.core import OpenAIModelConfiguration\nOpenAIModelConfiguration(model='b')", set()),
        ("from promptflow.client import PFClient\nPFClient().connections.get('a')", {"a"}),
        ("from promptflow.client import PFClient\nPFClient().connections.get(name='a')", {"a"}),
        ("from promptflow.client import PFClient\nPFClient().connections.get(some)", set()),
        ("from rooms import Chat\nChat().connections.get('a')", set()),
        (
            "from promptflow.client import PFClient\nif __name__ == '__main__':\n  PFClient().connections.get('a')",
            set(),
        ),
        ("from promptflow.core import Prompty\nPrompty.load(source=HERE / 'chat.prompty')", {"of-prompt"}),
        ("from promptflow.core import Prompty\nPrompty.load('gone.prompty')", set()),
        ("from helper import ask", {"in-helper"}),
        ("def broken(:", set()),
    ],
)
def test_what_code_names_is_seen_and_not_sure(flow, code, names):
    helper = "from promptflow.core import AzureOpenAIModelConfiguration as M\nM('x', connection='in-helper')\n"
    files = {"main_py": code, "helper_py": helper, "chat.prompty": PROMPTY % "of-prompt"}
    found = flow(**{"flow.flex_yaml": "entry: main:run\n"}, **files)
    assert {(use.name, use.sure) for use in found.uses} == {(name, False) for name in names}


@pytest.mark.parametrize("name", ["${env:NAME}", "''", "{a: b}", "<connection>"])
def test_a_prompt_without_a_name_names_none(flow, name):
    files = {"main_py": "x = 'chat.prompty'", "chat.prompty": PROMPTY % name}
    assert flow(**{"flow.flex_yaml": "entry: main:run\n"}, **files).uses == ()


def test_the_line_in_a_prompt_is_the_files_own(flow):
    files = {"main_py": "x = 'chat.prompty'", "chat.prompty": PROMPTY % "mine"}
    (use,) = flow(**{"flow.flex_yaml": "entry: main:run\n"}, **files).uses
    assert use.node.place == "chat.prompty:7"


def test_a_variable_that_a_deployment_sets_makes_no_use_sure(flow, tmp_path):
    flow(**{"flow__flow.dag_yaml": "environment_variables: {KEY: '${mine.key}'}\nnodes: []\n"})
    assert open_project(tmp_path).used_connections == {"mine"}
    text = "name: b\nendpoint_name: e\nmodel: {path: flow}\nenvironment_variables: {KEY: x}\n"
    (tmp_path / "deployment.yml").write_text(text, encoding="utf-8")
    assert open_project(tmp_path).used_connections == set()


def test_files_that_import_each_other_end(flow):
    files = {"main_py": "from helper import a", "helper_py": "from main import a"}
    found = flow(**{"flow.flex_yaml": "entry: main:a\n"}, **files)
    assert [file.source.name for file in found.code.files] == ["main.py", "helper.py"]
