"""The resource behind a connection: what its metadata names, else what answers at its target.

A role counts on the resource itself; the connection's name is only a name.
https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-for-real-time-inference
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.cognitive_account import subdomain_of
from pfdoctor.model.connection import Connection
from pfdoctor.model.errors import Unreadable
from pfdoctor.model.hosts import host_of
from pfdoctor.model.need import Need
from pfdoctor.model.search_service import service_name_of

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts

ACCOUNT = "Microsoft.CognitiveServices/accounts"
SEARCH_SERVICE = "Microsoft.Search/searchServices"


def with_entra_id(facts: Facts, *categories: str) -> list[Connection]:
    """The connections of these categories, in lower case, that sign in as the endpoint's identity, or may do so."""
    listed = [one for one in facts.connections if one.category.lower() in categories]
    return [one for one in listed if one.uses_entra_id or not one.auth_type]


def account_of(facts: Facts, connection: Connection) -> ArmId:
    """The AI services account behind a connection. Raises Unreadable where nothing tells which it is."""
    from pfdoctor.azure import cognitive_services

    if connection.resource is not None:
        return _cut(connection, connection.resource, ACCOUNT)
    subdomain = subdomain_of(host_of(connection.target))
    if not subdomain:
        raise Unreadable(_untold(connection, "an AI services account"))
    found = [one.id for one in facts.accounts if one.subdomain == subdomain]
    if not found:
        raise Unreadable(_unseen(facts, connection, ACCOUNT, cognitive_services.READ))
    return found[0]


def search_service_of(facts: Facts, connection: Connection) -> ArmId:
    """The search service behind a connection. Raises Unreadable where nothing tells which it is."""
    from pfdoctor.azure import search

    if connection.resource is not None:
        return _cut(connection, connection.resource, SEARCH_SERVICE)
    name = service_name_of(host_of(connection.target))
    if not name:
        raise Unreadable(_untold(connection, "a search service"))
    found = [one.id for one in facts.search_services if one.name.lower() == name]
    if not found:
        raise Unreadable(_unseen(facts, connection, SEARCH_SERVICE, search.READ))
    return found[0]


def _cut(connection: Connection, id: ArmId, kind: str) -> ArmId:
    """The resource of this type at or above the id: metadata may name a child, as the project of an account."""
    here: ArmId | None = id
    while here is not None and here.type.lower() != kind.lower():
        here = here.parent
    if here is None:
        raise Unreadable(connection.document.need(f"ResourceId of connection {connection.name} is {id}, no {kind}"))
    return here


def _untold(connection: Connection, what: str) -> Need:
    host = host_of(connection.target) or "nothing"
    return connection.document.need(
        f"connection {connection.name} names no ResourceId, and its target {host} is not the own address of {what}"
    )


def _unseen(facts: Facts, connection: Connection, kind: str, action: str) -> Need:
    base = f"/subscriptions/{facts.target.subscription}"
    host = host_of(connection.target)
    reason = f"nothing that the caller sees in the workspace's subscription answers at {host}"
    return Need(request=f"GET {base}/providers/{kind}", action=action, scope=base, reason=reason)
