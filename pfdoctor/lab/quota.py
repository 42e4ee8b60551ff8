"""Is there room for a new deployment in the region's quota, as far as this world tells.

https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints#error-outofquota
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pfdoctor.bundle.matching import Key
from pfdoctor.lab import machine_learning_errors as refusals
from pfdoctor.lab.body import mapping, text
from pfdoctor.lab.state import State
from pfdoctor.model.exchange import Reply

Body = Mapping[str, Any]


def refusal(state: State, subscription: str, sent: Body) -> Reply | None:
    """Refused is what does not fit even without the reserve that Azure keeps for upgrades on most sizes."""
    region = f"/subscriptions/{subscription}/providers/microsoft.machinelearningservices/locations/"
    region += text(sent, "location").replace(" ", "").lower()
    size = text(mapping(sent, "properties"), "instanceType")
    machine = next((one for one in _list(state, f"{region}/vmsizes") if text(one, "name").lower() == size.lower()), {})
    capacity, cores = mapping(sent, "sku").get("capacity", 1), machine.get("vCPUs")
    if not size or not isinstance(capacity, int) or not isinstance(cores, int):
        return None
    for usage in _list(state, f"{region}/usages"):
        used, limit = usage.get("currentValue"), usage.get("limit")
        if not isinstance(used, int) or not isinstance(limit, int) or limit < 0:
            continue
        if text(mapping(usage, "name"), "value").lower() == text(machine, "family").lower():
            fits = used + capacity * cores <= limit
            return None if fits else refusals.no_quota(size, subscription, used, limit, capacity * cores)
    return None


def _list(state: State, path: str) -> list[Body]:
    answer = state.store.fixed.get(Key("GET", path.lower()))
    items = answer.body.get("value") if answer is not None and isinstance(answer.body, Mapping) else None
    return [one for one in items if isinstance(one, Mapping)] if isinstance(items, list) else []
