"""A limit on requests, as Azure Resource Manager sets one: a bucket of tokens for each principal and subscription.

https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from math import ceil

from pfdoctor.lab.errors import error
from pfdoctor.lab.token import bearer, read
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Answerer, Ask, Reply


class Throttle:
    """An Answerer that lets `limit` requests a second through, and as many at once after a pause.

    The rest get 429 with Retry-After. `clock` tells seconds.
    """

    def __init__(self, answer: Answerer, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._answer = answer
        self._limit = limit
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def __call__(self, ask: Ask) -> Reply:
        token = read(bearer(ask.headers) or "")
        who, where = token.object_id if token else "", ArmId(ask.path).subscription
        pause = self._take((who, where.lower()))
        return self._answer(ask) if pause is None else _too_many(ask, who, where, ceil(pause))

    def _take(self, bucket: tuple[str, str]) -> float | None:
        """None if there was a token in the bucket; else the seconds until there is one."""
        with self._lock:
            now = self._clock()
            held, then = self._buckets.get(bucket, (float(self._limit), now))
            held = min(self._limit, held + (now - then) * self._limit)
            granted = held >= 1
            self._buckets[bucket] = (held - 1 if granted else held, now)
            return None if granted else (1 - held) / self._limit


def _too_many(ask: Ask, who: str, where: str, pause: int) -> Reply:
    kind = {"GET": "read", "HEAD": "read", "DELETE": "delete"}.get(ask.verb, "write")
    message = (
        f"Number of '{kind}' requests for subscription '{where}' actor '{who}' exceeded. Please try again after "
        f"'{pause}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for "
        "additional information."
    )
    refused = error(429, "SubscriptionRequestsThrottled", message)
    remaining = f"x-ms-ratelimit-remaining-subscription-{kind}s"
    return Reply(429, refused.body, {"Retry-After": str(pause), remaining: "0"})
