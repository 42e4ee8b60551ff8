"""Who can sign in to the lab: the principals of its world, and the bundle's caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from pfdoctor.bundle.file import Bundle


@dataclass(frozen=True, slots=True)
class Login:
    """`client_id` is what to sign in with; `object_id` is "" for a caller that nobody recorded."""

    client_id: str
    object_id: str
    type: str
    is_caller: bool


def logins(bundle: Bundle) -> tuple[Login, ...]:
    """The bundle's caller first. A principal without a client id signs in with its object id; a group cannot."""
    caller = bundle.caller.object_id
    found = [
        Login(one.client_id or one.object_id, one.object_id, one.type, one.object_id == caller)
        for one in bundle.world.principals
        if one.type.lower() != "group"
    ]
    if not any(one.is_caller for one in found):
        found.append(Login(caller or str(uuid5(NAMESPACE_URL, bundle.target.subscription)), caller, "", is_caller=True))
    return tuple(sorted(found, key=lambda one: not one.is_caller))


def tenant(bundle: Bundle) -> str:
    """The directory: the caller's, else the subscription's, else one made up for this world."""
    if bundle.caller.tenant_id:
        return bundle.caller.tenant_id
    bodies = [one.body for one in bundle.answers if one.succeeded and isinstance(one.body, Mapping)]
    told = (body.get("tenantId") for body in bodies if "subscriptionId" in body)
    return next((one.lower() for one in told if isinstance(one, str) and one), "") or str(
        uuid5(NAMESPACE_URL, f"tenant of {bundle.target.subscription}")
    )
