"""The flow is one that can be deployed, and all of it is there.

Standard flows and chat flows can be deployed to an endpoint. An evaluation flow cannot: it judges the outputs of a run
of another flow, all lines at once, and the studio offers no deployment for it. Where flow.dag.yaml or flow.meta.yaml
says that the type is evaluation, that is an error. Nodes with `aggregation: true` are what evaluation flows are made
of; a flow that only has such nodes can be deployed, but they see one request and no run: a warning.

A chat flow has exactly one input with `is_chat_input: true`, exactly one output with `is_chat_output: true`, and an
input `chat_history`. Without them the studio's chat window and the history of the server do not work.

The files that the flow names (the sources of its nodes, `additional_includes`) must be there when it is deployed. A
folder that holds none of them is taken for a copy of the YAML alone, and not judged for this. YAML with a key twice is
refused by prompt flow, and so is a graph that it cannot load: two nodes of one name, a node without type or source, a
reference to an input or a node that is not there, nodes in a circle, an input or output without a type that it knows.
A folder with two flow files is a warning: prompt flow must be told which of them is meant.

Tools of Microsoft's packages were renamed. A name that prompt flow no longer finds ("Package tool ... is not found in
the current environment") is a warning, since an old image may still have it; one that works and is no longer
maintained, as the lookups that Index Lookup replaced, is information.

How to confirm by hand: `pf flow validate --source FOLDER`, and `pf flow test --flow FOLDER`, which loads the graph.

How to mend: deploy the flow that is evaluated, and keep the evaluation flow for batch runs. Take aggregation nodes out
of the flow that is deployed. Mark one input and one output as the chat's. Write the new name of a tool in its node's
`source.tool`, and give it the inputs of the new tool. It takes minutes, and no right on Azure. Nobody else is needed.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-for-real-time-inference
"""

import os
from collections.abc import Iterator, Mapping

from pfdoctor.api import (
    RENAMED_TOOLS,
    Check,
    Draft,
    Facts,
    File,
    Flow,
    Project,
    Severity,
    broken,
    failed_at,
    graph_faults,
    misshapen,
)

check = Check(
    id="flow-deployable",
    title="The flow is one that can be deployed",
    severity="error",
    proves="the files declare no evaluation flow, a chat flow is complete, and the files that the flow names exist",
    does_not_prove="that the flow runs, or that its code can be imported and is one tool a file",
    symptoms=(
        "evaluation flow",
        "Chat flow must have",
        "Failed to load flow",
        "DuplicateKeyError",
        "is not found in the current environment",
    ),
)

NAMES = ("flow.dag.yaml", "flow.flex.yaml", "flow.dag.yml", "flow.flex.yml")
SHAPES = {
    "nodes": tuple,
    "inputs": Mapping,
    "outputs": Mapping,
    "environment": Mapping,
    "node_variants": Mapping,
    "additional_includes": tuple,
}


@check.files(lambda project: [*project.flows, *project.unread], "flows")
def run(_: Project, flow: Flow | File, __: Facts | None) -> Iterator[Draft]:
    found = [*broken(check, flow)]
    if not isinstance(flow, Flow):
        return
    if flow.root is not None:
        found += [*misshapen(check, flow.body, SHAPES), *_steps(flow), *_beside(flow)]
        found += [*_evaluation(flow), *_chat(flow), *_graph(flow), *_files(flow), *_tools(flow)]
    yield from found
    if not found:
        kind = "chat flow" if flow.chat_inputs else "flow"
        yield check.passed(f"{flow.source.name} is a {kind} that can be deployed.")


