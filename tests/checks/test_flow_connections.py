from __future__ import annotations

import pytest

ID = "flow-connections"
LLM = "nodes:\n- name: ask\n  type: llm\n  provider: {kind}\n  connection: {name}\n"
INDEX = """
    nodes:
    - name: lookup
      type: python
      source: {type: package, tool: promptflow_vectordb.tool.common_index_lookup.search}
      inputs:
        mlindex_content: |
          embeddings:
            connection:
              id: /subscriptions/s/providers/Microsoft.MachineLearningServices/workspaces/w/connections/gone
"""


@pytest.fixture(name="aoai")
def _aoai(world):
    """The name of a connection to Azure OpenAI that the workspace has."""
    return next(
        one["name"] for one in world.list("contoso-ml/connections") if "OpenAI" in one["properties"]["category"]
    )


def outcomes(results):
    return [(one.outcome.value, one.severity.value, one.subject) for one in results]


def test_without_an_endpoint_nothing_is_looked_up(folder):
    folder["flow.dag.yaml"] = LLM.format(kind="AzureOpenAI", name="some")
    result = folder.result(ID)
    assert result.outcome == "skipped"
    assert "some" in result.message


def test_a_connection_that_exists_passes(folder, world, aoai):
    folder["flow.dag.yaml"] = LLM.format(kind="AzureOpenAI", name=aoai.upper())
    assert outcomes(folder.with_world(world, ID)) == [("passed", "error", "flow.dag.yaml:1")]


def test_a_connection_that_is_missing_fails(folder, world):
    folder["flow.dag.yaml"] = LLM.format(kind="AzureOpenAI", name="gone")
    assert outcomes(folder.with_world(world, ID)) == [("failed", "error", "flow.dag.yaml:5")]


def test_a_connection_inside_an_index_counts(folder, world):
    folder["flow.dag.yaml"] = INDEX
    assert outcomes(folder.with_world(world, ID)) == [("failed", "error", "flow.dag.yaml:9")]


def test_a_connection_in_a_tools_input_counts(folder, world):
    folder["flow.dag.yaml"] = (
        "nodes:\n- name: a\n  inputs:\n    searchConnection: gone\n    text: ${inputs.connection}\n"
    )
    assert outcomes(folder.with_world(world, ID)) == [("failed", "error", "flow.dag.yaml:4")]


def test_the_wrong_kind_fails(folder, world, aoai):
    folder["flow.dag.yaml"] = LLM.format(kind="OpenAI", name=aoai)
    assert outcomes(folder.with_world(world, ID)) == [("failed", "error", "flow.dag.yaml:5")]


def test_of_several_flows_nobody_knows_which_is_deployed(folder, world):
    folder["a/flow.dag.yaml"] = LLM.format(kind="AzureOpenAI", name="gone")
    folder["b/flow.dag.yaml"] = "nodes: []\n"
    assert outcomes(folder.with_world(world, ID))[0] == ("failed", "warning", "a/flow.dag.yaml:5")


def test_a_name_that_a_variable_replaces_is_not_looked_for(folder, world):
    folder["flow.dag.yaml"] = LLM.format(kind="AzureOpenAI", name="my gone")
    world.variables["my_gone"] = "other"
    assert outcomes(folder.with_world(world, ID))[0][0] == "passed"


def test_an_llm_node_without_connection_is_a_warning(folder):
    folder["flow.dag.yaml"] = LLM.format(kind="AzureOpenAI", name="")
    assert folder.failures(ID) == [("warning", "flow.dag.yaml:5")]


def test_a_template_is_unknown(folder):
    folder["flow.dag.yaml"] = LLM.format(kind="AzureOpenAI", name="{{CONNECTION}}")
    assert folder.outcome(ID) == "unknown"


def test_connections_that_may_not_be_read_are_unknown(folder, world, aoai):
    folder["flow.dag.yaml"] = LLM.format(kind="AzureOpenAI", name=aoai)
    world.fail("contoso-ml/connections")
    assert outcomes(folder.with_world(world, ID))[0][0] == "unknown"


