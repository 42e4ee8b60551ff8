"""Long-running operations: started by a write, watched by whoever started them, over after a while.

https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pfdoctor.lab import machine_learning_errors as refusals
from pfdoctor.lab.clock import Clock
from pfdoctor.lab.principals import Who
from pfdoctor.model.exchange import Ask, Reply

_MOST = 1000
"""Operations that are remembered; Azure forgets them after a day."""

_COLLECTIONS = {"mfeOperationsStatus": "mfeOperationResults", "workspaceOperationsStatus": "workspaceOperationsStatus"}
"""Where operations are watched, and where their results are fetched."""

_TIMEOUT = "PT1H30M"

Outcome = Mapping[str, Any] | None
"""What went wrong, as Azure's `{code, message}`; None if nothing did."""


@dataclass(slots=True)
class Operation:
    """`place` is where its collections lie; `until` is in seconds of the lab's clock. `ended` is "" while it runs.

    `result` is what its end is answered to whoever polls a Location.
    """

    name: str
    place: str
    collection: str
    owner: str
    started: str
    until: float
    finish: Callable[[], Outcome]
    result: Any = None
    ended: str = ""
    outcome: Outcome = None

    @property
    def path(self) -> str:
        """That of its status."""
        return f"{self.place}/{self.collection}/{self.name}"

    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = {"id": self.path, "name": self.name, "startTime": self.started}
        if not self.ended:
            return {**found, "percentComplete": 0.0, "status": "Updating"}
        status = {"status": "Failed", "error": self.outcome} if self.outcome else {"status": "Succeeded"}
        return {**found, "endTime": self.ended, "percentComplete": 100.0, **status}


class Operations:
    """`duration` is how many seconds each takes. Safe to use from many threads."""

    def __init__(self, clock: Clock, duration: float) -> None:
        self._clock = clock
        self._duration = duration
        self._lock = threading.Lock()
        self._all: dict[str, Operation] = {}
        self._running: dict[str, Operation] = {}
        self._count = 0

    def start(
        self,
        location: str,
        subscription: str,
        who: Who,
        finish: Callable[[], Outcome],
        collection: str = "mfeOperationsStatus",
        result: Any = None,
    ) -> Operation:
        """`finish` is called once, when the time has come, by whichever thread sees it first."""
        place = f"/subscriptions/{subscription}/providers/Microsoft.MachineLearningServices/locations/{location}"
        with self._lock:
            self._count += 1
            name = f"odidp:{uuid5(NAMESPACE_URL, place)}:{uuid5(NAMESPACE_URL, f'{place} {self._count}')}"
            until = self._clock.seconds + self._duration
            one = Operation(name, place, collection, who.object_id, self._clock.stamp(), until, finish, result)
            kept = list(self._all.items())[1 - _MOST :]
            self._all = {**dict(kept), name.lower(): one}
            self._running = {**self._running, name.lower(): one}
        return one

    def settle(self) -> None:
        """End what is due."""
        if not self._running:
            return
        with self._lock:
            now = self._clock.seconds
            due = {name: one for name, one in self._running.items() if one.until <= now}
            self._running = {name: one for name, one in self._running.items() if name not in due}
        # Without the lock: an end writes, and whoever writes may be starting another operation.
        for one in due.values():
            one.outcome = one.finish()
            one.ended = self._clock.stamp()

    def concern(self, name: str, who: Who) -> bool:
        """True if this principal may watch the operation."""
        found = self._all.get(name.lower())
        return found is None or found.owner == who.object_id

    def status(self, ask: Ask, name: str) -> Reply:
        """Its state; or for those who poll a Location, its result: 202 while it runs, then 200."""
        found = self._all.get(name.lower())
        if found is None:
            return refusals.no_operation(name)
        if "operationresults" not in ask.path.lower() and ask.query.get("type") != "location":
            return Reply(200, found.body())
        if not found.ended:
            return Reply(202, None, {"Location": self._result(ask, found), **self._pause})
        return refusals.failed(found.outcome) if found.outcome else Reply(200, found.result)

    def watch(self, ask: Ask, one: Operation, *, asynchronous: bool = True) -> dict[str, str]:
        """The headers of the answer that starts it; not `asynchronous` are operations that only have a result."""
        status = {"Azure-AsyncOperation": f"{ask.base}{one.path}?api-version={ask.api_version}"} if asynchronous else {}
        result = {"Location": self._result(ask, one), "x-ms-async-operation-timeout": _TIMEOUT}
        return {**status, **result, **self._pause}

    def _result(self, ask: Ask, one: Operation) -> str:
        collection = _COLLECTIONS[one.collection]
        kind = "&type=location" if collection == one.collection else ""
        return f"{ask.base}{one.place}/{collection}/{one.name}?api-version={ask.api_version}{kind}"

    @property
    def _pause(self) -> dict[str, str]:
        return {"Retry-After": str(max(1, round(self._duration / 4)))}