def _steps(flow: Flow) -> Iterator[Draft]:
    listed = flow.body.at("nodes")
    if flow.flex and flow.body.at("entry") is None:
        yield failed_at(check, flow.body, "entry", f"{flow.source.name} names no entry, so nothing would run.")
    elif not flow.flex and listed is None:
        yield failed_at(check, flow.body, "nodes", f"{flow.source.name} has no nodes, so nothing would run.")
    for node in listed.items if listed else ():
        if not node.mapping:
            message = f"An item of nodes in {flow.source.name} is no node."
            evidence = [node.source.evidence(node.line, "nodes", node.text)]
            yield check.failed(message, subject=node.place, evidence=evidence)


def _beside(flow: Flow) -> Iterator[Draft]:
    others = [name for name in NAMES if name != flow.path.name and os.path.isfile(flow.folder / name)]
    if others:
        message = f"{flow.source.name} lies beside {others[0]}; prompt flow takes a folder with one flow only."
        evidence = [flow.source.evidence(flow.line, "", flow.path.name)]
        yield check.failed(message, subject=flow.place, evidence=evidence, severity=Severity.WARNING)


def _evaluation(flow: Flow) -> Iterator[Draft]:
    declared = flow.declares_evaluation
    if declared is not None:
        message = f"{flow.source.name} is an evaluation flow, which cannot be deployed."
        evidence = [declared.source.evidence(declared.line, "type", declared.text)]
        yield check.failed(message, subject=declared.place, evidence=evidence)
    elif flow.aggregations:
        nodes = flow.aggregations
        names = ", ".join(node.text_at("name") for node in nodes)
        message = f"{flow.source.name} aggregates ({names}) as evaluation flows do; an endpoint sees one request only."
        yield check.failed(
            message,
            subject=nodes[0].place_of("aggregation"),
            evidence=[node.evidence("aggregation") for node in nodes],
            severity=Severity.WARNING,
        )


def _chat(flow: Flow) -> Iterator[Draft]:
    if flow.flex:
        # Its inputs are those of its function; nothing marks them.
        return
    kinds = [node.text.lower() for node in flow.declared_types]
    if not (flow.chat_inputs or flow.chat_outputs or flow.chat_histories or "chat" in kinds):
        return
    for section, marked, flag in (
        ("inputs", flow.chat_inputs, "is_chat_input"),
        ("outputs", flow.chat_outputs, "is_chat_output"),
    ):
        if len(marked) != 1:
            how = "no" if not marked else f"{len(marked)}"
            yield check.failed(
                f"{flow.source.name} is a chat flow with {how} {section} marked {flag}; it needs exactly one.",
                subject=flow.body.place_of(section),
                evidence=[flow.body.source.evidence(flow.body.line_of(section), section, how)],
                severity=Severity.WARNING,
            )


def _graph(flow: Flow) -> Iterator[Draft]:
    for fault in graph_faults(flow):
        place = fault.node.place_of(fault.path)
        if fault.open:
            need = fault.node.source.need(fault.node.line_of(fault.path), "whether something fills this in")
            yield check.unknown(f"In {flow.source.name} {fault.text}.", need, subject=place)
        else:
            yield failed_at(check, fault.node, fault.path, f"Prompt flow refuses {flow.source.name}: {fault.text}.")


def _files(flow: Flow) -> Iterator[Draft]:
    named = list(flow.named_files)
    if not any(os.path.exists(path) for _, path in named):
        return
    for node, path in named:
        if not os.path.exists(path) and not node.hole:
            message = f"{flow.source.name} names {node.text}, which does not exist."
            yield check.failed(message, subject=node.place, evidence=[node.source.evidence(node.line, "", node.text)])


def _tools(flow: Flow) -> Iterator[Draft]:
    for node in flow.running:
        tool = node.text_at("source.tool")
        renamed = RENAMED_TOOLS.get(tool)
        if renamed is not None:
            what = "prompt flow no longer has" if renamed.gone else "is no longer maintained"
            message = f"{node.text_at('name')} uses {tool}, which {what}; use {renamed.now}."
            severity = Severity.WARNING if renamed.gone else Severity.INFO
            yield failed_at(check, node, "source.tool", message, severity)
