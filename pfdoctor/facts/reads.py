"""Reading once: each fact is one call of a reader, kept with its outcome for whoever asks again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from pfdoctor.azure.session import Session
from pfdoctor.facts.once import Once
from pfdoctor.facts.requests import RequestPool
from pfdoctor.model.arm_id import ArmId

T = TypeVar("T")


class Reads:
    """An open session whose answers are kept. Whoever opens it closes it."""

    def __init__(self, session: Session, threads: int = 16) -> None:
        self._session = session
        self._once = Once()
        self._pool = RequestPool(threads)

    @property
    def now(self) -> datetime:
        """The only clock: the time of recording in a bundle, so that a verdict does not age."""
        return self._session.now

    @property
    def requests_sent(self) -> int:
        return self._session.requests_sent

    def close(self) -> None:
        self._pool.close()

    def _read(self, read: Callable[[Session, ArmId], T], id: ArmId) -> T:
        return self._once.get((read.__name__, id), partial(read, self._session, id))

    def _prime(self, read: Callable[[Session, ArmId], object], id: ArmId) -> None:
        self._once.prime((read.__name__, id), partial(self._pool.submit, partial(read, self._session, id)))
