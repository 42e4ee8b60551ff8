"""Role assignments as they are enforced: some time after they are listed.

Azure may take ten minutes until a new assignment, or the end of one, has its effect.
https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
"""

from __future__ import annotations

import threading
from collections import deque

from pfdoctor.lab.clock import Clock
from pfdoctor.model.role import RoleAssignment


class Enforcement:
    """What the gate judges by is how things stood `delay` seconds ago. Safe to use from many threads."""

    def __init__(self, assignments: tuple[RoleAssignment, ...], clock: Clock, delay: float) -> None:
        self._clock = clock
        self._delay = delay
        self._lock = threading.Lock()
        self._first = self._listed = self._enforced = assignments
        self._pending: deque[tuple[float, tuple[RoleAssignment, ...]]] = deque()

    @property
    def current(self) -> tuple[RoleAssignment, ...]:
        """The same tuple as before unless something has come into effect."""
        with self._lock:
            now = self._clock.seconds
            while self._pending and self._pending[0][0] <= now:
                self._enforced = self._pending.popleft()[1]
            return self._enforced

    @property
    def changed(self) -> bool:
        """True if anything has come into effect since the lab opened."""
        return self.current is not self._first

    def replace(self, id: str, assignment: RoleAssignment | None) -> None:
        """From now on (in effect: `delay` seconds later) the assignment with this key is another one, or none."""
        with self._lock:
            kept = tuple(one for one in self._listed if one.id.key != id)
            self._listed = kept if assignment is None else (*kept, assignment)
            self._pending.append((self._clock.seconds + self._delay, self._listed))
