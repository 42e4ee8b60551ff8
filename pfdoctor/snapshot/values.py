"""JSON of Azure's without names: what a text is about is told by where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pfdoctor.bundle.scrub import DOCUMENTED_METADATA, DOCUMENTED_VARIABLES
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.connection_settings import CONNECTION_OVERRIDE
from pfdoctor.snapshot.conditions import Conditions
from pfdoctor.snapshot.hosts import host, ours, public
from pfdoctor.snapshot.ids import ID, azureml, named, path_of
from pfdoctor.snapshot.images import image
from pfdoctor.snapshot.names import GUID, Names
from pfdoctor.snapshot.text import EMAIL, Texts
from pfdoctor.snapshot.urls import url
from pfdoctor.snapshot.vocabulary import COMMON_WORDS, DROPPED, FREE_NAMES, KEPT_VALUES, KINDS, TEXTS

REMOVED = "[text removed]"
_MARKER = re.compile(r"(?:\[\"?)?\[[\w ,:-]{1,60} removed\](?:\"?\])?")
_WORD = re.compile(r"[\w.,:+*/$()' -]{1,120}")
_SAFE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?|P(?:\d+D)?(?:T(?:[\d.]+[HMS])*)?|[\d.,:% -]+(?:-preview)?"
    r"|true|false|enabled|disabled|none|null|yes|no|default|\*|https?",
    re.IGNORECASE,
)
_MICROSOFT = re.compile(r"(?:Microsoft|\*)[./][\w./*-]{0,200}", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:/\d{1,3})?", re.IGNORECASE
)
_SYSTEM_PROPERTIES = re.compile(r"(?:azureml|azureasyncoperation|enforce_access)[\w.-]*", re.IGNORECASE)
_ALSO_NAMES = {
    "resourcegroup": "group",
    "workspacename": "workspace",
    "accountname": "storage",
    "registryname": "registry",
}
_SETTINGS = {"deployment.resource_group": "group", "deployment.workspace_name": "workspace"} | {
    "deployment.subscription_id": "subscription",
    "deployment.endpoint_name": "endpoint",
    "deployment.deployment_name": "deployment",
}
_FILE = re.compile(r"\.{0,2}(?:/[\w.+-]+)+/?|[\w.+/-]+\.(?:py|ya?ml|json|txt|sh|whl|zip|pkl|model)", re.ASCII)
_RESOURCES = frozenset((*KINDS.values(), "group", "subscription"))
_UNDER = frozenset(("sku", "model", "capacity", "plan"))
"""Objects whose `name` is Azure's."""


