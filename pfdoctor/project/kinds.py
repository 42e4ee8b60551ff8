"""Which files of a tree are a flow's, an environment's, a deployment's and so on: by name, schema and what stands in
them. The text is looked at before it is parsed, as a tree may hold any number of other YAML files.
"""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["flow", "meta", "environment", "endpoint", "deployment", "connection"]

_NAMES: dict[str, Kind] = {
    "flow.dag.yaml": "flow",
    "flow.dag.yml": "flow",
    "flow.flex.yaml": "flow",
    "flow.flex.yml": "flow",
    "flow.meta.yaml": "meta",
    "flow.meta.yml": "meta",
}
_SCHEMA = re.compile(r"^[\"']?\$schema[\"']?\s*:\s*[\"']?\S*?([\w.]+)\.schema\.json", re.MULTILINE)
_KEY = re.compile(r"^[\"']?([A-Za-z_$][\w$]*)[\"']?\s*:", re.MULTILINE)
_ENVIRONMENT = {"name", "version", "image", "build", "conda_file", "inference_config", "description", "tags"}
"""https://learn.microsoft.com/azure/machine-learning/reference-yaml-environment"""
_ONLINE = ("managed", "kubernetes", "k8s")


def kind_of_name(name: str) -> Kind | None:
    return _NAMES.get(name.lower())


def kind_of_text(text: str) -> Kind | None:
    """What a YAML file is, None for those that are nobody's here."""
    schema = _SCHEMA.search(text)
    if schema:
        return _of_schema(schema.group(1).rpartition("/")[2].lower())
    keys = set(_KEY.findall(text))
    if "$schema" in keys or not keys:
        return None
    if "endpoint_name" in keys and keys & {"model", "environment", "instance_type", "code_configuration", "name"}:
        return "deployment"
    if "auth_mode" in keys and "name" in keys and not keys & {"api_base", "api_key", "api_type"}:
        return "endpoint"
    if keys & {"image", "build"} and ("inference_config" in keys or ("name" in keys and keys <= _ENVIRONMENT)):
        return "environment"
    if {"name", "type", "credentials"} <= keys and keys & {"target", "endpoint", "azure_endpoint"}:
        return "connection"
    return None


def _of_schema(schema: str) -> Kind | None:
    if schema == "environment":
        return "environment"
    if schema.endswith("connection"):
        return "connection"
    if schema.startswith(_ONLINE) or schema.startswith("online"):
        if schema.endswith("deployment"):
            return "deployment"
        if schema.endswith("endpoint"):
            return "endpoint"
    return None
