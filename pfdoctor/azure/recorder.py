"""Keeps every answer that a run was given, in the form of a bundle.

It sits where the requests leave, below the SDK's retries: of a request that was sent again the last answer counts.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import requests
from requests.adapters import BaseAdapter

from pfdoctor.bundle.answer import Answer
from pfdoctor.model.exchange import ANSWERED_VERSION


@dataclass(frozen=True, slots=True)
class _Got:
    """`status` is None if no answer came; `error` then says why. `request_id` is Azure's number for a failure."""

    status: int | None
    body: Any
    api_version: str
    error: str = ""
    request_id: str = ""
    read_at: str = ""


@dataclass(slots=True)
class Recorder:
    """What was answered so far. A list is one answer, whatever the number of its pages."""

    _got: dict[str, _Got] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wrap(self, inner: BaseAdapter) -> BaseAdapter:
        """An adapter that sends through `inner` and keeps what it answers."""
        return _Recording(inner, self)

    def keep(self, verb: str, url: str, got: _Got) -> None:
        with self._lock:
            self._got[f"{verb} {url}"] = got

    def answers(self) -> tuple[Answer, ...]:
        """The answers in the order in which they were first asked for."""
        with self._lock:
            got = dict(self._got)
        later = {f"GET {link}" for one in got.values() if (link := _next(one.body))}
        return tuple(_answer(request, got) for request in got if request not in later)


class _Recording(BaseAdapter):
    def __init__(self, inner: BaseAdapter, recorder: Recorder) -> None:
        super().__init__()
        self._inner = inner
        self._recorder = recorder

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        verb, url = request.method or "GET", _with_container(request)
        asked = dict(parse_qsl(urlsplit(url).query)).get("api-version", "")
        try:
            response = self._inner.send(request, *args, **options)
            content = response.content
        except Exception as error:
            self._recorder.keep(verb, url, _Got(None, None, asked, type(error).__name__, read_at=_now()))
            raise
        version = response.headers.get(ANSWERED_VERSION) or asked
        request_id = response.headers.get("x-ms-request-id", "") if response.status_code >= 400 else ""
        got = _Got(response.status_code, _decoded(content), version, request_id=request_id, read_at=_now())
        self._recorder.keep(verb, url, got)
        return response

    def close(self) -> None:
        self._inner.close()


def _with_container(request: requests.PreparedRequest) -> str:
    """The logs of each container are another answer, and only the body says of which."""
    url = request.url or ""
    try:
        container = json.loads(request.body or b"{}").get("containerType")
    except (ValueError, AttributeError):
        return url
    return f"{url}{'&' if '?' in url else '?'}containerType={container}" if isinstance(container, str) else url


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace") or None


def _next(body: Any) -> str:
    found = body.get("nextLink") if isinstance(body, dict) else None
    return found if isinstance(found, str) else ""


def _answer(request: str, got: dict[str, _Got]) -> Answer:
    first = got[request]
    if not _next(first.body):
        return _told(request, first, first.body)
    items: list[Any] = []
    page, seen = first, {request}
    while True:
        values = page.body.get("value") if isinstance(page.body, dict) else None
        if page.status != 200 or not isinstance(values, list):
            return _told(request, page, page.body, tuple(items))
        items += values
        link = f"GET {_next(page.body)}"
        if link == "GET ":
            return _told(request, first, {"value": items})
        if link in seen or link not in got:
            return _told(
                request, _Got(None, None, first.api_version, "a further page was not read"), None, tuple(items)
            )
        seen.add(link)
        page = got[link]


def _told(request: str, got: _Got, body: Any, partial: tuple[Any, ...] | None = None) -> Answer:
    verb, _, url = request.partition(" ")
    split = urlsplit(url)
    pairs = [pair for pair in parse_qsl(split.query, keep_blank_values=True) if pair[0].lower() != "api-version"]
    query = urlencode(pairs, quote_via=quote, safe="$'(),")
    path = split.path + (f"?{query}" if query else "")
    return Answer(
        f"{verb} {path}",
        got.api_version,
        got.status,
        body,
        read_at=got.read_at,
        partial=partial,
        error=got.error,
        request_id=got.request_id,
    )
