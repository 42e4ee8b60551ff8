"""What `az ml` takes in a file, by the schemas of the installed azure-ai-ml.

Its loaders tell of a fault without a line, of a value with several forms only that none fits, and they open and hash
the files that a file names. So the fields of its schemas are walked here beside the values: each field judges its own
value, and nothing is opened. https://marshmallow.readthedocs.io/en/3.x-line/
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import signature
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from pfdoctor.project.file import walk
from pfdoctor.project.model_file import local_path
from pfdoctor.project.node import Node

FileKind = Literal["deployment", "endpoint", "environment", "inline environment", "connection"]

_FILE = "file:"
_ADDRESSES = ("target", "api_base", "url", "azure_endpoint", "endpoint")
"""The fields of a connection of which the SDK takes any for its target."""
_LONGEST = 200
_MOST = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """What a schema does not take: at `path`, on the line of `node`.

    `missing` is a field that must be there; `node` is then the mapping that lacks it. `unknown` is a field that it
    does not know, beside the `known` ones. Else the value is wrong, and `text` are the words of the schema.
    """

    kind: Literal["missing", "unknown", "value"]
    path: str
    node: Node
    text: str = ""
    known: tuple[str, ...] = ()


def faults(kind: FileKind, body: Node) -> tuple[Fault, ...]:
    """What the schema of a kind of file does not take, in the order of the schema and of the file; 100 at most.

    A value that a template has yet to fill in is left out; that a path exists is not asked.
    """
    chosen = body.at("type") if kind == "connection" else None
    if chosen is not None and chosen.hole:
        # Nobody knows which schema will judge.
        return ()
    schema = _of_connections(body.text_at("type").lower()) if kind == "connection" else _schema(kind)
    found = _first(_settings(schema, body, ""))
    said = {fault.path for fault in found}
    return (*found, *(fault for fault in _of_classes(kind, body) if fault.path not in said))


def _first(found: Iterator[Fault]) -> tuple[Fault, ...]:
    """As many as anybody reads: aliases can make a few lines look like billions."""
    return tuple(islice(found, _MOST))


@cache
def _schema(kind: FileKind) -> Any:
    from azure.ai.ml._schema._deployment.online.online_deployment import ManagedOnlineDeploymentSchema
    from azure.ai.ml._schema._endpoint.online.online_endpoint import ManagedOnlineEndpointSchema
    from azure.ai.ml._schema.assets.environment import AnonymousEnvironmentSchema, EnvironmentSchema

    schemas: dict[FileKind, Any] = {
        "deployment": ManagedOnlineDeploymentSchema,
        "endpoint": ManagedOnlineEndpointSchema,
        "environment": EnvironmentSchema,
        "inline environment": AnonymousEnvironmentSchema,
    }
    return _made(schemas[kind])


@cache
def _of_connections(written: str) -> Any:
    """The schema that the type of a connection, as it is written, chooses."""
    from azure.ai.ml.entities import WorkspaceConnection

    return _made(WorkspaceConnection._get_schema_class_from_type(written))


def _of_classes(kind: FileKind, body: Node) -> Iterator[Fault]:
    """What the classes of the SDK refuse, though its schemas take it."""
    if kind == "connection":
        yield from _of_connection_class(body)
    identity = body.at("identity") if kind == "endpoint" else None
    if identity is not None and isinstance(identity.value, Mapping) and "type" not in identity.mapping:
        yield Fault("missing", "identity.type", identity)
    model = body.at("model") if kind == "deployment" else None
    if model is None or not model.mapping or model.at("name") is not None:
        return
    if model.at("version") is not None:
        yield Fault("missing", "model.name", model)
    path = model.at("path")
    if path is not None and not path.hole and path.text and local_path(model, Path()) is None:
        yield Fault("value", "model.path", path, "without a name, a model is taken from a path on this disk")


def _of_connection_class(body: Node) -> Iterator[Fault]:
    from azure.ai.ml.entities import WorkspaceConnection

    kind = body.at("type")
    if kind is None:
        return
    made = WorkspaceConnection._get_entity_class_from_type(kind.text.lower())
    needed = [one.name for one in signature(made.__init__).parameters.values() if one.default is one.empty]
    addressed = any(name in body.mapping for name in _ADDRESSES)
    for name in needed:
        if name in _ADDRESSES and not addressed:
            addressed = True
            yield Fault("missing", name, body)
        elif name.endswith("_id") and name not in body.mapping:
            yield Fault("missing", name, body)
    if made is WorkspaceConnection and not addressed:
        yield Fault("missing", "target", body)


def _made(schema: Any) -> Any:
    # It warns of experimental fields, in words that are not ours, on the user's terminal.
    logging.getLogger("azure.ai.ml").setLevel(logging.ERROR)
    return schema(context={"base_path": Path()})


def _settings(schema: Any, node: Node, path: str) -> Iterator[Fault]:
    """The faults of a mapping, which anything else is not."""
    if not isinstance(node.value, Mapping):
        yield Fault("value", path, node, "it takes settings, as `name: value`")
        return
    named = {field.data_key or name: field for name, field in schema.load_fields.items()}
    ignored = {field.data_key or name for name, field in schema.fields.items() if field.dump_only}
    for key, field in named.items():
        if field.required and key not in node.mapping:
            yield Fault("missing", _below(path, key), node)
    for key, value in node.mapping.items():
        if key in named:
            yield from _field(schema, key, named[key], value, _below(path, key))
        elif key not in ignored and "{{" not in key and not Node(value.source, value.line, key).hole:
            yield Fault("unknown", _below(path, key), value, known=tuple(named))


def _field(schema: Any, key: str, field: Any, node: Node, path: str) -> Iterator[Fault]:
    from marshmallow.fields import Nested

    forms = _forms(field)
    schemas = [form.schema for form in forms if isinstance(form, Nested)]
    inner = [one.schema for form in forms for one in _inner(form, node) if isinstance(one, Nested)]
    if node.value is None:
        if not field.allow_none:
            yield Fault("value", path, node, "it is empty")
    elif any(below.hole for below in walk(node)) and not schemas:
        return
    elif schemas and isinstance(node.value, Mapping):
        yield from min((_first(_settings(one, node, path)) for one in schemas), key=len)
    elif schemas:
        yield from _reference(forms, node, path)
    elif inner:
        for name, child in [*node.mapping.items(), *enumerate(node.items)]:
            yield from _settings(inner[0], child, f"{path}.{name}")
    else:
        yield from _plain(schema, key, forms, node, path)


def _forms(field: Any) -> list[Any]:
    """The fields of which a value has to fit one."""
    field = getattr(field, "experimental_field", field)
    return [form for one in getattr(field, "union_fields", ()) for form in _forms(one)] or [field]


def _inner(form: Any, node: Node) -> list[Any]:
    """The fields of what a list or a mapping of names holds, if that is what the value is."""
    held = "value_field" if isinstance(node.value, Mapping) else "inner" if isinstance(node.value, tuple) else ""
    found = getattr(form, held, None) if held else None
    return _forms(found) if found is not None else []


def _reference(forms: list[Any], node: Node, path: str) -> Iterator[Fault]:
    """The faults of a name that stands for settings written elsewhere."""
    from azure.ai.ml._schema.core.schema import YamlFileSchema
    from marshmallow import ValidationError
    from marshmallow.fields import Nested

    if node.hole:
        return
    names = [form for form in forms if not isinstance(form, Nested)]
    loads = any(isinstance(form.schema, YamlFileSchema) for form in forms if isinstance(form, Nested))
    if loads and node.is_text and node.text.startswith(_FILE):
        return
    for form in names:
        try:
            form.deserialize(node.value if not node.items else None, form.name)
        except ValidationError:
            continue
        return
    assets = any(getattr(form, "azureml_type", None) for form in names)
    text = (
        "it takes azureml:NAME:VERSION, a path of a registry, or settings"
        if assets
        else "it takes settings, as `name: value`"
    )
    yield Fault("value", path, node, text)


def _plain(schema: Any, key: str, forms: list[Any], node: Node, path: str) -> Iterator[Fault]:
    """The faults of a value that holds no settings of another schema."""
    from azure.ai.ml._schema.core.fields import LocalPathField
    from azure.ai.ml.exceptions import MlException
    from marshmallow import Schema
    from marshmallow.fields import Dict, List, Raw

    if any(isinstance(form, LocalPathField) for form in forms):
        # It opens what is named.
        return
    if tuple(node.children()) and not any(isinstance(form, (Dict, List)) or type(form) is Raw for form in forms):
        yield Fault("value", path, node, "it takes a single value")
        return
    # Some schemas have a hook of the same name, so the base class's is asked.
    try:
        messages = Schema.validate(schema, {key: _value(node, {})}, partial=True)
    except MlException as error:
        messages = {key: [str(error)]}
    # A schema that looks at several fields together misses those that it was not given, and says so of them.
    if key in messages:
        where, place, words = _located(messages[key], node, path)
        yield Fault("value", place, where, words[:1].lower() + words[1:_LONGEST])


def _located(messages: Any, node: Node, path: str) -> tuple[Node, str, str]:
    """The item that the first message is about, and the message."""
    while isinstance(messages, Mapping):
        name, messages = next(iter(messages.items()))
        inner = node.items[name] if isinstance(name, int) and node.items else node.mapping.get(name)
        if inner is not None:
            node, path = inner, f"{path}.{name}"
    words = messages[0] if isinstance(messages, list) else messages
    return node, path, str(words).partition("\n")[0].rstrip(".: ")


def _value(node: Node, known: dict[int, Any]) -> Any:
    """The value without places; what an alias repeats is one object, however often it stands there."""
    if isinstance(node.value, (Mapping, tuple)) and id(node.value) in known:
        return known[id(node.value)]
    if isinstance(node.value, Mapping):
        found: Any = {key: _value(value, known) for key, value in node.value.items()}
    elif isinstance(node.value, tuple):
        found = [_value(value, known) for value in node.value]
    else:
        return node.value
    known[id(node.value)] = found
    return found


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
