"""Bodies as `az acr show` and its like print them, which are not what Azure answers.

Those commands lift what ARM keeps under `properties` to the top, or rename it. Read as ARM JSON, such a body would
say that nothing is set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pfdoctor.bundle.matching import names_resource
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.exchange import Ask

_ML = "Microsoft.MachineLearningServices/workspaces"
_VERSIONS = {
    "Microsoft.ContainerRegistry/registries": "2025-11-01",
    "Microsoft.Storage/storageAccounts": "2025-01-01",
    "Microsoft.ManagedIdentity/userAssignedIdentities": "2024-11-30",
    "Microsoft.CognitiveServices/accounts": "2025-06-01",
    "Microsoft.CognitiveServices/accounts/deployments": "2025-06-01",
    "Microsoft.Search/searchServices": "2023-11-01",
    "Microsoft.KeyVault/vaults": "2023-07-01",
    "Microsoft.Authorization/roleAssignments": "2022-04-01",
    "Microsoft.Authorization/roleDefinitions": "2022-05-01-preview",
    "Microsoft.Authorization/denyAssignments": "2022-04-01",
    _ML: "2024-10-01-preview",
    f"{_ML}/onlineEndpoints": "2024-10-01",
    f"{_ML}/onlineEndpoints/deployments": "2024-10-01",
    f"{_ML}/connections": "2024-10-01",
    f"{_ML}/outboundRules": "2024-10-01-preview",
    f"{_ML}/environments/versions": "2024-10-01",
    f"{_ML}/models/versions": "2024-10-01",
}
"""The types whose ARM bodies always have `properties`, with an api-version to ask for them."""

_KNOWN = {kind.lower(): version for kind, version in _VERSIONS.items()}

_ENVELOPE = frozenset(
    {"id", "name", "type", "location", "tags", "sku", "kind", "identity", "systemdata", "etag", "zones", "plan"}
    | {"managedby", "managedbyextended", "extendedlocation", "placement", "scope", "subscriptionid", "resourcegroup"}
    | {"apiversion", "changedtime", "createdtime", "provisioningstate"}
)
"""What ARM itself may put beside `properties`, in lower case."""


def refuse_flattened(request: str, api_version: str, status: int | None, body: Any, source: str) -> None:
    """Raises CannotStart, with the command that prints the right body, if this answer to a GET is flattened."""
    verb, _, url = request.strip().partition(" ")
    if verb.upper() != "GET" or status != 200:
        return
    path = Ask.from_url("GET", url if "://" in url else "/" + url.lstrip("/")).path
    kind = ArmId(path).type.lower()
    if kind not in _KNOWN:
        return
    single = names_resource(path)
    found: list[Any] = [body]
    if not single and isinstance(body, Mapping):
        value = body.get("value")
        found = value if isinstance(value, list) else []
    if any(_flattened(item) for item in found) or (isinstance(body, list) and not single):
        version = api_version or _KNOWN[kind]
        mark = "&" if "?" in url else "?"
        line = url if "api-version=" in url.lower() else f"{url}{mark}api-version={version}"
        raise CannotStart(
            f"{source} holds a flattened answer to {request}, as `az ... show` and `az ... list` print it, "
            f'and not ARM\'s own; record it with: az rest --method get --url "{line}".'
        )


def _flattened(body: Any) -> bool:
    if not isinstance(body, Mapping):
        return False
    names = {str(name).lower() for name in body}
    if any(re.search("[a-z]_[a-z]", name) for name in names):
        return True
    return "id" in names and "properties" not in names and bool(names - _ENVELOPE)
