"""Waiting for what Azure does in its own time."""

from __future__ import annotations

from collections.abc import Callable

from tenacity import Retrying, retry_if_result, stop_after_attempt, wait_fixed

Pause = Callable[[float], None]
"""Waits so many seconds; `time.sleep`, or a test's own clock."""

_UNDER_WAY = ("updating", "creating", "scaling", "")
_EVERY = 10
_LOOKS = 360
"""Ten seconds between two looks, an hour in all: a deployment that restarts takes some minutes."""


def settled(state: Callable[[], str], pause: Pause) -> str:
    """The state once it is an end: succeeded, failed, canceled; "" if it is none after an hour."""
    looks = Retrying(
        retry=retry_if_result(lambda found: found in _UNDER_WAY),
        wait=wait_fixed(_EVERY),
        stop=stop_after_attempt(_LOOKS),
        sleep=pause,
        retry_error_callback=lambda _: "",
    )
    return looks(state)
