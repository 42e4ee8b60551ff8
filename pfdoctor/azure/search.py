"""Reads of Microsoft.Search, of which pfdoctor needs two fields: no reason for a package more.

https://learn.microsoft.com/rest/api/searchmanagement/
"""

from __future__ import annotations

from pfdoctor.azure import arm
from pfdoctor.azure.session import Session
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.search_service import SearchService

READ = "Microsoft.Search/searchServices/read"
API_VERSION = "2023-11-01"


def search_service(session: Session, id: ArmId) -> SearchService:
    return SearchService(arm.get(session, id.text, API_VERSION, READ))


def search_services(session: Session, subscription: str) -> tuple[SearchService, ...]:
    """Those of a subscription that the caller may see."""
    base = f"/subscriptions/{subscription}"
    path = f"{base}/providers/Microsoft.Search/searchServices"
    return tuple(SearchService(d) for d in arm.listing(session, path, API_VERSION, READ, scope=base, properties=True))
