"""The lab's time: what it writes into answers, and what it waits by."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """`start` is the moment at which the lab opens, `ticks` counts seconds that never go back."""

    start: datetime
    ticks: Callable[[], float] = time.monotonic
    _origin: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_origin", self.ticks())

    @property
    def seconds(self) -> float:
        """Seconds since the lab opened."""
        return self.ticks() - self._origin

    @property
    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)

    def stamp(self) -> str:
        """Now, as Azure writes it: UTC with seven digits of a second."""
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"
