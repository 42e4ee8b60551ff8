"""What prompt flow refuses in the graph of a flow when it loads it: its nodes, and what they and the outputs refer to.

https://github.com/microsoft/promptflow/blob/main/src/promptflow-core/promptflow/executor/flow_validator.py
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from pfdoctor.project.flow import Flow
from pfdoctor.project.node import Node

_INPUT_PREFIXES = ("flow.", "inputs.")
_NODE_TYPES = ("llm", "python", "prompt", "custom_llm", "csharp", "action")
_VALUE_TYPES = (
    *("int", "double", "bool", "string", "secret", "prompt_template", "list", "object", "file_path", "image"),
    "assistant_definition",
)


@dataclass(frozen=True, slots=True)
class GraphFault:
    """What is refused at `path` of `node`. `open` says that it may be a word that a template has yet to fill in."""

    node: Node
    path: str
    text: str
    open: bool = False


def graph_faults(flow: Flow) -> Iterator[GraphFault]:
    """The faults of a readable flow; none for one that is written in code, or in another language than Python.

    What is no mapping or list where it must be, is left out.
    """
    listed = flow.body.at("nodes")
    if flow.flex or flow.body.text_at("language") not in ("", "python") or listed is None:
        return
    nodes: dict[str, Node] = {}
    for written, running in zip((one for one in listed.items if one.mapping), flow.running, strict=True):
        name = written.text_at("name")
        if name in nodes:
            yield GraphFault(written, "name", f"two nodes have the name {name!r}")
        nodes.setdefault(name, running)
        yield from _of_node(name, running)
    declared = flow.body.at("inputs")
    inputs = declared.mapping if declared is not None else {}
    together = {name for name, node in nodes.items() if _is_true(node.at("aggregation"))}
    leads: dict[str, set[str]] = {}
    for name, node in nodes.items():
        leads[name] = set()
        for path, value in _assigned(node):
            owner = _node_of(value)
            yield from _dangling(f"node {name}", node, path, value, inputs if path != "activate.when" else None, nodes)
            if owner and owner in nodes:
                leads[name].add(owner)
                if owner in together and name not in together:
                    yield GraphFault(node, path, f"node {name} refers to {owner}, which runs after all others")
    around = _cycle(leads)
    if around:
        yield GraphFault(nodes[around[0]], "inputs", f"nodes refer to each other in a circle: {', '.join(around)}")
    yield from _declared(flow, nodes)


def _of_node(name: str, node: Node) -> Iterator[GraphFault]:
    kind, source = node.at("type"), node.at("source")
    if kind is None:
        yield GraphFault(node, "type", f"node {name} has no type")
    elif not kind.hole and kind.text not in _NODE_TYPES:
        yield GraphFault(node, "type", f"node {name} has the type {kind.text}, which prompt flow does not know")
    if source is None:
        yield GraphFault(node, "source", f"node {name} names no source")
    elif not source.mapping and not source.hole:
        yield GraphFault(node, "source", f"the source of node {name} holds no settings")
    elif source.text_at("type") in ("", "code") and source.mapping and source.at("path") is None:
        yield GraphFault(node, "source", f"the source of node {name} names no path")
    activate = node.at("activate")
    if activate is not None and not activate.hole and not {"when", "is"} <= activate.mapping.keys():
        yield GraphFault(node, "activate", f"activate of node {name} lacks when or is")


def _declared(flow: Flow, nodes: Container[str]) -> Iterator[GraphFault]:
    inputs, outputs = flow.body.at("inputs"), flow.body.at("outputs")
    known = inputs.mapping if inputs is not None else {}
    for what, listed in (("input", inputs), ("output", outputs)):
        for name, one in listed.mapping.items() if listed is not None else ():
            kind = one.at("type")
            if kind is None and not one.hole:
                yield GraphFault(listed or one, name, f"{what} {name} has no type")
            elif kind is not None and not kind.hole and kind.text not in _VALUE_TYPES:
                yield GraphFault(
                    one, "type", f"{what} {name} has the type {kind.text}, which prompt flow does not know"
                )
    for name, one in outputs.mapping.items() if outputs is not None else ():
        value = one.mapping.get("reference")
        if one.mapping and (value is None or value.value == ""):
            yield GraphFault(one, "reference", f"output {name} refers to nothing")
        elif value is not None:
            yield from _dangling(f"output {name}", one, "reference", value, known, nodes)


def _assigned(node: Node) -> Iterator[tuple[str, Node]]:
    inputs = node.at("inputs")
    for name, value in inputs.mapping.items() if inputs is not None else ():
        yield f"inputs.{name}", value
    when = node.at("activate.when")
    if when is not None:
        yield "activate.when", when


def _reference(value: Node) -> str:
    """What stands between the braces of `${...}`, "" where a value is no reference, or a template's."""
    text = value.text if value.is_text else ""
    inner = text[2:-1] if text.startswith("${") and text.endswith("}") else ""
    return "" if "{" in inner or "}" in inner else inner


def _node_of(value: Node) -> str:
    """The node that a value refers to, "" where it refers to none."""
    inner = _reference(value)
    return "" if inner.startswith(_INPUT_PREFIXES) else inner.partition(".")[0]


def _dangling(
    what: str, node: Node, path: str, value: Node, inputs: Container[str] | None, nodes: Container[str]
) -> Iterator[GraphFault]:
    """A reference to what is not there; `inputs` is None where prompt flow does not look those up."""
    inner = _reference(value)
    owner = _node_of(value)
    if owner and owner not in nodes:
        yield GraphFault(node, path, f"{what} refers to node {owner}, which is not there", open="." not in inner)
    elif inner and not owner and inputs is not None:
        name = inner.partition(".")[2]
        if name not in inputs:
            yield GraphFault(node, path, f"{what} refers to input {name}, which is not there")


def _cycle(leads: dict[str, set[str]]) -> list[str]:
    """The nodes that wait for each other, or for such, in the order of their names."""
    left = dict(leads)
    while free := [name for name, owners in left.items() if not owners & left.keys()]:
        for name in free:
            del left[name]
    return sorted(left)


def _is_true(node: Node | None) -> bool:
    return node is not None and node.value is True
