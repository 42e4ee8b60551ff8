"""Reads of Microsoft.ManagedIdentity.

https://learn.microsoft.com/rest/api/managedidentity/
"""

from __future__ import annotations

from azure.mgmt.msi import ManagedServiceIdentityClient

from pfdoctor.azure.answer import many, one
from pfdoctor.azure.session import Session
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.need import Need
from pfdoctor.model.user_assigned_identity import UserAssignedIdentity

READ = "Microsoft.ManagedIdentity/userAssignedIdentities/read"


def user_assigned_identity(session: Session, id: ArmId) -> UserAssignedIdentity:
    client = session.client(ManagedServiceIdentityClient, id.subscription)
    call = client.user_assigned_identities.get
    asked = Need(f"GET {id}", READ, id.text)
    return UserAssignedIdentity(one(lambda hook: call(id.resource_group, id.name, raw_response_hook=hook), asked))


def user_assigned_identities(session: Session, subscription: str) -> tuple[UserAssignedIdentity, ...]:
    """Those of a subscription that the caller may see."""
    client = session.client(ManagedServiceIdentityClient, subscription)
    base = f"/subscriptions/{subscription}"
    asked = Need(f"GET {base}/providers/Microsoft.ManagedIdentity/userAssignedIdentities", READ, base)
    call = client.user_assigned_identities.list_by_subscription
    listed = many(lambda hook: call(raw_response_hook=hook), asked, properties=True)
    return tuple(UserAssignedIdentity(document) for document in listed)
