"""The log of requests: one JSON object a line, with neither tokens nor secrets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from pfdoctor.lab.errors import UnknownRequest
from pfdoctor.lab.faults import FAULT
from pfdoctor.lab.token import bearer, read
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.exchange import Ask, Reply

_SHOWN = frozenset(("category", "count", "includeall", "isdefault", "listviewtype", "orderbyasc", "skip"))
"""Query parameters whose values are no secrets, beside those that begin with a dollar sign."""


class Log:
    """`file` is None where nobody wants a log; `clock` tells the seconds since 1970."""

    def __init__(self, file: TextIO | None, clock: Callable[[], float]) -> None:
        self._file = file
        self._clock = clock

    def write(self, ask: Ask, reply: Reply | None, sent: int, fault: str = "") -> None:
        """`reply` is None if the connection ended without one, `sent` the bytes of the body."""
        if self._file:
            line = {"time": self._now(), **entry(ask, reply, sent, fault)}
            self._file.write(json.dumps(line) + "\n")

    def _now(self) -> str:
        return datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextmanager
def log(path: str | None, clock: Callable[[], float]) -> Iterator[Log]:
    """A log that appends to a file, if one is named. Raises CannotStart if that cannot be written."""
    if path is None:
        yield Log(None, clock)
        return
    try:
        file = Path(path).open("a", encoding="utf-8", newline="\n", buffering=1)  # noqa: SIM115
    except OSError as error:
        raise CannotStart(f"The log {path} cannot be written: {error.strerror}.") from error
    with file:
        yield Log(file, clock)


def entry(ask: Ask, reply: Reply | None, sent: int, fault: str = "") -> dict[str, Any]:
    """What is told about one request; `known` is false if the lab has no such operation."""
    token = read(bearer(ask.headers) or "")
    told: dict[str, Any] = {
        "principal": token.object_id if token else "",
        "request": _request(ask),
        "status": reply.status if reply else None,
        "bytes": sent,
        "known": not isinstance(reply, UnknownRequest),
    }
    fault = fault or (reply.headers.get(FAULT, "") if reply else "")
    return {**told, "fault": fault} if fault else told


def _request(ask: Ask) -> str:
    query = {"api-version": ask.api_version} if ask.api_version else {}
    for name, value in sorted(ask.query.items()):
        query[name] = value if name.startswith("$") or name in _SHOWN else "..."
    return f"{ask.verb} {ask.path}" + ("?" if query else "") + "&".join(f"{name}={query[name]}" for name in query)
