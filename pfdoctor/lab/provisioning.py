"""A resource on its way: it says Creating or Updating until its operation has ended, then how that went."""

from __future__ import annotations

from collections.abc import Callable

from pfdoctor.lab.body import mapping, text
from pfdoctor.lab.operations import Operation, Outcome
from pfdoctor.lab.principals import Who
from pfdoctor.lab.state import State
from pfdoctor.lab.store import Stored
from pfdoctor.model.exchange import Ask

_BUSY = ("creating", "updating", "deleting", "scaling")


def of(one: Stored | None) -> str:
    """The provisioning state, "" if none is told."""
    return text(mapping(one.body, "properties"), "provisioningState") if one else ""


def is_busy(one: Stored | None) -> bool:
    return of(one).lower() in _BUSY


def start(state: State, ask: Ask, who: Who, one: Stored, judge: Callable[[], Outcome]) -> Operation:
    """Begin to make the world what `one` says; `judge` tells in the end what went wrong. Call it with the lock held."""
    before = state.store.resources.get(one.id.key)

    def end() -> Outcome:
        with state.store.lock:
            outcome = judge()
            state.store.put(_in(one, "Failed" if outcome else "Succeeded", url))
        return outcome

    started = state.operations.start(text(one.body, "location"), one.id.subscription, who, end)
    url = f"{ask.base}{started.path}?api-version={ask.api_version}"
    state.store.put(_in(one, "Updating" if before else "Creating", url))
    return started


def _in(one: Stored, provisioning: str, operation: str) -> Stored:
    properties = dict(mapping(one.body, "properties"))
    inner = {**mapping(properties, "properties"), "AzureAsyncOperationUri": operation}
    properties |= {"properties": inner, "provisioningState": provisioning}
    return Stored(one.id, {**one.body, "properties": properties}, one.api_version)
