"""A bundle without its secrets: what may hold one is taken out by its place, the rest by its shape.

It is done to every bundle that is written, also to one whose names stay readable.
https://learn.microsoft.com/azure/machine-learning/how-to-deploy-online-endpoint-with-secret-injection
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pfdoctor.bundle.answer import Answer
from pfdoctor.bundle.file import Bundle, Caller, Directory, ManagementGroup, Principal
from pfdoctor.bundle.secrets import redacted, suspicious
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.connection_settings import CONNECTION_OVERRIDE, CONNECTION_PROVIDERS, override_meant
from pfdoctor.model.target import Target

DOCUMENTED_VARIABLES = frozenset(
    (
        *(CONNECTION_OVERRIDE, *CONNECTION_PROVIDERS, "PROMPTFLOW_RUN_MODE", "PROMPTFLOW_SERVING_ENGINE"),
        *("PROMPTFLOW_WORKER_NUM", "PROMPTFLOW_WORKER_THREADS", "PF_DISABLE_TRACING", "PROMPTFLOW_MDC_ENABLE"),
        *("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "UAI_CLIENT_ID", "WORKER_COUNT", "WORKER_TIMEOUT"),
        *("AZUREML_ENTRY_SCRIPT", "AZUREML_MODEL_DIR", "AML_APP_ROOT"),
    )
)
"""Variables whose values are settings.
https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-to-code"""

DOCUMENTED_METADATA = frozenset(("resourceid", "apitype", "apiversion", "deploymentapiversion", "location", "kind"))
"""Metadata of connections that says where and how, in lower case.
https://learn.microsoft.com/azure/machine-learning/reference-yaml-connection-openai"""

REMOVED = "[value removed]"
_REFERENCE = re.compile(r"\$\{\{\s*azureml://connections/[^{}]+\}\}", re.IGNORECASE)
_SECRET_FIELD = re.compile(
    r"(?:^|[_. -]|(?<=[a-z0-9])(?=[A-Z]))(?i:key\d?|sas|pat|pwd|credential)s?$"
    r"|(?i:secret|password|passwd|passphrase|token|connectionstring"
    r"|(?:access|account|api|shared|master|primary|secondary|instrumentation|private)[_-]?key)s?$"
)
_NO_SECRET = frozenset(("key", "keys", "tokens"))
_OPEN = frozenset(("tags", "annotations", "description", "displayname", "friendlyname", "properties.properties"))
"""Where people write what they like: anything that looks like a key counts as one there."""


def scrub(bundle: Bundle) -> tuple[Bundle, Counter[str]]:
    """The bundle without secrets, and how many of each kind were taken out."""
    found = _Scrub(_connections(bundle))
    text, target, caller, world = found.text, bundle.target, bundle.caller, bundle.world
    clean = replace(
        bundle,
        target=Target(
            text(target.subscription),
            text(target.resource_group),
            text(target.workspace),
            text(target.endpoint),
            target.world,
        ),
        caller=Caller(text(caller.object_id), text(caller.tenant_id)),
        world=Directory(
            tuple(Principal(text(p.object_id), text(p.client_id), text(p.type), p.groups) for p in world.principals),
            tuple(ManagementGroup(text(group.id), text(group.parent)) for group in world.management_groups),
        ),
        answers=tuple(found.answer(answer) for answer in bundle.answers),
        tool=text(bundle.tool),
        cloud=text(bundle.cloud),
    )
    return clean, +found.kinds


def _connections(bundle: Bundle) -> frozenset[str]:
    """The names of the connections that the bundle tells of, in lower case."""
    return frozenset(
        ArmId(id).name.lower()
        for answer in bundle.answers
        if "/connections" in answer.key.path
        for item in (*(answer.items or ()), answer.body)
        if isinstance(item, Mapping) and isinstance(id := item.get("id"), str) and "/connections/" in id.lower()
    )


