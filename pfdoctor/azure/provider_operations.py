"""Reads which actions a resource provider knows, and which of them are data actions.

https://learn.microsoft.com/rest/api/authorization/provider-operations-metadata/get
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from azure.mgmt.authorization.v2022_04_01 import AuthorizationManagementClient

from pfdoctor.azure.answer import one
from pfdoctor.azure.session import Session
from pfdoctor.model.document import Document
from pfdoctor.model.errors import Unreadable
from pfdoctor.model.need import Need

READ = "Microsoft.Authorization/providerOperations/read"


@dataclass(frozen=True, slots=True)
class Operation:
    """An action as its provider spells it."""

    name: str
    is_data: bool


def provider_operations(session: Session, subscription: str, namespace: str) -> tuple[Operation, ...]:
    """Raises Missing if there is no such provider, Unreadable if the answer is not understood."""
    client = session.client(AuthorizationManagementClient, subscription)
    path = f"/providers/Microsoft.Authorization/providerOperations/{namespace}"
    asked = Need(f"GET {path}?$expand=resourceTypes", READ, path)
    call = client.provider_operations_metadata.get
    document = one(lambda hook: call(namespace, raw_response_hook=hook), asked, properties=False)
    found = list(_operations(document, document.body))
    for kind in document.items("resourceTypes"):
        found += _operations(document, kind)
    return tuple(found)


def _operations(document: Document, holder: Mapping[str, Any]) -> Iterator[Operation]:
    listed = holder.get("operations") or []
    for item in listed if isinstance(listed, list) else [None]:
        name, is_data = (item.get("name"), item.get("isDataAction")) if isinstance(item, Mapping) else (None, None)
        if not isinstance(name, str) or not isinstance(is_data, bool | None):
            raise Unreadable(document.need(f"the operations of {document.source} are not understood"))
        yield Operation(name, bool(is_data))
