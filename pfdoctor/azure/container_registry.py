"""Reads of Microsoft.ContainerRegistry.

https://learn.microsoft.com/rest/api/containerregistry/
"""

from __future__ import annotations

from azure.mgmt.containerregistry import ContainerRegistryManagementClient

from pfdoctor.azure.answer import many, one
from pfdoctor.azure.session import Session
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.need import Need
from pfdoctor.model.registry import Registry

READ = "Microsoft.ContainerRegistry/registries/read"


def registry(session: Session, id: ArmId) -> Registry:
    client = session.client(ContainerRegistryManagementClient, id.subscription)
    asked = Need(f"GET {id}", READ, id.text)
    call = client.registries.get
    return Registry(one(lambda hook: call(id.resource_group, id.name, raw_response_hook=hook), asked))


def registries(session: Session, subscription: str) -> tuple[Registry, ...]:
    """Those of a subscription that the caller may see."""
    client = session.client(ContainerRegistryManagementClient, subscription)
    base = f"/subscriptions/{subscription}"
    asked = Need(f"GET {base}/providers/Microsoft.ContainerRegistry/registries", READ, base)
    listed = many(lambda hook: client.registries.list(raw_response_hook=hook), asked, properties=True)
    return tuple(Registry(document) for document in listed)
