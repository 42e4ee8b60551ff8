"""The resource types of which the lab knows that a list may be empty: any other collection does not exist.

https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces
"""

from __future__ import annotations

_TYPES = {
    "Microsoft.CognitiveServices": ("accounts", "accounts/deployments", "accounts/privateEndpointConnections"),
    "Microsoft.ContainerRegistry": ("registries", "registries/privateEndpointConnections"),
    "Microsoft.Insights": ("components",),
    "Microsoft.KeyVault": ("vaults",),
    "Microsoft.MachineLearningServices": (
        "registries",
        "workspaces",
        "workspaces/batchEndpoints",
        "workspaces/computes",
        "workspaces/connections",
        "workspaces/datastores",
        "workspaces/environments",
        "workspaces/environments/versions",
        "workspaces/models",
        "workspaces/models/versions",
        "workspaces/onlineEndpoints",
        "workspaces/onlineEndpoints/deployments",
        "workspaces/outboundRules",
        "workspaces/privateEndpointConnections",
    ),
    "Microsoft.ManagedIdentity": ("userAssignedIdentities", "userAssignedIdentities/federatedIdentityCredentials"),
    "Microsoft.Search": ("searchServices",),
    "Microsoft.Storage": ("storageAccounts", "storageAccounts/privateEndpointConnections"),
}

KNOWN = frozenset(f"{provider}/{kind}".lower() for provider, kinds in _TYPES.items() for kind in kinds)
"""In lower case, as `microsoft.storage/storageaccounts`."""