@dataclass(slots=True)
class _Scrub:
    connections: frozenset[str]
    kinds: Counter[str] = field(default_factory=Counter)

    def answer(self, answer: Answer) -> Answer:
        partial = answer.partial
        return replace(
            answer,
            request=self.text(answer.request),
            api_version=self.text(answer.api_version),
            body=self.value(answer.body),
            partial=None if partial is None else tuple(self.value(item) for item in partial),
            error=self.text(answer.error),
            read_at=self.text(answer.read_at),
            request_id=self.text(answer.request_id),
        )

    def value(self, found: Any, place: tuple[str, ...] = ()) -> Any:
        if isinstance(found, Mapping):
            return {self.text(str(name)): value for name, value in self._members(found, place)}
        if isinstance(found, list):
            return [self.value(item, place) for item in found]
        return self._leaf(found, place) if isinstance(found, str) else found

    def _members(self, found: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        last = place[-1] if place else ""
        for name, value in found.items():
            lower = str(name).lower()
            if last == "environmentvariables":
                yield name, self._variable(str(name), value)
            elif last == "metadata" and place[-2:-1] == ("properties",) and lower not in DOCUMENTED_METADATA:
                yield name, self._gone("connection metadata", value)
            elif lower in ("credentials", "secrets") and isinstance(value, Mapping):
                yield name, self._gone("credential", value)
            elif isinstance(value, str) and _is_secret_field(str(name), value):
                yield name, self._gone("secret field", value)
            else:
                yield name, self.value(value, (*place, lower))

    def _leaf(self, text: str, place: tuple[str, ...]) -> str:
        text = self.text(text)
        if _OPEN & {*place, ".".join(place[-3:-1])}:
            text, count = suspicious(text)
            self.kinds["possible key"] += count
        return text

    def _variable(self, name: str, value: Any) -> Any:
        if not isinstance(value, str) or not value:
            return (
                value if value is None or isinstance(value, (bool, str)) else self._gone("environment variable", value)
            )
        if name == CONNECTION_OVERRIDE:
            return self._settings(self.text(value))
        references = "".join(_REFERENCE.findall(value))
        plain = name in DOCUMENTED_VARIABLES or references == value.strip() or value.lower() in self.connections
        if plain and not suspicious(self.text(value), lenient=True)[1]:
            return self.text(value)
        self.kinds["environment variable"] += 1
        # Whether it is JSON, and whether it speaks of an index, is what checks ask of a value.
        left = "[MLIndex: value removed]" if "mlindex" in value.replace("_", "").lower() else REMOVED
        return json.dumps([left]) if _is_json(value) else left + self.text(references)

    def _settings(self, value: str) -> str:
        """Settings of another kind than the documented ones may hold anything."""
        known = override_meant(*[""] * 5).keys()
        parts = [part.split("=") for part in value.split(",")]
        if any(len(part) < 2 for part in parts):
            self.kinds["environment variable"] += 1
            return REMOVED
        kept = [part[:2] if part[0] in known and not suspicious(part[1])[1] else [part[0], REMOVED] for part in parts]
        self.kinds["environment variable"] += sum(one[:2] != other[:2] for one, other in zip(parts, kept, strict=True))
        return ",".join("=".join(part) for part in kept)

    def _gone(self, kind: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {
                self.text(str(name)): self.value(inner)
                if str(name).lower().endswith("type")
                else self._gone(kind, inner)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self._gone(kind, inner) for inner in value]
        if value is None or value == "" or isinstance(value, bool):
            return value
        self.kinds[kind] += 1
        return REMOVED

    def text(self, text: str) -> str:
        text, kinds = redacted(text)
        self.kinds += kinds
        return text


def _is_secret_field(name: str, value: str) -> bool:
    if name.lower() in _NO_SECRET or not _SECRET_FIELD.search(name) or not value:
        return False
    # A date (`keyCreationTime`), an ARM id and a flag are none.
    return not re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.Z+-]+|/subscriptions/.*|(?i:true|false|enabled|disabled)", value)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
