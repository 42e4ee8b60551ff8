"""Registering a resource provider with a subscription.

https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types
"""

from __future__ import annotations

from pfdoctor.lab import errors
from pfdoctor.lab.principals import Who
from pfdoctor.lab.routes import Route
from pfdoctor.lab.state import State
from pfdoctor.lab.store import Stored
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Reply


def register(state: State, asked: Route, who: Who) -> Reply:
    """Registering at first, Registered after a while; at once the answer if it is already."""
    id = ArmId("/".join(asked.id.parts[:-1]))
    with state.store.lock:
        known = state.store.resources.get(id.key)
        if known is None:
            return errors.no_provider(id.name)
        if str(known.body.get("registrationState")).lower() in ("registered", "registering"):
            return Reply(200, known.body, api_version=known.api_version)
        now = Stored(known.id, {**known.body, "registrationState": "Registering"}, known.api_version)
        state.store.put(now)

    def finish() -> None:
        state.store.put(Stored(known.id, {**known.body, "registrationState": "Registered"}, known.api_version))

    state.operations.start("global", id.subscription, who, finish)
    return Reply(200, now.body, api_version=now.api_version)
