"""A prompt flow: flow.dag.yaml or flow.flex.yaml, with the flow.meta.yaml beside it.

https://microsoft.github.io/promptflow/reference/flow-yaml-schema-reference.html
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from pfdoctor.model.errors import Unreadable
from pfdoctor.project.code_use import entry_of, entry_path, of_code, of_entry, of_variables
from pfdoctor.project.connection_use import Use, uses_of
from pfdoctor.project.file import File
from pfdoctor.project.flow_code import FlowCode
from pfdoctor.project.node import Node
from pfdoctor.project.variable_read import VariableRead, needed_variables

_LOOKUP = re.compile(r"(?:^|\.)(?:common_|vector_|faiss_)?index_lookup(?:\.|$)")
_LOOKUP_INPUTS = ("mlindex_content", "mlindex_path")
_MOST_SEEN = 100
"""Connections that code is seen to name; a person reads no more."""
_EVALUATION = ("evaluation", "evaluate")


@dataclass(frozen=True, eq=False)
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
        return tuple(node for node in self.running if _looks_up(node))

    @property
    def running(self) -> tuple[Node, ...]:
        """The nodes that run: of a node with variants the default one alone, unless none is."""
        listed = self.body.at("nodes")
        return tuple(self._variant(node) for node in (listed.items if listed else ()) if node.mapping)

    def _variant(self, node: Node) -> Node:
        flag, variants = node.at("use_variants"), self.body.at("node_variants")
        own = variants.mapping.get(node.text_at("name")) if variants is not None else None
        if flag is None or flag.value is not True or own is None:
            return node
        choices = own.at("variants")
        chosen = choices.mapping.get(own.text_at("default_variant_id")) if choices is not None else None
        found = chosen.at("node") if chosen is not None else None
        return found if found is not None and found.mapping else node

    @property
    def code(self) -> FlowCode:
        """The Python files of the flow, read anew: syntax trees are too large to keep those of a thousand flows."""
        tools = (self.tool_path(node) for node in self.running)
        entry = self.body.text_at("entry").partition(":")
        named = [path for path in tools if path is not None]
        named += [entry_path(entry[0], self.folder)] if entry[0] else []
        return FlowCode(self.folder, self.path.parents[self.source.name.count("/")], tuple(dict.fromkeys(named)))

    def tool_path(self, node: Node) -> Path | None:
        """The Python file of a node's tool, None where it has none; an include is found where it lies."""
        written = node.text_at("source.path")
        if node.text_at("type") not in ("python", "") or not written.endswith(".py"):
            return None
        own = self.folder / written
        first, *rest = Path(written).parts
        included = (self.folder / one for one in self._includes if Path(one).name == first)
        return own if os.path.exists(own) else next((path.joinpath(*rest) for path in included), own)

    @property
    def _includes(self) -> tuple[str, ...]:
        listed = self.body.at("additional_includes")
        return tuple(node.text for node in (listed.items if listed else ()) if node.text)

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """The connections that the flow names. One whose name is still to be filled in is among them, as a hole."""
        code = self.code
        by_nodes = [use for node in self.running for use in uses_of(node, self.tool_path(node), code)]
        return (*by_nodes, *of_variables(self.body), *of_entry(self.body, code), *islice(of_code(code), _MOST_SEEN))

    @cached_property
    def needed_variables(self) -> tuple[VariableRead, ...]:
        """The environment variables that the code reads and must find."""
        code = self.code
        if not any("environ" in (file.text or "") for file in code.files):
            return ()
        return needed_variables(code, [*entry_of(self.body.text_at("entry"), code), *code.tool_functions])

    @property
    def named_files(self) -> Iterator[tuple[Node, Path]]:
        """The files that the flow is made of, and where it names them; node sources may come from an include.

        A variant that does not run needs none.
        """
        includes = self.body.at("additional_includes")
        included = {Path(node.text).name for node in (includes.items if includes else ())}
        for node in includes.items if includes else ():
            if node.text:
                yield node, self.folder / node.text
        for step in self.running:
            source = step.at("source.path")
            if source is not None and source.text and not included.intersection(Path(source.text).parts[:1]):
                yield source, self.folder / source.text

    @property
    def image(self) -> Node | None:
        return self._named("environment.image")

    @property
    def requirements(self) -> Node | None:
        """Where the flow names its requirements file."""
        return self._named("environment.python_requirements_txt")

    def _named(self, path: str) -> Node | None:
        found = self.body.at(path)
        return found if found is not None and found.value != "" else None

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


def connections_of(flow: Flow, replaced: frozenset[str] = frozenset()) -> frozenset[str]:
    """Names in lower case of the connections that a flow surely uses; none if it could not be read.

    `replaced` are the environment variables that its deployments set.
    """
    try:
        sure = (use for use in flow.uses if use.sure and use.variable not in replaced)
        return frozenset(use.name.lower() for use in sure if not use.node.hole)
    except Unreadable:
        return frozenset()
