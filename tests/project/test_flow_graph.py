from __future__ import annotations

import textwrap

import pytest

from pfdoctor.project.flow_graph import graph_faults
from pfdoctor.project.project import open_project

NODE = "- {name: n, type: python, source: {type: code, path: n.py}, inputs: {q: '${inputs.q}'}}"
OTHER = NODE.replace("name: n", "name: m").replace("${inputs.q}", "${n.output}")


@pytest.fixture(name="faults")
def _faults(tmp_path):
    def of(nodes, inputs="{q: {type: string}}", outputs="{a: {type: string, reference: '${n.output}'}}"):
        text = f"inputs: {inputs}\noutputs: {outputs}\nnodes:\n{textwrap.dedent(nodes)}\n"
        (tmp_path / "flow.dag.yaml").write_text(text, encoding="utf-8")
        (flow,) = open_project(tmp_path).flows
        return [fault.text for fault in graph_faults(flow) if not fault.open]

    return of


@pytest.mark.parametrize(
    "nodes",
    [
        NODE,
        f"{NODE}\n{OTHER}",
        NODE.replace("${inputs.q}", "${flow.q}"),
        NODE.replace("${inputs.q}", "words with ${nobody.output} in them"),
        NODE.replace("'${inputs.q}'", "{deep: '${nobody.output}'}"),
        NODE.replace("${inputs.q}", "${{nobody.output}}"),
        NODE.replace("}}", "}, activate: {when: '${inputs.gone}', is: 1}}"),
        NODE + "\n" + OTHER.replace("}}", "}, aggregation: true}"),
    ],
)
def test_what_prompt_flow_loads_has_no_fault(faults, nodes):
    assert faults(nodes) == []


@pytest.mark.parametrize(
    ("nodes", "fault"),
    [
        (f"{NODE}\n{NODE}", "two nodes have the name 'n'"),
        (NODE.replace("inputs.q", "m.output"), "node n refers to node m, which is not there"),
        (NODE.replace("inputs.q", "inputs.z"), "node n refers to input z, which is not there"),
        (NODE.replace("inputs.q", "inputs.q.z"), "node n refers to input q.z, which is not there"),
        (NODE.replace("inputs.q", "n.output"), "nodes refer to each other in a circle: n"),
        (NODE.replace("type: python, ", ""), "node n has no type"),
        (NODE.replace("type: python, ", "type: pyton, "), "node n has the type pyton, which prompt flow does not know"),
        (NODE.replace(", path: n.py", ""), "the source of node n names no path"),
        (NODE.replace("source: {type: code, path: n.py}, ", ""), "node n names no source"),
        (NODE.replace("source: {type: code, path: n.py}", "source: n.py"), "the source of node n holds no settings"),
        (NODE.replace("}}", "}, activate: {when: x}}"), "activate of node n lacks when or is"),
        (
            NODE.replace("}}", "}, aggregation: true}") + "\n" + OTHER,
            "node m refers to n, which runs after all others",
        ),
    ],
)
def test_what_prompt_flow_refuses_in_a_node(faults, nodes, fault):
    assert faults(nodes) == [fault]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"inputs": "{q: {}}"}, "input q has no type"),
        ({"inputs": "{q: string}"}, "input q has no type"),
        ({"inputs": "{q: {type: text}}"}, "input q has the type text, which prompt flow does not know"),
        ({"outputs": "{a: {type: string}}"}, "output a refers to nothing"),
        ({"outputs": "{a: {type: string, reference: '${m.output}'}}"}, "output a refers to node m, which is not there"),
    ],
)
def test_what_prompt_flow_refuses_in_inputs_and_outputs(faults, more, fault):
    assert faults(NODE, **more) == [fault]


def test_a_word_that_a_template_may_fill_in_is_left_open(faults):
    assert faults(NODE.replace("inputs.q", "MODEL_NAME")) == []
