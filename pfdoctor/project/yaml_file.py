"""YAML with the line of each value, by the rules of YAML 1.1, as `az ml` reads it.

PyYAML's parser in C gives events with places fifteen times as fast as a round-trip load; they are put together here,
so that depth and number of values are bounded whatever a file holds. Aliases share their node: a file of laughs costs
what it is long. https://pyyaml.org/wiki/PyYAMLDocumentation
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from pfdoctor.project.node import BRACES, CLOSE, KEEP, KEPT, OPEN, Node, is_open
from pfdoctor.project.source import Problem, Source

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 100
_MOST_VALUES = 100_000
_TEMPLATE = re.compile(r"\{\{\{?([^{}\n]*)\}?\}\}")
_TOKEN = re.compile(r"(?<=[:-])([^\S\n]+)(#\{[^{}\n]*\}#?|@@?\w+@@?|%%?\w+%%?)")
"""Tokens at the start of a value: `#{NAME}#` would be a comment to YAML, the others no value at all."""
_STATEMENT = re.compile(r"^\s*(?:\{%|\{\{|<%|\$\{\{)", re.MULTILINE)
_STANDARD = "tag:yaml.org,2002:"
_TYPED = {_STANDARD + name for name in ("null", "bool", "int", "float", "timestamp")}
_MERGE = "<<"


class NotYaml(Exception):
    """The text is no single YAML document, or more of it than any of these files holds."""

    def __init__(self, line: int, text: str, *, unread: bool = False, sure: bool = False) -> None:
        super().__init__(text)
        self.line, self.text, self.unread, self.sure = line, text, unread, sure


def parse(text: str, source: Source) -> tuple[Node | None, tuple[Problem, ...]]:
    """The one document of a text (None if it is not readable), and what is wrong with it."""
    templated = _TEMPLATE.sub(lambda hole: OPEN + hole.group(1).strip().replace(": ", " ") + CLOSE, text)
    templated = _TOKEN.sub(lambda hole: f"{hole[1]}{KEEP}{hole[2].translate(BRACES)}{KEPT}", templated)
    reader = _Reader(source)
    try:
        return reader.read(templated), tuple(reader.problems)
    except NotYaml as error:
        near = "\n".join(text.split("\n")[max(error.line - 2, 0) : error.line])
        if not error.unread and (_STATEMENT.search(text) or (is_open(near) and not error.sure)):
            reason = "a template, which has to be filled in before it can be read"
            return None, (Problem(source, error.line, reason, unread=True),)
        return None, (Problem(source, error.line, error.text, error.unread),)


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._anchors: dict[str, Node] = {}
        self._count = 0
        self.problems: list[Problem] = []

    def read(self, text: str) -> Node:
        loader = None
        try:
            loader = _Loader(text)
            self._loader = loader
            loader.get_event()
            if isinstance(loader.get_event(), yaml.StreamEndEvent):
                return Node(self._source, 1, {})
            root = self._node(loader.get_event(), None, 0)
            loader.get_event()
            after = loader.get_event()
            if not isinstance(after, yaml.StreamEndEvent):
                said = "a second document begins; az ml and pf read files of one only"
                raise NotYaml(after.start_mark.line + 1, said, sure=True)
            return root
        except yaml.YAMLError as error:
            raise _not_yaml(error) from error
        finally:
            if loader is not None:
                loader.dispose()

    def _node(self, event: Any, line: int | None, depth: int) -> Node:
        here = line or event.start_mark.line + 1
        self._more(1, here)
        if depth > _DEEPEST:
            raise NotYaml(here, "it is nested deeper than any file of this kind", unread=True)
        if isinstance(event, yaml.AliasEvent):
            known = self._anchors.get(str(event.anchor))
            if known is None:
                raise NotYaml(here, f"the alias *{event.anchor} refers to nothing before it", unread=True)
            return Node(self._source, here, known.value)
        if isinstance(event, yaml.ScalarEvent):
            node = Node(self._source, here, self._scalar(event))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Node(self._source, here, self._items(depth))
        else:
            node = Node(self._source, here, self._entries(depth))
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _more(self, values: int, line: int) -> None:
        self._count += values
        if self._count > _MOST_VALUES:
            raise NotYaml(line, "it has more values than any file of this kind", unread=True)

    def _scalar(self, event: Any) -> Any:
        tag = event.tag
        if tag is None or tag == "!":
            tag = self._loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag not in _TYPED:
            # A tag of somebody's own is filled in by what reads the file.
            return event.value if tag.startswith(_STANDARD) else f"{OPEN}{tag} {event.value}{CLOSE}"
        try:
            return self._loader.construct_object(yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark))
        except (ValueError, OverflowError):
            return event.value

    def _items(self, depth: int) -> tuple[Node, ...]:
        found = []
        while not isinstance(event := self._loader.get_event(), yaml.SequenceEndEvent):
            found.append(self._node(event, None, depth + 1))
        return tuple(found)

    def _entries(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        merged: list[Node] = []
        while not isinstance(event := self._loader.get_event(), yaml.MappingEndEvent):
            key = self._node(event, None, depth + 1)
            value = self._node(self._loader.get_event(), key.line, depth + 1)
            if key.value is not None and not isinstance(key.value, (str, int, float, bool)):
                raise NotYaml(key.line, "a key is not a word")
            name = "null" if key.value is None else key.text
            if name == _MERGE:
                merged += [value, *value.items]
                continue
            if name in found:
                self.problems.append(Problem(self._source, key.line, f"{name} is written twice; the last counts"))
            found[name] = value
        for node in merged:
            self._more(len(node.mapping), node.line)
            for name, value in node.mapping.items():
                found.setdefault(name, value)
        return found


def _not_yaml(error: yaml.YAMLError) -> NotYaml:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else 1
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    return NotYaml(line, f"it is not YAML: {said}")