@pytest.mark.parametrize("text", ["nodes: []\n", "entry: flow:main\n"])
def test_a_flow_that_names_none_is_skipped(folder, text):
    folder["flow.dag.yaml"] = text
    assert folder.outcome(ID) == "skipped"


def test_what_a_flow_uses_makes_its_role_an_error(folder, world, aoai):
    world.revoke()
    before = {one.subject.rpartition("/")[2]: one.severity.value for one in world.results("openai-user")}
    folder["flow.dag.yaml"] = LLM.format(kind="AzureOpenAI", name=aoai)
    folder.with_world(world, "openai-user")
    after = {one.subject.rpartition("/")[2]: one.severity.value for one in world.results("openai-user")}
    assert (before[aoai], after[aoai]) == ("warning", "error")


def test_an_index_lookup_makes_the_datastores_an_error(folder, world):
    world.revoke()
    assert world.result("datastore-reader").severity == "info"
    folder["flow.dag.yaml"] = INDEX
    world.files = folder.project
    assert world.result("datastore-reader").severity == "error"


@pytest.mark.parametrize(
    ("kind", "lines", "failures"),
    [
        ("AzureOpenAI", "type: azure_open_ai\nauth_mode: meid_token\n", []),
        ("AzureOpenAI", "type: open_ai\n", [("warning", "flow.dag.yaml:5")]),
        ("OpenAI", "type: open_ai\nauth_mode: meid_token\n", [("warning", "connection.yml:1")]),
        ("OpenAI", "type: <kind>\n", []),
    ],
)
def test_a_file_of_the_connection_tells_its_kind(folder, kind, lines, failures):
    folder["flow.dag.yaml"] = LLM.format(kind=kind, name="mine")
    folder["connection.yml"] = "$schema: x/AzureOpenAIConnection.schema.json\nname: mine\n" + lines
    assert folder.failures(ID) == failures


def test_of_several_files_one_may_be_right(folder):
    folder["flow.dag.yaml"] = LLM.format(kind="AzureOpenAI", name="mine")
    for place, kind in (("a.yml", "open_ai"), ("b.yml", "azure_open_ai")):
        folder[place] = f"$schema: x/OpenAIConnection.schema.json\nname: mine\ntype: {kind}\n"
    assert folder.failures(ID) == []


TOOL = """
from promptflow.core import tool
from promptflow.connections import AzureOpenAIConnection, CognitiveSearchConnection

@tool
def ask(
    aoai: AzureOpenAIConnection, search: CognitiveSearchConnection, connection: str, loose: "AzureOpenAIConnection"
): ...
"""
NODE = "nodes:\n- name: ask\n  type: python\n  source: {{type: code, path: ask.py}}\n  inputs:\n    {name}: {value}\n"


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("aoai", "gone", ("failed", "error", "flow.dag.yaml:6")),
        ("loose", "gone", ("failed", "warning", "flow.dag.yaml:6")),
        ("connection", "gone", ("skipped", "error", "flow.dag.yaml:1")),
        ("aoai", "AOAI", ("passed", "error", "flow.dag.yaml:1")),
        ("search", "AOAI", ("failed", "error", "flow.dag.yaml:6")),
    ],
)
def test_the_annotations_of_a_tool_decide(folder, world, aoai, name, value, found):
    folder["flow.dag.yaml"] = NODE.format(name=name, value=value.replace("AOAI", aoai))
    folder["ask.py"] = TOOL
    assert outcomes(folder.with_world(world, ID)) == [found]


def test_an_older_connection_says_its_kind_in_its_metadata(folder, world, aoai):
    folder["flow.dag.yaml"] = LLM.format(kind="AzureOpenAI", name=aoai)
    connection = next(one for one in world.list("contoso-ml/connections") if one["name"] == aoai)["properties"]
    connection["category"] = "CustomKeys"
    assert outcomes(folder.with_world(world, ID))[0][0] == "failed"
    connection["metadata"] = {"azureml.flow.connection_type": "AzureOpenAI"}
    assert outcomes(folder.with_world(world, ID))[0][0] == "passed"


def test_what_only_code_names_is_a_warning(folder, world):
    folder["flow.flex.yaml"] = "entry: main:run\n"
    folder["main.py"] = "from promptflow.core import AzureOpenAIModelConfiguration as M\nM('x', connection='gone')\n"
    assert outcomes(folder.with_world(world, ID)) == [("failed", "warning", "main.py:2")]


