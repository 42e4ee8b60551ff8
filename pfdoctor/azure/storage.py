"""Reads of Microsoft.Storage.

https://learn.microsoft.com/rest/api/storagerp/
"""

from __future__ import annotations

from azure.mgmt.storage import StorageManagementClient

from pfdoctor.azure.answer import one
from pfdoctor.azure.session import Session
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.need import Need
from pfdoctor.model.storage_account import StorageAccount

READ = "Microsoft.Storage/storageAccounts/read"


def storage_account(session: Session, id: ArmId) -> StorageAccount:
    client = session.client(StorageManagementClient, id.subscription)
    call = client.storage_accounts.get_properties
    asked = Need(f"GET {id}", READ, id.text)
    return StorageAccount(one(lambda hook: call(id.resource_group, id.name, raw_response_hook=hook), asked))
