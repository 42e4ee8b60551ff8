"""Each fact is computed once, by whoever asks first, in its own thread; whoever asks meanwhile waits.

A failure is an outcome too: it is kept, and raised again for everyone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Cycle(RuntimeError):
    """A fact needs itself: a bug, named by the chain of facts."""


class Once:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._facts: dict[Hashable, Future[Any]] = {}
        self._computing: dict[Hashable, int] = {}
        self._waiting: dict[int, Hashable] = {}

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The fact `key`, computed by `compute` if this is the first ask. Raises what `compute` raised, or Cycle."""
        me = threading.get_ident()
        with self._lock:
            fact = self._facts.get(key)
            mine = fact is None
            if fact is None:
                fact = self._facts[key] = Future()
                self._computing[key] = me
            elif not fact.done():
                self._refuse_cycle(key, me)
                self._waiting[me] = key
        if mine:
            self._compute(key, fact, compute)
        try:
            found: T = fact.result()
            return found
        finally:
            with self._lock:
                self._waiting.pop(me, None)

    def prime(self, key: Hashable, submit: Callable[[], Future[Any]]) -> None:
        """Start a fact that is one request, without waiting, unless it was started already."""
        with self._lock:
            if key not in self._facts:
                self._facts[key] = submit()

    def _compute(self, key: Hashable, fact: Future[Any], compute: Callable[[], Any]) -> None:
        try:
            fact.set_result(compute())
        except BaseException as error:  # noqa: BLE001 - kept for everyone who waits, and raised by result()
            fact.set_exception(error)
        finally:
            with self._lock:
                self._computing.pop(key, None)

    def _refuse_cycle(self, key: Hashable, me: int) -> None:
        """Follow who computes what is waited for; raise Cycle if that leads back to this thread."""
        chain: list[Hashable] = []
        asked: Hashable | None = key
        while asked is not None:
            thread = self._computing.get(asked)
            if thread is None:
                return
            begun = [fact for fact, owner in self._computing.items() if owner == thread]
            chain += begun[begun.index(asked) :]
            if thread == me:
                raise Cycle("a fact needs itself: " + " -> ".join(str(fact) for fact in (*chain, key)))
            asked = self._waiting.get(thread)