def test_a_variable_that_refers_to_a_connection_counts_unless_a_deployment_sets_it(folder, world):
    folder["flow/flow.dag.yaml"] = "environment_variables:\n  KEY: ${gone.key}\nnodes: []\n"
    assert outcomes(folder.with_world(world, ID)) == [("failed", "error", "flow/flow.dag.yaml:2")]
    folder["deployment.yml"] = "name: b\nendpoint_name: e\nmodel: {path: flow}\nenvironment_variables: {KEY: x}\n"
    assert outcomes(folder.with_world(world, ID))[0][0] == "skipped"


def test_of_two_uses_of_a_name_each_is_judged_by_its_kind(folder, world, aoai):
    more = NODE.format(name="search", value=aoai).removeprefix("nodes:\n")
    folder["flow.dag.yaml"] = LLM.format(kind="AzureOpenAI", name=aoai) + more
    folder["ask.py"] = TOOL
    assert outcomes(folder.with_world(world, ID)) == [("failed", "error", "flow.dag.yaml:10")]


def test_what_is_only_seen_makes_no_role_an_error(folder, world, aoai):
    world.revoke()
    folder["flow.flex.yaml"] = "entry: main:run\n"
    folder["main.py"] = f"from promptflow.core import AzureOpenAIModelConfiguration as M\nM('x', connection={aoai!r})\n"
    folder.with_world(world, "openai-user")
    found = {one.subject.rpartition("/")[2]: one.severity.value for one in world.results("openai-user")}
    assert found[aoai] == "warning"


@pytest.mark.parametrize(
    ("text", "failures"),
    [
        ("type: azure_open_ai\nazure_endpoint: https://a.openai.azure.com\ncredentials: {type: api_key, key: k}\n", []),
        ("type: azure_open_ai\ntarget: [a]\ncredentials: {type: api_key, key: k}\n", [("error", 3)]),
        ("type: azure_open_ai\ntarget: a\ncredentials: {type: magic, pat: hunter2}\n", [("error", 4)]),
        ("type: git\ntarget: https://a\ncredentials: {type: pat, pat: p}\nexpiry: 3\n", [("warning", 5)]),
        ("type: azure_open_ai\ncredentials: {type: api_key, key: [\n", [("error", 4)]),
    ],
)
def test_a_connection_that_az_refuses_fails_on_its_line(folder, text, failures):
    folder["connection.yml"] = "name: mine\n" + text
    assert folder.failures(ID) == [(severity, f"connection.yml:{line}") for severity, line in failures]
    assert "hunter2" not in str(folder.results(ID))


def test_a_file_of_pf_is_not_judged_by_the_schemas_of_az(folder):
    schema = "https://azuremlschemas.azureedge.net/promptflow/latest/AzureOpenAIConnection.schema.json"
    folder["connection.yml"] = f"$schema: {schema}\nname: mine\ntype: azure_open_ai\napi_key: k\napi_base: b\n"
    assert folder.outcome(ID) == "skipped"


def test_an_llm_node_that_lacks_the_field_is_a_warning(folder):
    folder["flow.dag.yaml"] = "nodes:\n- name: ask\n  type: llm\n  source: {path: ask.jinja2}\n"
    assert folder.failures(ID) == [("warning", "flow.dag.yaml:2")]


@pytest.mark.parametrize(
    "text",
    [
        "type: azure_open_ai\nazure_endpoint: [1]\napi_key: [K3Y]\n",
        "type: azure_open_ai\nazure_endpoint: a\npat: K3Y\n",
        "type: custom\ncredentials: {type: no, keys: {a: K3Y}}\n",
        "type: custom\ncredentials:\n  key: a\n    more: K3Y\n",
    ],
)
def test_no_key_of_a_connection_is_shown(folder, text):
    folder["connection.yaml"] = f"$schema: x/connection.schema.json\nname: c\n{text}"
    (*_, result) = folder.results(ID)
    assert result.outcome == "failed"
    assert "K3Y" not in repr(folder.results(ID))
