"""Reads of Azure Resource Manager itself: which providers a subscription has registered.

https://learn.microsoft.com/rest/api/resources/providers
"""

from __future__ import annotations

from pfdoctor.azure import arm
from pfdoctor.azure.session import Session
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document
from pfdoctor.model.errors import Unreadable

READ = "Microsoft.Resources/subscriptions/providers/read"
READ_GROUP = "Microsoft.Resources/subscriptions/resourceGroups/read"
API_VERSION = "2022-12-01"


def registration_state(session: Session, subscription: str, namespace: str) -> str:
    """`registered` and the like, in lower case. Raises Unreadable if it is not told, Missing for no such namespace."""
    base = f"/subscriptions/{subscription}"
    document = arm.get(session, f"{base}/providers/{namespace}", API_VERSION, READ, properties=False)
    state = document.text("registrationState")
    if not state:
        raise Unreadable(document.need(f"the registration of {namespace} is not in the answer"))
    return state.lower()


def resource_group(session: Session, id: ArmId) -> Document:
    """Raises Missing, Unreadable."""
    return arm.get(session, id.text, API_VERSION, READ_GROUP, properties=False)
