"""Faults that are asked for: which requests are answered wrongly, how, and how often."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import translate
from typing import Any

from pfdoctor.model.errors import CannotStart, PfdoctorError
from pfdoctor.model.exchange import Answerer, Ask, Reply


class Broken(PfdoctorError):
    """The request gets no whole answer. `reply` is cut off after `sent` bytes; without one the connection is reset.

    Either comes after `pause` seconds.
    """

    def __init__(self, fault: str, pause: float = 0, reply: Reply | None = None, sent: int = 0) -> None:
        super().__init__(f"{fault} keeps this request from being answered")
        self.fault, self.pause, self.reply, self.sent = fault, pause, reply, sent


@dataclass(frozen=True, slots=True)
class Fault:
    """`request` is a verb and a path with `*` for anything, `*` as the verb for all; case makes no difference.

    Without a `status` the true answer is given, and changed: `cut_off` is the number of bytes after which it ends,
    `hang` the seconds before the connection is reset without an answer. `times` None means always.
    """

    name: str
    request: str
    status: int | None = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_off: int | None = None
    reset: bool = False
    hang: float | None = None
    times: int | None = None

    def meets(self, ask: Ask) -> bool:
        verb, _, path = self.request.partition(" ")
        return verb.upper() in ("*", ask.verb) and re.match(translate(path), ask.path, re.IGNORECASE) is not None

    def spoil(self, answer: Answerer, ask: Ask) -> Reply:
        """The answer as this fault makes it. Raises Broken."""
        if self.reset or self.hang is not None:
            raise Broken(self.name, self.hang or 0)
        told = answer(ask) if self.status is None else Reply(self.status, self.body)
        told = replace(told, headers={**told.headers, **self.headers, FAULT: self.name})
        if self.cut_off is not None:
            raise Broken(self.name, reply=told, sent=self.cut_off)
        return told


FAULT = "x-pfdoctor-lab-fault"
"""The header that tells which fault an answer comes from, so that nobody looks for it elsewhere."""


class Faults:
    """An Answerer in which the first fault that meets a request, and has times left, spoils its answer."""

    def __init__(self, answer: Answerer, faults: Sequence[Fault]) -> None:
        self._answer = answer
        self._faults = faults
        self._left = {fault.name: fault.times for fault in faults}
        self._lock = threading.Lock()

    def __call__(self, ask: Ask) -> Reply:
        """Raises Broken."""
        fault = next((one for one in self._faults if one.meets(ask) and self._take(one)), None)
        return self._answer(ask) if fault is None else fault.spoil(self._answer, ask)

    def _take(self, fault: Fault) -> bool:
        with self._lock:
            left = self._left[fault.name]
            if left is not None:
                self._left[fault.name] = max(left - 1, 0)
            return left != 0


def parse(found: Any, source: str) -> tuple[Fault, ...]:
    """The faults of decoded JSON: a list, or an object with the list as `faults`. Raises CannotStart."""
    listed = found.get("faults") if isinstance(found, Mapping) and set(found) == {"faults"} else found
    if not isinstance(listed, list):
        raise CannotStart(f'{source} is no list of faults; write [{{"request": "GET */registries/*", "status": 503}}].')
    return tuple(_fault(one, f"fault {number}", source) for number, one in enumerate(listed, 1))


_NUMBER = (int, float)
_KEYS: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "request": (str, "a verb and a path, as GET */registries/*"),
    "status": (int, "an HTTP status, as 503"),
    "body": (object, ""),
    "headers": (dict, "an object of names and values"),
    "content_type": (str, "a media type, as text/html"),
    "retry_after": (_NUMBER, "a number of seconds"),
    "cut_off": (int, "a number of bytes"),
    "reset": (bool, "true or false"),
    "hang": (_NUMBER, "a number of seconds"),
    "times": (int, "a number of requests"),
}


def _fault(found: Any, name: str, source: str) -> Fault:
    if not isinstance(found, Mapping):
        raise CannotStart(f"{name} in {source} is not an object.")
    for key, value in found.items():
        if key not in _KEYS:
            raise CannotStart(f"{name} in {source} has the unknown key {key!r}; the keys are {', '.join(_KEYS)}.")
        kind, words = _KEYS[key]
        wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind not in (bool, object))
        if wrong or (isinstance(value, _NUMBER) and value < 0):
            raise CannotStart(f"{name} in {source} has {key} = {value!r}, which is not {words}.")
    _refuse_senseless(found, name, source)
    headers = {str(header): str(value) for header, value in found.get("headers", {}).items()}
    if "content_type" in found:
        headers["Content-Type"] = found["content_type"]
    if "retry_after" in found:
        headers["Retry-After"] = str(found["retry_after"])
    body = found.get("body")
    return Fault(
        name=name,
        request=found["request"],
        status=found.get("status"),
        body=body.encode() if isinstance(body, str) else body,
        headers=headers,
        cut_off=found.get("cut_off"),
        reset=found.get("reset", False),
        hang=found.get("hang"),
        times=found.get("times"),
    )


def _refuse_senseless(found: Mapping[str, Any], name: str, source: str) -> None:
    verb, _, path = found.get("request", "").partition(" ")
    if not path.startswith(("/", "*")) or not (verb == "*" or verb.isalpha()):
        raise CannotStart(f"{name} in {source} does not say which request; add request, as GET */registries/*.")
    if not 200 <= found.get("status", 200) <= 599:
        raise CannotStart(f"{name} in {source} has the status {found['status']}, which no server answers.")
    if "body" in found and "status" not in found:
        raise CannotStart(f"{name} in {source} has a body and no status; add the status.")
    if not set(found) - {"request", "times"}:
        raise CannotStart(f"{name} in {source} says which request and not what happens to it; add a status.")
