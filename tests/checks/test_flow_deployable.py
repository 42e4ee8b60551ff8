from __future__ import annotations

import pytest

from pfdoctor.engine.catalogue import load
from pfdoctor.engine.run import run_files

ID = "flow-deployable"
FLOW = """
    inputs: {question: {type: string}}
    outputs: {answer: {type: string, reference: "${answer.output}"}}
    nodes:
    - name: answer
      type: python
      source: {type: code, path: answer.py}
"""
CHAT = """
    inputs:
      question: {type: string, is_chat_input: true}
      chat_history: {type: list, is_chat_history: true}
    outputs:
      answer: {type: string, reference: "${inputs.question}", is_chat_output: true}
    nodes: []
"""


@pytest.mark.parametrize("text", [FLOW, CHAT, "entry: flow:Chat\n"])
def test_standard_chat_and_flex_flows_pass(folder, text):
    folder["flow.dag.yaml"] = text
    assert folder.outcome(ID) == "passed"


def test_two_flows_in_one_folder_are_a_warning(folder):
    folder["flow.dag.yaml"] = FLOW
    folder["flow.flex.yaml"] = "entry: flow:Chat\n"
    assert folder.failures(ID) == [("warning", "flow.dag.yaml:1"), ("warning", "flow.flex.yaml:1")]


def test_a_word_that_a_template_may_fill_in_is_unknown(folder):
    folder["flow.dag.yaml"] = FLOW + "      inputs: {model: '${MODEL}'}\n"
    assert folder.outcome(ID) == "unknown"


def test_without_flows_there_is_nothing_to_judge(folder):
    folder["other.yaml"] = "a: 1\n"
    assert folder.outcome(ID) == "skipped"


def test_an_evaluation_flow_fails_where_it_says_so(folder):
    folder["eval/flow.dag.yaml"] = "inputs: {}\ntype: evaluation\nnodes: []\n"
    assert folder.failures(ID) == [("error", "eval/flow.dag.yaml:2")]


def test_the_meta_file_counts_too(folder):
    folder["flow.dag.yaml"] = FLOW
    folder["flow.meta.yaml"] = "name: x\ntype: evaluate\n"
    assert folder.failures(ID) == [("error", "flow.meta.yaml:2")]


def test_aggregation_alone_is_a_warning(folder):
    folder["flow.dag.yaml"] = "nodes:\n- name: sum\n  type: python\n  aggregation: true\n  source: {path: sum.py}\n"
    assert folder.failures(ID) == [("warning", "flow.dag.yaml:4")]


@pytest.mark.parametrize(("lost", "line"), [("is_chat_input: true", 1), ("is_chat_output: true", 4)])
def test_half_a_chat_flow_is_a_warning(folder, lost, line):
    folder["flow.dag.yaml"] = CHAT.replace(lost, "note: none")
    assert folder.failures(ID) == [("warning", f"flow.dag.yaml:{line}")]


def test_several_flows_are_several_subjects(folder):
    folder["a/flow.dag.yaml"] = FLOW
    folder["b/flow.dag.yaml"] = "type: evaluation\n"
    assert [one.outcome for one in folder.results(ID)] == ["passed", "failed"]


def test_a_source_that_is_gone_fails_if_others_are_there(folder):
    folder["flow.dag.yaml"] = FLOW + "    - {name: b, type: python, source: {type: code, path: gone.py}}\n"
    assert folder.outcome(ID) == "passed"
    folder["answer.py"] = ""
    assert folder.failures(ID) == [("error", "flow.dag.yaml:7")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("nodes: []\nnodes: []\n", 2),
        ("inputs:\n\tx: 1\n", 2),
        (b"# caf\xe9\nnodes: []\n", 1),
        ("", 1),
        ("- 1\n", 1),
        ("a: 1\nb: {\n", 3),
        ("inputs: {}\n", 1),
        ("inputs: {}\nnodes: 3\n", 2),
        ("nodes:\n- 1\n", 2),
        ("nodes: []\nenvironment: x\n", 2),
        ("nodes:\n- {type: python, source: {path: a.py}}\n- type: python\n", 3),
        ("inputs:\n  a: {}\nnodes: []\n", 2),
        ("nodes:\n- name: a\n  type: python\n  source: {path: a.py}\n  inputs:\n    b: ${inputs.b}\n", 6),
    ],
)
def test_what_prompt_flow_cannot_read_fails_on_its_line(folder, text, line):
    folder["flow.dag.yaml"] = text
    assert folder.failures(ID) == [("error", f"flow.dag.yaml:{line}")]


