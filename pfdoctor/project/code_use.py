"""The connections that a flow's code, and the YAML of a flow that is written in code, name.

What stands in code is seen to be named and no more: nobody knows whether that line runs. Prompt flow itself looks up
what `environment_variables` refer to, and what `sample.init` hands to the class of a flex flow.
https://microsoft.github.io/promptflow/how-to-guides/develop-a-flex-flow/class-based-flow.html
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from pfdoctor.project.connection_use import Use
from pfdoctor.project.expected import Expected
from pfdoctor.project.flow_code import FlowCode
from pfdoctor.project.node import Node
from pfdoctor.project.prompty import use_of
from pfdoctor.project.python_file import PythonFile
from pfdoctor.project.running import may_run
from pfdoctor.project.source import Source
from pfdoctor.project.tool_function import Function, parameters

_REFERENCE = re.compile(r"\$\{([^.{}]+)\.([^.{}]+)\}")
_MODELS = {
    "AzureOpenAIModelConfiguration": "AzureOpenAIConnection",
    "OpenAIModelConfiguration": "OpenAIConnection",
}
_CLIENTS = ("PFClient", "MLClient", "AIProjectClient")
_PROMPTY = ".prompty"
INIT_VARIABLE = "PF_FLOW_INIT_CONFIG"
"""What a deployment sets to hand other values to the class of a flex flow."""


def of_variables(body: Node) -> Iterator[Use]:
    """Environment variables of the flow that are filled from a connection, `${NAME.KEY}`."""
    listed = body.at("environment_variables")
    for name, value in listed.mapping.items() if listed else ():
        found = _REFERENCE.fullmatch(value.text.strip()) if value.is_text else None
        if found and not found.group(1).startswith("env:"):
            yield Use(found.group(1), name, Node(value.source, value.line, found.group(1)), variable=name)


def of_entry(body: Node, code: FlowCode) -> Iterator[Use]:
    """What the sample values of a flex flow, or their defaults, hand to its class where it expects connections."""
    sample, defaults = body.at("sample.init"), body.at("init")
    values = {name: one.at("default") for name, one in (defaults.mapping.items() if defaults else ())}
    values |= sample.mapping if sample is not None else {}
    if not values:
        return
    takes: dict[str, Expected] = {}
    classes: dict[str, str] = {}
    for file, function in entry_of(body.text_at("entry"), code):
        if function.name == "__init__":
            takes |= dict(parameters(function, file, code.follow))
            classes |= _classes(function, file)
    by = f"init of {body.text_at('entry')}"
    for name, value in values.items():
        if value is None:
            continue
        inner = value.at("connection")
        if inner is not None and inner.is_text and inner.text:
            kind = _MODELS.get(classes.get(name, "")) or _model_kind(value)
            yield Use(inner.text, by, inner, (kind,) if kind else (), classes.get(name) in _MODELS, INIT_VARIABLE)
        expected = takes.get(name, Expected())
        plain = expected.sure and expected.kinds == (classes.get(name),)
        if value.is_text and value.text and expected.kinds:
            yield Use(value.text, by, value, expected.kinds, plain, INIT_VARIABLE)


def _classes(function: Function, file: PythonFile) -> dict[str, str]:
    """The classes that parameters are annotated with, as such: in a class prompt flow looks through no `Union`."""
    given = function.args
    return {
        one.arg: file.dotted(one.annotation).rpartition(".")[2]
        for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)
        if one.annotation is not None
    }


def _model_kind(value: Node) -> str:
    """The kind that a model's configuration takes, by the setting that only one of them has."""
    if value.at("azure_deployment") is not None:
        return "AzureOpenAIConnection"
    return "OpenAIConnection" if value.at("model") is not None else ""


def entry_of(entry: str, code: FlowCode) -> list[tuple[PythonFile, Function]]:
    """The functions that prompt flow calls for an entry `module:name`: a function, or `__init__` and `__call__`."""
    owner, _, name = entry.partition(":")
    file = code.file(entry_path(owner, code.folder)) if name else None
    if file is None:
        return []
    there, last = code.follow(file, file.imports.get(name, name)) or (file, name)
    for statement in there.top_level:
        if isinstance(statement, Function) and statement.name == last:
            return [(there, statement)]
        if isinstance(statement, ast.ClassDef) and statement.name == last:
            methods = (one for one in statement.body if isinstance(one, Function))
            return [(there, one) for one in methods if one.name in ("__init__", "__call__")]
    return []


def entry_path(owner: str, folder: Path) -> Path:
    """The file of an entry's module."""
    return folder / f"{owner.replace('.', '/')}.py"


def of_code(code: FlowCode) -> Iterator[Use]:
    """What stands in the code as text: a model's configuration, a client's connections, the prompts it loads."""
    prompts: dict[Path, Use | None] = {}
    for file in code.files:
        text = file.text or ""
        if not ("ModelConfiguration" in text or "connections.get" in text or _PROMPTY in text):
            continue
        for node in may_run(file):
            if isinstance(node, ast.Call):
                yield from _of_call(node, file)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(_PROMPTY):
                for path in code.places(file, node.value):
                    prompts[path] = prompts[path] if path in prompts else use_of(path, code.root)
    yield from (use for use in prompts.values() if use is not None)


def _of_call(call: ast.Call, file: PythonFile) -> Iterator[Use]:
    name = file.dotted(call.func).rpartition(".")[2]
    named = {one.arg: one.value for one in call.keywords}
    value: ast.expr | None = None
    kinds: tuple[str, ...] = ()
    if name in _MODELS:
        value, kinds = named.get("connection"), (_MODELS[name],)
    elif isinstance(call.func, ast.Attribute) and call.func.attr == "get" and _has_client(file):
        of = call.func.value
        if isinstance(of, ast.Attribute) and of.attr == "connections":
            value = named.get("name") or next(iter(call.args), None)
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
        # Without its lines: nobody knows what else stands on one, and a key may.
        node = Node(Source(file.source.name), value.lineno, value.value)
        if not node.hole:
            yield Use(value.value, file.source.name, node, kinds, sure=False)


def _has_client(file: PythonFile) -> bool:
    return any(name.rpartition(".")[2] in _CLIENTS for name in file.imports.values())
