"""What is nobody's own name: Azure's words, Microsoft's hosts, roles that everyone has.

https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from pfdoctor.model import builtin_role
from pfdoctor.model.builtin_role import Role
from pfdoctor.model.conditional_roles import CONDITIONAL_ROLES

_ML = "microsoft.machinelearningservices/workspaces"


def _listed(file: str) -> frozenset[str]:
    return frozenset(files("pfdoctor.snapshot").joinpath(file).read_text(encoding="utf-8").split())


KINDS: Mapping[str, str] = {
    _ML: "workspace",
    f"{_ML}/onlineendpoints": "endpoint",
    f"{_ML}/onlineendpoints/deployments": "deployment",
    f"{_ML}/connections": "connection",
    f"{_ML}/environments": "environment",
    f"{_ML}/models": "model",
    f"{_ML}/datastores": "datastore",
    f"{_ML}/computes": "compute",
    f"{_ML}/outboundrules": "rule",
    "microsoft.machinelearningservices/registries": "mlregistry",
    "microsoft.containerregistry/registries": "registry",
    "microsoft.storage/storageaccounts": "storage",
    "microsoft.managedidentity/userassignedidentities": "identity",
    "microsoft.cognitiveservices/accounts": "account",
    "microsoft.search/searchservices": "search",
    "microsoft.keyvault/vaults": "vault",
    "microsoft.insights/components": "insights",
    "microsoft.management/managementgroups": "mgroup",
    "microsoft.network/virtualnetworks": "vnet",
    "microsoft.network/privateendpoints": "private",
}
"""How the token of a name begins, by the type in lower case. With 12 more characters it fits every type's rules: the
narrowest are those of a storage account, 3 to 24 lower-case letters and digits."""

SEGMENTS: Mapping[str, str] = {
    "registries": "mlregistry",
    "environments": "environment",
    "models": "model",
    "workspaces": "workspace",
    "datastores": "datastore",
    "connections": "connection",
    "deployments": "deployment",
    "onlineendpoints": "endpoint",
    "jobs": "job",
    "runs": "job",
    "experiments": "experiment",
    "components": "component",
    "data": "data",
    "codes": "code",
    "codecontainers": "code",
    "paths": "path",
}
"""The same for paths without a provider, as in azureml://."""

KEPT_TYPES = frozenset(
    ("locations", "versions", "labels", "provideroperations", "features", "operationstatuses", "usages", "vmsizes")
)
"""Types whose names are Azure's own, or numbers."""

PUBLIC_ML_REGISTRIES = ("azureml", "azure-openai", "huggingface", "nvidia-ai", "mistral", "cohere", "meta")
"""How the names of the registries begin that everyone sees."""

DATASTORES = frozenset(
    ("workspaceblobstore", "workspaceartifactstore", "workspacefilestore", "workspaceworkingdirectory")
)

CUSTOMER_SUFFIXES = tuple(
    f".{name}"
    for name in (
        *(f"azurecr.{cloud}" for cloud in ("io", "us", "cn")),
        *(
            f"{kind}.core.{cloud}"
            for kind in ("blob", "file", "queue", "table", "dfs", "web")
            for cloud in ("windows.net", "usgovcloudapi.net", "chinacloudapi.cn")
        ),
        "blob.storage.azure.net",
        *(
            f"{service}.azure.{cloud}"
            for service in ("openai", "cognitiveservices", "services.ai", "search", "documents", "inference.ml")
            for cloud in ("com", "us", "cn")
        ),
        *("search.windows.net", "servicebus.windows.net", "database.windows.net", "redis.cache.windows.net"),
        *("vault.azure.net", "vault.usgovcloudapi.net", "vault.azure.cn", "azurewebsites.net", "azure-api.net"),
        *("cloudapp.azure.com", "trafficmanager.net", "azurefd.net", "inference.ai.azure.com", "models.ai.azure.com"),
        *("postgres.database.azure.com", "mysql.database.azure.com", "azurecontainerapps.io", "azmk8s.io"),
        *("onmicrosoft.com", "sharepoint.com", "azuredatabricks.net", "azure-devices.net", "azurestaticapps.net"),
    )
)
"""What follows a customer's own name in a host. The longest that fits counts."""

MICROSOFT_HOSTS = (
    *("microsoft.com", "azure.com", "azure.net", "azure.us", "azure.cn", "azureml.ms", "windows.net", "azk8s.cn"),
    *(
        "microsoftonline.com",
        "microsoftonline.us",
        "chinacloudapi.cn",
        "usgovcloudapi.net",
        "live.com",
        "azureedge.net",
    ),
    *("microsoftazure.us", "microsofttranslator.com", "aka.ms", "visualstudio.com", "azurecr.io"),
)
PUBLIC_HOSTS = (
    *MICROSOFT_HOSTS,
    *("github.com", "docker.io", "docker.com", "ghcr.io", "quay.io", "nvcr.io", "gcr.io", "kubernetes.io"),
    *(
        "pypi.org",
        "pythonhosted.org",
        "python.org",
        "anaconda.org",
        "anaconda.com",
        "conda.io",
        "nuget.org",
        "npmjs.org",
    ),
    *("serpapi.com", "openai.com", "anthropic.com", "cohere.ai", "huggingface.co", "hf.co", "pytorch.org"),
    *("googleapis.com", "ubuntu.com", "debian.org", "w3.org", "example.com"),
)
"""Hosts that everyone uses, with all below them."""

DOCUMENTS = frozenset(("aka.ms", "learn.microsoft.com", "docs.microsoft.com", "go.microsoft.com", "mcr.microsoft.com"))
"""Hosts whose every page is public."""

HOST_PARTS = frozenset(
    ("data", "privatelink", "workspace", "api", "notebooks", "experiments", "instances", "www", "scm")
)
"""Labels of Azure's own between a customer's name and the suffix."""

BUILT_IN_ROLES = CONDITIONAL_ROLES | {
    *(one.guid for one in vars(builtin_role).values() if isinstance(one, Role)),
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",  # Owner
    "b24988ac-6180-42a0-ab88-20f7382dd24c",  # Contributor
    "acdd72a7-3385-48ef-bd42-f606fba81ae7",  # Reader
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",  # User Access Administrator
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168",  # Role Based Access Control Administrator
    "f6c7c914-8db3-469d-8ca1-694a8f32e121",  # AzureML Data Scientist
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe",  # Storage Blob Data Contributor
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",  # Storage Blob Data Owner
    "8311e382-0749-4cb8-b61a-304f252e45ec",  # AcrPush
}
"""Roles that everyone has, where a bundle does not hold their definitions.
https://learn.microsoft.com/azure/role-based-access-control/built-in-roles"""

KEPT_VALUES = _listed("kept_fields.txt")
"""Fields, in lower case, whose values are words of Azure's."""

TEXTS = frozenset(("message", "content", "error", "details", "detail", "messageformat", "messagetemplate", "exception"))
"""Fields of running text, which stays but for the names in it."""

DROPPED = frozenset(
    ("description", "displayname", "friendlyname", "comment", "comments", "notes", "title", "publisherdisplayname")
)
"""Fields in which people write what they like."""

FREE_NAMES = frozenset(("tags", "traffic", "mirrortraffic", "outboundrules", "annotations", "hiddentags", "flavors"))
"""Objects whose fields are named by people."""

COMMON_WORDS = _listed("common_words.txt")
"""Words that somebody may use as a name, but that in running text mostly mean something else: they are taken for a name
there only in quotes, in a path, or after the kind of thing they name."""
