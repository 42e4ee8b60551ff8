"""The pool for requests that can overlap.

Its tasks are single requests and never ask for a fact: a pool shared with the askers would starve, each thread
waiting for a task that no thread is left to run.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class RequestPool:
    def __init__(self, threads: int = 16) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="request")

    def submit(self, request: Callable[[], T]) -> Future[T]:
        return self._pool.submit(request)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