class Values:
    """Renames bodies of answers. `path` is that of the request, in lower case: a list may not say what is in it."""

    def __init__(self, names: Names, text: Texts, conditions: Conditions) -> None:
        self._names = names
        self._text = text
        self._conditions = conditions

    def body(self, found: Any, path: str) -> Any:
        kept_names = "/locations/" in path or "/provideroperations" in path
        return self._value(found, ("value",) if not kept_names else ("catalogue",), {})

    def _value(self, found: Any, place: tuple[str, ...], holder: Mapping[str, Any]) -> Any:
        if isinstance(found, Mapping):
            return dict(self._member(str(name), value, place, found) for name, value in found.items())
        if isinstance(found, list):
            return [self._value(item, place, holder) for item in found]
        return self._leaf(found, place, holder) if isinstance(found, str) else found

    def _member(self, name: str, value: Any, place: tuple[str, ...], holder: Mapping[str, Any]) -> tuple[str, Any]:
        low, last = name.lower(), place[-1]
        if last == "environmentvariables":
            return self._variable_name(name), self._variable(name, value)
        return self._field(name, place), self._value(value, (*place, low), holder)

    def _field(self, name: str, place: tuple[str, ...]) -> str:
        """The name of a field: people name those of some objects."""
        last = place[-1]
        if ID.search(name):
            return path_of(self._names, name)
        if GUID.fullmatch(name):
            return self._names.guid(name)
        if EMAIL.fullmatch(name):
            return self._names.email(name)
        free = last in FREE_NAMES or place[-2:] == ("properties", "properties")
        if last == "metadata" and place[-2] == "properties":
            free = name.lower() not in DOCUMENTED_METADATA
        if _MARKER.fullmatch(name) or (free and _SYSTEM_PROPERTIES.fullmatch(name)):
            return name
        if not free:
            return self._names.name(name) if self._is_somebodys(name) else name
        if last == "outboundrules":
            return named(self._names, "microsoft.machinelearningservices/workspaces/outboundrules", name)
        return self._names.name(name, "deployment" if "traffic" in last else "field")

    def _is_somebodys(self, name: str) -> bool:
        """True for the name of a resource that no field of Azure's has, as in an object that is keyed by names."""
        return self._names.known.get(name.lower()) in _RESOURCES and not name.isalpha() and name not in COMMON_WORDS

    def _variable_name(self, name: str) -> str:
        meant = next((one for one in self._names.connections if one.replace(" ", "_") == name), None)
        if meant is not None:
            return self._names.name(meant, "connection")
        documented = name in DOCUMENTED_VARIABLES or name in _OTHER_VARIABLES or _MARKER.fullmatch(name)
        return name if documented else self._names.variable(name)

    def _variable(self, name: str, value: Any) -> Any:
        if not isinstance(value, str) or _MARKER.fullmatch(value):
            return value
        if name == CONNECTION_OVERRIDE:
            return ",".join(self._setting(part) for part in value.split(","))
        if value.lower() in {one.lower() for one in self._names.connections}:
            return self._names.name(value, "connection")
        if name.startswith(("PROMPTFLOW_", "PF_")) and re.fullmatch("[a-z_]{1,20}", value):
            return value
        return self._text(value) if "${{" in value else self._leaf(value, ("value",), {})

    def _setting(self, part: str) -> str:
        name, equals, value = part.partition("=")
        bare = value.strip()
        if not bare or _MARKER.fullmatch(bare):
            return part
        return name + equals + value.replace(bare, self._names.name(bare, _SETTINGS.get(name.strip(), "value")))

    def _leaf(self, text: str, place: tuple[str, ...], holder: Mapping[str, Any]) -> str:
        last, names = place[-1], self._names
        bare = text.strip()
        if not bare.strip("/") or _MARKER.fullmatch(bare):
            return text
        if last == "condition":
            return self._conditions(text)
        if last in ("rolename", "denyassignmentname"):
            return text if _built_in(holder) else names.name(text, last.removesuffix("name")[:8])
        if last in TEXTS:
            return self._text(text)
        if last in DROPPED:
            return text if _built_in(holder) else REMOVED
        shaped = self._shaped(bare, last)
        if shaped is not None:
            return text.replace(bare, shaped)
        if last in ("location", "primarylocation", "secondarylocation") and _WORD.fullmatch(text):
            names.regions.add(text.replace(" ", "").lower())
        tuned = place[-2:] == ("model", "name") and ".ft-" in text
        azures = last in KEPT_VALUES or place[0] == "catalogue" or (_UNDER & set(place[-2:-1]) and not tuned)
        if azures and _WORD.fullmatch(text):
            return text
        if _SAFE.fullmatch(bare) or _MICROSOFT.fullmatch(bare):
            return text
        return self._own(text, place, holder)

    def _shaped(self, text: str, last: str) -> str | None:
        """The text renamed by its shape; None if it has none."""
        names = self._names
        if GUID.fullmatch(text):
            return names.guid(text)
        if text.startswith("/") and ID.match(text):
            return path_of(names, text)
        if text.lower().startswith("azureml:"):
            return azureml(names, text)
        if re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE) and " " not in text:
            return url(names, text)
        if last in ("image", "baseimage", "containerimage"):
            return image(names, text)
        if EMAIL.fullmatch(text):
            return names.email(text)
        if _ADDRESS.fullmatch(text):
            return names.address(text)
        hostlike = re.fullmatch(r"(?:\*\.)?(?:[\w-]+\.)+[a-z]{2,}", text, re.IGNORECASE)
        if hostlike and (
            ours(text) or public(text) or last in ("destination", "target", "loginserver", "fqdn", "host")
        ):
            return host(names, text)
        return None

    def _own(self, text: str, place: tuple[str, ...], holder: Mapping[str, Any]) -> str:
        """What is left: a name of somebody's, or words."""
        last, names = place[-1], self._names
        if last == "name" and isinstance(id := holder.get("id"), str) and ID.match(id):
            found = ArmId(id)
            if found.name.lower() == text.lower():
                return path_of(names, id).rpartition("/")[2] if text == found.name else names.name(text)
            # As the lists of sub-resources write it: account/deployment.
            return "/".join(names.name(part) for part in text.split("/"))
        if _FILE.fullmatch(text):
            return "/".join(
                one if one in _PATHS or _SAFE.fullmatch(one) else self._file(one) for one in text.split("/")
            )
        if GUID.search(text) or ID.search(text):
            return self._text(text)
        if " " in text.strip() or len(text) > 100:
            return text if text.lower() in names.kept else self._words(text)
        return names.name(text, _ALSO_NAMES.get(last, "name"))

    def _words(self, text: str) -> str:
        return self._names.name(text) if text.lower() in self._names.known else REMOVED

    def _file(self, text: str) -> str:
        stem, dot, ending = text.rpartition(".")
        return self._names.name(stem, "file") + dot + ending if dot else self._names.name(text, "file")


_OTHER_VARIABLES = frozenset(
    (
        *("APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH"),
        *("AZURE_FEDERATED_TOKEN_FILE", "AZURE_USERNAME", "AZURE_PASSWORD", "OPENAI_API_KEY", "AZURE_OPENAI_API_KEY"),
        *(
            "AZURE_OPENAI_ENDPOINT",
            "OPENAI_API_BASE",
            "OPENAI_API_VERSION",
            "OPENAI_API_TYPE",
            "PYTHONPATH",
            "LOG_LEVEL",
        ),
    )
)
"""Variables whose names are known and whose values are not."""

_PATHS = frozenset(
    (
        *("", ".", "..", "score", "health", "liveness", "readiness", "ready", "live", "feedback", "swagger.json"),
        *("score.py", "main.py", "Dockerfile", "flow.dag.yaml", "var", "azureml-app", "azureml-models", "Online"),
        *("main", "code", "src"),
    )
)
"""Segments of paths that an image or a template brings along."""


def _built_in(holder: Mapping[str, Any]) -> bool:
    kinds = (holder.get("type"), holder.get("Type"), holder.get("roleType"))
    return any(str(one).lower() == "builtinrole" for one in kinds)


def built_in_roles(found: Any) -> Iterable[tuple[str, bool]]:
    """The GUIDs of the roles in a body, each with whether everyone has it."""
    items = found.get("value", [found]) if isinstance(found, Mapping) else []
    for item in items if isinstance(items, list) else ():
        properties = item.get("properties") if isinstance(item, Mapping) else None
        if isinstance(properties, Mapping) and "roleName" in properties:
            yield ArmId(str(item.get("id") or "")).name.lower(), _built_in(properties)