@pytest.mark.parametrize("text", ["x: 1\n" * 200_000, "[" * 200, "{% if a %}\nnodes: []\n{% endif %}\n"])
def test_what_pfdoctor_cannot_read_is_unknown(folder, text):
    folder["flow.dag.yaml"] = text
    result = folder.result(ID)
    assert (result.outcome, result.needs[0].scope) == ("unknown", "flow.dag.yaml")


@pytest.mark.parametrize("text", ["\ufeffnodes: []\r\noutputs: {}\r\n", "# " + "é" * 10 + "\nnodes: []\n"])
def test_byte_order_marks_and_windows_lines_are_fine(folder, text):
    folder["flow.dag.yaml"] = text.encode()
    assert folder.outcome(ID) == "passed"


def test_other_checks_follow_from_a_flow_that_cannot_be_read(folder):
    folder["flow.dag.yaml"] = "a: {\n"
    results = run_files(load().select(["flow-deployable", "flow-image"]), folder.project)
    assert [(one.outcome.value, one.caused_by) for one in results] == [
        ("failed", None),
        ("unknown", "flow-deployable@flow.dag.yaml:2"),
    ]


def test_what_is_wrong_by_itself_follows_from_nothing(folder):
    folder["flow.dag.yaml"] = "type: evaluation\nnodes: []\nenvironment: {image: nginx}\n"
    results = run_files(load().select(["flow-deployable", "flow-image"]), folder.project)
    assert [(one.outcome.value, one.caused_by) for one in results] == [("failed", None), ("failed", None)]


def test_a_part_that_a_template_fills_in_is_unknown(folder):
    folder["flow.dag.yaml"] = "nodes: ${{NODES}}\n"
    assert folder.outcome(ID) == "unknown"


def test_a_flex_flow_has_no_marked_inputs(folder):
    folder["flow.flex.yaml"] = "entry: flow:Chat\n"
    folder["flow.meta.yaml"] = "type: chat\n"
    assert folder.outcome(ID) == "passed"


@pytest.mark.parametrize(
    ("tool", "failures"),
    [
        ("embeddingstore.tool.faiss_index_lookup.search", [("warning", "flow.dag.yaml:4")]),
        ("promptflow.tools.open_source_llm.OpenSourceLLM.call", [("warning", "flow.dag.yaml:4")]),
        ("promptflow_vectordb.tool.vector_db_lookup.VectorDBLookup.search", [("info", "flow.dag.yaml:4")]),
        ("promptflow_vectordb.tool.common_index_lookup.search", []),
        ("promptflow.tools.embedding.embedding", []),
        ("somebodys.own.tool", []),
    ],
)
def test_a_tool_by_an_old_name_is_told_with_the_new_one(folder, tool, failures):
    folder["flow.dag.yaml"] = f"nodes:\n- name: a\n  type: python\n  source: {{type: package, tool: {tool}}}\n"
    assert folder.failures(ID) == failures


def test_a_variant_that_does_not_run_needs_no_file(folder):
    folder["answer.py"] = ""
    folder["flow.dag.yaml"] = """
        nodes:
        - {name: ask, use_variants: true}
        - {name: other, type: python, source: {type: code, path: answer.py}}
        node_variants:
          ask:
            default_variant_id: one
            variants:
              one: {node: {type: python, source: {type: code, path: answer.py}}}
              two: {node: {type: python, source: {type: code, path: gone.py}}}
        """
    assert folder.outcome(ID) == "passed"
    folder["flow.dag.yaml"] = (folder.place / "flow.dag.yaml").read_text().replace("variant_id: one", "variant_id: two")
    assert folder.failures(ID) == [("error", "flow.dag.yaml:9")]


@pytest.mark.parametrize("path", [".", "..", "/", '"a\\0.py"', "../../outside.py", "~", "[a]", "{a: b}"])
def test_a_strange_path_of_a_source_crashes_nothing(folder, path):
    folder["flow.dag.yaml"] = f"nodes:\n- name: a\n  type: python\n  source: {{type: code, path: {path}}}\n"
    results = run_files(load().select(["flow-deployable", "flow-connections"]), folder.project)
    assert "crashed" not in {one.outcome.value for one in results}
