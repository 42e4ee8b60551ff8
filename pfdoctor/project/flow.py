"""A prompt flow: flow.dag.yaml or flow.flex.yaml, with the flow.meta.yaml beside it.

https://microsoft.github.io/promptflow/reference/flow-yaml-schema-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pfdoctor.model.errors import Unreadable
from pfdoctor.model.finding import Evidence
from pfdoctor.project.file import File, walk
from pfdoctor.project.node import Node
from pfdoctor.project.yaml_file import parse

_CONNECTION_NAME = re.compile(r"(?:^|[_a-z0-9])(?:conn|Conn|connection|Connection)s?$|^CONN(?:ECTION)?S?$")
_WORKSPACE_CONNECTION = re.compile(r"/connections/([^/\s]+)/?$", re.IGNORECASE)
_LOOKUP = re.compile(r"(?:^|\.)(?:common_|vector_|faiss_)?index_lookup(?:\.|$)")
_LOOKUP_INPUTS = ("mlindex_content", "mlindex_path")
_EVALUATION = ("evaluation", "evaluate")


@dataclass(frozen=True, slots=True)
class Use:
    """A connection that a node names; `kind` is what the node expects it to be ("" where it does not say)."""

    name: str
    by: str
    node: Node
    kind: str = ""

    @property
    def evidence(self) -> Evidence:
        return self.node.source.evidence(self.node.line, "connection", self.name)


@dataclass(frozen=True, slots=True, eq=False)
class Flow(File):
    """`meta` is None where no flow.meta.yaml lies beside the flow."""

    meta: File | None = None

    @property
    def name(self) -> str:
        """The folder's path from the project's; the project's own is "."."""
        return self.source.name.rpartition("/")[0] or "."

    @property
    def flex(self) -> bool:
        """A flow that is written in code: the file names its entry, whatever the file is called."""
        named = self.path.name.lower().startswith("flow.flex")
        return named or (self.root is not None and self.root.at("entry") is not None)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes of the graph, those of variants too."""
        listed = self.body.at("nodes")
        variants = self.body.at("node_variants")
        found = [node for node in (listed.items if listed else ()) if node.mapping]
        for variant in variants.mapping.values() if variants else ():
            choices = variant.at("variants")
            for choice in choices.mapping.values() if choices else ():
                node = choice.at("node")
                found += [node] if node is not None and node.mapping else []
        return tuple(found)

    @property
    def declared_types(self) -> tuple[Node, ...]:
        """Where the files say what type of flow this is."""
        places = [self.body.at("type"), self.meta.root.at("type") if self.meta and self.meta.root else None]
        return tuple(node for node in places if node is not None)

    @property
    def declares_evaluation(self) -> Node | None:
        """Where a file says that this is an evaluation flow."""
        return next((node for node in self.declared_types if node.text.lower() in _EVALUATION), None)

    @property
    def aggregations(self) -> tuple[Node, ...]:
        """The nodes that see all lines of a run at once, as evaluation does."""
        flags = ((node, node.at("aggregation")) for node in self.nodes)
        return tuple(node for node, flag in flags if flag is not None and flag.value is True)

    @property
    def chat_inputs(self) -> tuple[str, ...]:
        return self._flagged("inputs", "is_chat_input")

    @property
    def chat_outputs(self) -> tuple[str, ...]:
        return self._flagged("outputs", "is_chat_output")

    @property
    def chat_histories(self) -> tuple[str, ...]:
        return self._flagged("inputs", "is_chat_history")

    def _flagged(self, section: str, flag: str) -> tuple[str, ...]:
        listed = self.body.at(section)
        found = ((name, node.at(flag)) for name, node in (listed.mapping.items() if listed else ()))
        return tuple(name for name, node in found if node is not None and node.value is True)

    @property
    def lookups(self) -> tuple[Node, ...]:
        """The nodes that look up an index, and so read the workspace's datastores."""
        return tuple(node for node in self.nodes if _looks_up(node))

    @property
    def uses(self) -> tuple[Use, ...]:
        """The connections that nodes name. One whose name is still to be filled in is among them, as a hole."""
        return tuple(use for node in self.nodes for use in _uses(node))

    @property
    def named_files(self) -> Iterator[tuple[Node, Path]]:
        """The files that the flow is made of, and where it names them; node sources may come from an include."""
        includes = self.body.at("additional_includes")
        included = {Path(node.text).name for node in (includes.items if includes else ())}
        for node in includes.items if includes else ():
            if node.text:
                yield node, self.folder / node.text
        for step in self.nodes:
            source = step.at("source.path")
            if source is not None and source.text and Path(source.text).parts[0] not in included:
                yield source, self.folder / source.text

    @property
    def image(self) -> Node | None:
        return self.body.at("environment.image")

    @property
    def requirements(self) -> Node | None:
        """Where the flow names its requirements file."""
        return self.body.at("environment.python_requirements_txt")

    @property
    def requirements_path(self) -> Path:
        """The file that the flow names, else the one that lies beside it under the usual name."""
        named = self.requirements
        return self.folder / (named.text if named else "requirements.txt")


def _looks_up(node: Node) -> bool:
    tool = node.text_at("source.tool") or node.text_at("tool")
    inputs = node.at("inputs")
    named = (name for name in _LOOKUP_INPUTS if inputs and name in inputs.mapping)
    return _LOOKUP.search(tool) is not None or next(named, None) is not None


def _uses(node: Node) -> Iterator[Use]:
    by = node.text_at("name")
    kind = node.text_at("provider")
    own = node.at("connection")
    if own is not None and own.text:
        yield Use(own.text, by, own, kind)
    inputs = node.at("inputs")
    for name, value in inputs.mapping.items() if inputs else ():
        if name in ("mlindex_content",):
            yield from _of_index(value, by)
        elif _CONNECTION_NAME.search(name) and value.is_text and value.text and not _is_reference(value):
            yield Use(value.text, by, value)


def _is_reference(node: Node) -> bool:
    """Whether a value comes from another node or an input, `${...}`."""
    return node.text.startswith("${") and not node.text.startswith("${{")


def _of_index(content: Node, by: str) -> Iterator[Use]:
    """The connections that the YAML text of an index names, by their ids."""
    if not content.is_text:
        return
    inner, _ = parse(content.text, content.source)
    for node in walk(inner) if inner else ():
        found = _WORKSPACE_CONNECTION.search(node.text)
        if found:
            yield Use(found.group(1), by, Node(content.source, content.line + node.line, content.value))


def connections_of(flow: Flow) -> frozenset[str]:
    """Names in lower case of the connections that a flow surely uses; none if it could not be read."""
    try:
        return frozenset(use.name.lower() for use in flow.uses if not use.node.hole)
    except Unreadable:
        return frozenset()
