"""Reads of Microsoft.ManagedIdentity.

https://learn.microsoft.com/rest/api/managedidentity/
"""

from __future__ import annotations

from azure.mgmt.msi import ManagedServiceIdentityClient

from pfdoctor.azure.answer import one
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
