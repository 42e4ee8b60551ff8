"""The headers that Azure Resource Manager puts on every answer.

https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
"""

from __future__ import annotations

from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from pfdoctor.lab.principals import Who
from pfdoctor.model.exchange import Ask, Reply

_REMAINING = {"GET": ("reads", 11999), "HEAD": ("reads", 11999), "DELETE": ("deletes", 14999)}
_WRITES = ("writes", 1199)


def complete(reply: Reply, ask: Ask, who: Who | None) -> Reply:
    """With them. The same request of the same principal has the same id, so that two runs give the same bytes."""
    number = str(uuid5(NAMESPACE_URL, f"{ask} {who.object_id if who else ''}"))
    kind, left = _REMAINING.get(ask.verb, _WRITES)
    scope = "subscription" if ask.path.lower().startswith("/subscriptions/") else "tenant"
    headers = {} if reply.body is None else {"Content-Type": "application/json; charset=utf-8"}
    headers |= {
        "Cache-Control": "no-cache",
        "x-ms-request-id": number,
        "x-ms-correlation-request-id": number,
        f"x-ms-ratelimit-remaining-{scope}-{kind}": str(left),
    }
    return replace(reply, headers={**headers, **reply.headers})
