"""Which files of a tree are a flow's, an environment's, a deployment's and so on: by name, schema and what stands in
them. The text is looked at before it is parsed, as a tree may hold any number of other YAML files.

Many tools know names, images and endpoints: without a schema a file counts only with a sign that is Azure's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Kind = Literal["flow", "meta", "environment", "endpoint", "deployment", "connection", "model"]

_NAMES: dict[str, Kind] = {
    "flow.dag.yaml": "flow",
    "flow.dag.yml": "flow",
    "flow.flex.yaml": "flow",
    "flow.flex.yml": "flow",
    "flow.meta.yaml": "meta",
    "flow.meta.yml": "meta",
}
_SCHEMA = re.compile(
    r"^(?:[\"']?\$schema[\"']?\s*:\s*|#\s*yaml-language-server:\s*\$schema=)[\"']?\S{0,300}?([\w.]{1,80})\.schema\.json",
    re.MULTILINE,
)
_ENTRY = re.compile(r"^[\"']?([A-Za-z_$][\w$]*)[\"']?[^\S\n]*:(?:[^\S\n]+[\"']?([^\s\"'#]*))?", re.MULTILINE)
_DOCUMENT = re.compile(r"^---(?:\s|$)", re.MULTILINE)
_ENVIRONMENT = {"name", "version", "image", "build", "conda_file", "inference_config", "description", "tags"}
"""https://learn.microsoft.com/azure/machine-learning/reference-yaml-environment"""
_OF_AZURE = re.compile(r"\bazureml\b|\.azurecr\.|^\s+dockerfile_path\s*:", re.MULTILINE)
_ONLINE = ("managed", "kubernetes", "k8s")
_BATCH = {"mini_batch_size", "output_action", "output_file_name", "retry_settings", "max_concurrency_per_instance"}
_DEPLOYMENT = {"code_configuration", "request_settings", "app_insights_enabled", "egress_public_network_access"}
_ELSEWHERE = re.compile(r"[a-z0-9]+\.[a-z0-9.]+$")
"""The sizes of another cloud's machines, as `ml.m5.large`."""
_ENDPOINT_TYPES = ("", "online", *_ONLINE)
_AUTH_MODES = ("key", "amltoken", "aadtoken")
_ENDPOINT = {
    *("name", "auth_mode", "type", "description", "tags", "properties", "location", "identity", "traffic"),
    *("mirror_traffic", "public_network_access", "compute"),
}
"""https://learn.microsoft.com/azure/machine-learning/reference-yaml-endpoint-online"""
_SECRETS = {"api_key", "api_base", "api_type", "base_url", "azure_endpoint", "credentials", "secrets"}
_CONNECTION = {*_SECRETS, "endpoint", "target", "configs"}
_CONNECTION_TYPES = {
    *("azureopenai", "openai", "cognitivesearch", "azureaisearch", "azureaiservices", "serp", "serverless", "custom"),
    *("azurecontentsafety", "azurespeechservices", "cognitiveservice", "formrecognizer", "qdrant", "weaviate"),
}
_STORES = {
    *("git", "pythonfeed", "containerregistry", "featurestore", "s3", "snowflake", "azuresqldb", "mysqldb"),
    *("postgresdb", "azuresynapseanalytics", "adlsgen2", "azureonelake", "azureblob", "apikey"),
}
"""https://learn.microsoft.com/azure/machine-learning/reference-yaml-connection-blob"""


def kind_of_name(name: str) -> Kind | None:
    return _NAMES.get(name.lower())


def kind_of_text(text: str) -> Kind | None:
    """What a YAML file is by its first document, None for those that are nobody's here."""
    parts = _DOCUMENT.split(text, maxsplit=2)
    first = next((part for part in parts if _ENTRY.search(part)), "")
    schema = _SCHEMA.search(parts[0]) or _SCHEMA.search(first)
    if schema:
        return _of_schema(schema.group(1).rpartition("/")[2].lower())
    values = {key: (value or "").lower() for key, value in _ENTRY.findall(first)}
    if "$schema" in values or values.keys() & {"apiVersion", "kind"}:
        return None
    if _is_deployment(values):
        return "deployment"
    if _is_endpoint(values):
        return "endpoint"
    if _is_environment(values, first):
        return "environment"
    return "connection" if _is_connection(values) else None


def _is_deployment(values: Mapping[str, str]) -> bool:
    keys = values.keys()
    size = values.get("instance_type", "")
    if keys & _BATCH or _ELSEWHERE.match(size):
        return False
    if "endpoint_name" in keys:
        return bool(keys & {"model", "environment", "instance_type", "code_configuration", "name"})
    named = any(values.get(key, "").startswith("azureml:") for key in ("model", "environment"))
    return size.startswith("standard_") and (named or bool(keys & _DEPLOYMENT))


def _is_endpoint(values: Mapping[str, str]) -> bool:
    if "name" in values and values.get("compute", "").startswith("azureml:") and values.keys() <= _ENDPOINT:
        return True
    if not {"name", "auth_mode"} <= values.keys() or values.get("type", "") not in _ENDPOINT_TYPES:
        return False
    if values.keys() & {*_SECRETS, "defaults"}:
        return False
    return _plain(values["auth_mode"]) in _AUTH_MODES or values.keys() <= _ENDPOINT


def _is_environment(values: Mapping[str, str], text: str) -> bool:
    keys = values.keys()
    if not keys & {"image", "build"}:
        return False
    ours = "name" in keys and keys <= _ENVIRONMENT
    return "inference_config" in keys or (ours and ("conda_file" in keys or _OF_AZURE.search(text) is not None))


def _is_connection(values: Mapping[str, str]) -> bool:
    kind = _plain(values.get("type", "")).removesuffix("connection")
    if kind in _STORES:
        return {"name", "target"} <= values.keys() and values.get("credentials", "-")[:1] in ("", "{")
    return "name" in values and kind in _CONNECTION_TYPES and bool(values.keys() & _CONNECTION)


def _plain(word: str) -> str:
    return word.replace("_", "")


def _of_schema(schema: str) -> Kind | None:
    if schema in ("environment", "model"):
        return "environment" if schema == "environment" else "model"
    if schema.endswith("connection"):
        return "connection"
    if schema.startswith(_ONLINE) or schema.startswith("online"):
        if schema.endswith("deployment"):
            return "deployment"
        if schema.endswith("endpoint"):
            return "endpoint"
    return None
