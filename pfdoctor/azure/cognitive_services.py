"""Reads of Microsoft.CognitiveServices.

https://learn.microsoft.com/rest/api/aiservices/accountmanagement/
"""

from __future__ import annotations

from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient

from pfdoctor.azure.answer import many, one
from pfdoctor.azure.session import Session
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.cognitive_account import CognitiveAccount
from pfdoctor.model.need import Need

READ = "Microsoft.CognitiveServices/accounts/read"


def account(session: Session, id: ArmId) -> CognitiveAccount:
    client = session.client(CognitiveServicesManagementClient, id.subscription)
    asked = Need(f"GET {id}", READ, id.text)
    call = client.accounts.get
    return CognitiveAccount(one(lambda hook: call(id.resource_group, id.name, raw_response_hook=hook), asked))


def accounts(session: Session, subscription: str) -> tuple[CognitiveAccount, ...]:
    """Those of a subscription that the caller may see."""
    client = session.client(CognitiveServicesManagementClient, subscription)
    base = f"/subscriptions/{subscription}"
    asked = Need(f"GET {base}/providers/Microsoft.CognitiveServices/accounts", READ, base)
    listed = many(lambda hook: client.accounts.list(raw_response_hook=hook), asked, properties=True)
    return tuple(CognitiveAccount(document) for document in listed)
