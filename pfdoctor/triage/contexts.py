"""Words that tell whose error a text is: needed where its wording alone could be any program's."""

from __future__ import annotations

AZURE_ML = (
    "azureml",
    "azure ml",
    "azure machine learning",
    "machinelearningservices",
    "promptflow",
    "prompt flow",
    "inference.ml.azure",
    "ml.azure.com",
    "api.azureml.ms",
    "online-endpoint",
    "online-deployment",
    "onlineendpoint",
    "onlinedeployment",
    "online endpoint",
    "aka.ms/oe-tsg",
    "flow.dag.yaml",
    "ml_client",
    "ToolLoadError",
    "Execution failure in",
    "az ml ",
)
INVOKED = (
    "inference.ml.azure",
    "azureml-model-deployment",
    "ms-azureml-",
    "azuremlonlineendpoint",
    "azureml_endpoint",
    "online-endpoint invoke",
    "online_endpoints.invoke",
    "online endpoint",
    "managed endpoint",
    ".azure.com/score",
    "/score HTTP",
)
"""What a call of an endpoint leaves behind, in its answer or in the client."""
AZURE = (*AZURE_ML, "azure", "management.core.windows.net", "vault.azure.net")
REGISTRY = (
    "azurecr.io",
    "azurecr.cn",
    "azurecr.us",
    "aka.ms/acr",
    "container registry",
    "azureml",
    "DockerApiException",
)
SEARCH = (
    "search.windows.net",
    "azure.search",
    "azure search",
    "azuresearch",
    "azureaisearch",
    "cognitivesearch",
    "cognitive search",
    "SearchClient",
    "ai search",
    "Microsoft.Search",
)
STORAGE = (
    "core.windows.net",
    "core.chinacloudapi.cn",
    "storage account",
    "storageaccount",
    "azure.storage",
    "azure-storage",
    "x-ms-error-code",
    "BlobClient",
    "datastore",
    "AuthorizationFailure",
    *AZURE_ML,
)
OPENAI = ("openai", "cognitiveservices", "cognitive services", "ai services", "aiservices")
