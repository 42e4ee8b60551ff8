"""The service teams' OpenAPI documents as judges of exchanges, and the traffic to be judged."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import pytest
import requests
import schemathesis
from schemathesis.core.failures import Failure, FailureGroup

from pfdoctor.model.arm_id import ArmId

_WILD = {"scope": "(/.+)?", "parentResourcePath": "(/.+)?"}
_RESOURCES = "Microsoft.Resources"
_METHODS = ("get", "put", "post", "patch", "delete", "head")
_JSON = {"content-type": ["application/json; charset=utf-8"]}
_REQUEST = requests.Request("GET", "https://management.azure.com/").prepare()


@dataclass(frozen=True)
class Operation:
    """One operation of one document; `file` is below the folder of documents."""

    file: str
    method: str
    path: str
    schema: schemathesis.BaseSchema = field(compare=False, repr=False)

    @property
    def version(self):
        return self.file.split("/")[1]

    @cached_property
    def told(self):
        return self.schema[self.path][self.method]

    @property
    def name(self):
        return f"{self.file.split('/')[0]} {self.version} {self.told.definition.raw['operationId']}"

    @cached_property
    def pattern(self):
        """A scope holds slashes; the types between provider and resource, a parameter of its own, may be none."""
        parts = re.split(r"\{(\w+)\}", re.sub(r"/(\{(scope|parentResourcePath)\})", r"\1", self.path))
        wild = [_WILD.get(part, "[^/]+") if place % 2 else re.escape(part) for place, part in enumerate(parts)]
        return re.compile("".join(wild), re.IGNORECASE)

    @property
    def rank(self):
        """The more of the path is spelled out, the better it fits."""
        return -len(re.sub(r"\{\w+\}", "", self.path))


class Documents:
    """Which operation a request is, and whether a reply is one that it may give."""

    def __init__(self, folder, copies):
        """`copies` is an empty folder, for the documents as they are judged by."""
        self._originals, self._folder = Path(folder), Path(copies)
        self._operations, self._fitting = cache(self._read_operations), cache(self._find_fitting)
        self._verdict = cache(self._judged)
        self._copy("common-types")
        self.covered = Counter()
        self.nearest = Counter()
        self.unknown = Counter()
        self.wrong = {}

    def _copy(self, folder):
        for file in self._originals.glob(f"{folder}/**/*.json"):
            if "examples" not in file.parts:
                copy = self._folder / file.relative_to(self._originals)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(json.dumps(_plain(file.resolve())), "utf-8")

    def _read_operations(self, provider):
        found = []
        self._copy(provider)
        for file in sorted(self._folder.glob(f"{provider}/*/*.json")):
            schema = schemathesis.openapi.from_path(str(file))
            name = file.relative_to(self._folder).as_posix()
            found += [
                Operation(name, method, path, schema)
                for path, item in schema.raw_schema["paths"].items()
                for method in item
                # What is only an id is told of by scope and name as well.
                if method in _METHODS and not re.fullmatch(r"/\{\w+\}", path)
            ]
        return found

    def _find_fitting(self, verb, path):
        told_elsewhere = re.fullmatch(r"/subscriptions/[^/]+/providers/[^/]+(/register)?", path, re.IGNORECASE)
        known = self._operations(_RESOURCES if told_elsewhere else ArmId(path).provider or _RESOURCES)
        return [one for one in known if one.method == verb.lower() and one.pattern.fullmatch(path)]

    def match(self, verb, path, version):
        """The operation of exactly this version, else of the nearest that has it; None if no document tells of it."""

        def misfit(one):
            return one.version != version, _apart(one.version, version), one.rank

        return min(self._fitting(verb, path), key=misfit, default=None)

    def versions(self, verb, path):
        """All versions that tell of this request."""
        return sorted({one.version for one in self._fitting(verb, path)})

    def report(self):
        operations = {name.rpartition(" ")[0] for name in self.covered}
        lines = [
            f"{sum(self.covered.values())} exchanges, {len(operations)} operations, {len(self.wrong)} violations",
            *(f"  {count:6} {name}" for name, count in sorted(self.covered.items())),
            "Documents of the nearest version:",
            *(f"  {count:6} {name}" for name, count in sorted(self.nearest.items())),
            "No document:",
            *(f"  {count:6} {name}" for name, count in sorted(self.unknown.items())),
            *(f"VIOLATION {wrong} ({ask})" for wrong, ask in sorted(self.wrong.items())),
        ]
        return "\n".join(lines)

    def undocumented(self, ask):
        """The parts of a request that no document tells of: itself, or parameters, left out or unheard of."""
        operation = self.match(ask.verb, ask.path, ask.api_version)
        if operation is None:
            return [_shape(ask)]
        told = {one.name.lower(): one.is_required for one in operation.told.query if one.name != "api-version"}
        needed = {name for name, required in told.items() if required}
        return sorted((ask.query.keys() - told.keys()) | (needed - ask.query.keys()))

    def judge(self, ask, reply):
        """Count the exchange, and keep what is wrong with it."""
        operation = self.match(ask.verb, ask.path, ask.api_version)
        if operation is None and reply.status < 400:
            self.unknown[_shape(ask)] += 1
            return
        name = operation.name if operation else "common-types ErrorResponse"
        if operation and operation.version != ask.api_version:
            self.nearest[f"{operation.file.split('/')[0]} {ask.api_version} by {operation.version}"] += 1
        self.covered[f"{name} {reply.status}"] += 1
        for wrong in self.faults(ask, reply):
            self.wrong.setdefault(f"{name} {reply.status}: {wrong}", str(ask))

    def faults(self, ask, reply):
        """What is wrong with a reply. Without a document an error must still be of the form that all share."""
        operation = self.match(ask.verb, ask.path, ask.api_version)
        return self._verdict(operation, reply.status, json.dumps(reply.body, sort_keys=True))

    def _judged(self, operation, status, body):
        """An error must be of the form that all services share as well."""
        if operation and status < 400 and str(status) not in operation.told.definition.raw["responses"]:
            return (f"status {status} is not in the document",)
        if body == "null":
            return ()
        judges = ([operation.told] if operation else []) + ([self._error] if status >= 400 else [])
        reply = _response(status, body)
        return tuple(dict.fromkeys(one for judge in judges for one in _failures(judge, reply)))

    @cached_property
    def _error(self):
        """A stand-in operation whose every reply is the ErrorResponse of the common types."""
        reply = {"description": "error", "schema": {"$ref": "types.json#/definitions/ErrorResponse"}}
        document = {
            "swagger": "2.0",
            "info": {"title": "errors", "version": "3"},
            "produces": ["application/json"],
            "paths": {"/": {"get": {"responses": {"default": reply}}}},
        }
        file = self._folder / "common-types/resource-management/v3/errors.json"
        file.write_text(json.dumps(document), "utf-8")
        return schemathesis.openapi.from_path(str(file))["/"]["get"]


def _plain(file):
    """A document as JSON Schema, for whose readers it was not written, is to take it.

    `additionalProperties: false` would speak for each part of an `allOf` alone, so that nothing ever fitted: there the
    names of all parts are added. It cannot hold for what stands for several kinds by a discriminator, which have
    properties of their own. An enum "modeled as a string" is open. A duration is one of ISO 8601, as PT0.5S, and not
    one of RFC 3339, which has no fractions. https://azure.github.io/autorest/extensions/#x-ms-enum
    """
    document = _read(file)
    definitions = document.get("definitions", {})
    ancestors = {part.get("$ref") for one in definitions.values() for part in one.get("allOf", ())}
    names = {name: _names(definitions, name, file) for name in definitions}
    for name, one in definitions.items():
        if "discriminator" in one or f"#/definitions/{name}" in ancestors:
            one.pop("additionalProperties", None)
        if one.get("additionalProperties") is False:
            one["properties"] = {each: {} for each in names[name]} | one.get("properties", {})
    return _opened(document)


def _names(definitions, name, file):
    """The properties of a definition and of all that it is made of."""
    one = definitions[name]
    found = set(one.get("properties", ()))
    for part in one.get("allOf", ()):
        place, _, ancestor = part.get("$ref", "").partition("#/definitions/")
        other = (file.parent / place).resolve() if place else file
        found |= _names(_read(other)["definitions"] if place else definitions, ancestor, other)
    return found


def _opened(found):
    if isinstance(found, list):
        return [_opened(one) for one in found]
    if not isinstance(found, dict):
        return found
    enum = found.get("x-ms-enum")
    left_out = {"x-ms-examples"} | ({"enum"} if isinstance(enum, dict) and enum.get("modelAsString") else set())
    left_out |= {"format"} if found.get("format") == "duration" else set()
    return {name: _opened(one) for name, one in found.items() if name not in left_out}


@cache
def _read_text(file):
    return file.read_text("utf-8-sig")


def _read(file):
    return json.loads(_read_text(file))


def _response(status, body):
    text = json.dumps(_without_nulls(json.loads(body))).encode()
    return schemathesis.Response(status, _JSON, text, _REQUEST, 0.0, False)


def _failures(operation, reply):
    documented = operation.responses.find_by_status_code(reply.status_code)
    if documented is not None and documented.get_schema("application/json").unresolvable_reference:
        raise ValueError(f"a reference of {operation.label} leads nowhere, so nothing would be judged by it")
    try:
        operation.validate_response(reply)
    except (Failure, FailureGroup) as found:
        for one in getattr(found, "exceptions", [found]):
            yield f"{one.title}, {' '.join(one.message.split())}"


def _without_nulls(found):
    """An optional property may be null, for the services write so, and their own validator takes it.

    https://github.com/Azure/oav/blob/develop/lib/transform/nullableTransformer.ts
    """
    if isinstance(found, list):
        return [_without_nulls(one) for one in found]
    if isinstance(found, dict):
        return {name: _without_nulls(one) for name, one in found.items() if one is not None}
    return found


def _apart(version, other):
    days = [date.fromisoformat(one[:10]) if re.match(r"\d{4}-\d\d-\d\d", one) else date.min for one in (version, other)]
    return abs((days[0] - days[1]).days)


def _shape(ask):
    id = ArmId(ask.path)
    return f"{ask.verb} {id.type or '/'.join(id.parts[::2])}"


@pytest.fixture(scope="session")
def documents(shared, tmp_path_factory):
    return Documents(shared / "specs", tmp_path_factory.mktemp("specs"))
