"""Which connections a node of a flow names, by the rules by which prompt flow finds them.

An LLM node names one as `connection`. An input of a tool names one where the tool expects a connection there: the
annotations of its function say so, or the definition of the package. Where neither can be read the input's own name
has to do. https://github.com/microsoft/promptflow/blob/main/src/promptflow-core/promptflow/contracts/flow.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pfdoctor.model.finding import Evidence
from pfdoctor.project.expected import Expected
from pfdoctor.project.file import walk
from pfdoctor.project.flow_code import FlowCode
from pfdoctor.project.node import Node
from pfdoctor.project.package_tool import CONNECTIONS
from pfdoctor.project.yaml_file import parse

_CONNECTION_NAME = re.compile(r"(?:^|[_a-z0-9])(?:conn|Conn|connection|Connection)s?$|^CONN(?:ECTION)?S?$")
_WORKSPACE_CONNECTION = re.compile(r"/connections/([^/\s]+)/?$", re.IGNORECASE)
_TEMPLATES = ("llm", "prompt")
"""Types of nodes whose inputs are values of a template, and never connections."""


@dataclass(frozen=True, slots=True)
class Use:
    """A connection that a node, or code, names.

    `kinds` are those it may be of, () where nothing says. `sure` is False where it is seen to be named, but not that
    prompt flow looks it up. `variable` is the environment variable whose value names it, which a deployment may set.
    """

    name: str
    by: str
    node: Node
    kinds: tuple[str, ...] = ()
    sure: bool = True
    variable: str = ""

    @property
    def evidence(self) -> Evidence:
        return self.node.source.evidence(self.node.line, "connection", self.name)

    @property
    def kind(self) -> str:
        """The kinds in words, "" where nothing says."""
        return " or ".join(kind.removesuffix("Connection") for kind in self.kinds)


def uses_of(node: Node, path: Path | None, code: FlowCode) -> Iterator[Use]:
    """What a node names; `path` is the Python file of its tool, None where it has none."""
    by = node.text_at("name")
    own = node.at("connection")
    if own is not None and own.text:
        provider = node.text_at("provider")
        yield Use(own.text, by, own, (provider,) if provider else ())
    inputs = node.at("inputs")
    for name, value in inputs.mapping.items() if inputs else ():
        if name == "mlindex_content":
            yield from _of_index(value, by)
        elif value.is_text and value.text and not _is_reference(value):
            found = _expected(node, name, path, code)
            if found is None:
                # Nothing says what the tool expects.
                if _CONNECTION_NAME.search(name):
                    yield Use(value.text, by, value)
            elif found.kinds:
                yield Use(value.text, by, value, found.kinds, found.sure)
            elif not found.sure and _CONNECTION_NAME.search(name):
                yield Use(value.text, by, value, sure=False)


def _expected(node: Node, name: str, path: Path | None, code: FlowCode) -> Expected | None:
    """What the node's tool expects of an input, None where the tool is not there to be read."""
    if node.text_at("type") in _TEMPLATES:
        return Expected()
    tool = node.text_at("source.tool")
    if tool in CONNECTIONS:
        return Expected(CONNECTIONS[tool] if name == "connection" else ())
    file = code.file(path) if path is not None else None
    if file is None:
        return None
    if file.text is not None and "onn" not in file.text and not _CONNECTION_NAME.search(name):
        # Most files can be left unparsed.
        return Expected()
    return code.tool(file).expected(name)


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
