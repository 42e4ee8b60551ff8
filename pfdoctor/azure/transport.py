"""The last step of every request: the network, or a world that answers in process.

The seam is the one the SDK offers: `RequestsTransport` around a `requests.Session` whose adapter does the work.
"""

from __future__ import annotations

import io
import json
from typing import Any

import requests
from azure.core.pipeline.transport import RequestsTransport
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.response import HTTPResponse

from pfdoctor.azure.recorder import Recorder
from pfdoctor.model.errors import PfdoctorError
from pfdoctor.model.exchange import ANSWERED_VERSION, Answerer, Ask

READ_POSTS = ("getlogs",)
"""The POSTs that only read, by their last segment. Every other verb but GET is a write."""


class WriteRefused(PfdoctorError):
    """Something tried to write where only reading is allowed."""


class _InProcess(BaseAdapter):
    def __init__(self, answer: Answerer) -> None:
        super().__init__()
        self._answer = answer

    def send(self, request: requests.PreparedRequest, *_args: Any, **_options: Any) -> requests.Response:
        body = request.body.encode() if isinstance(request.body, str) else request.body
        ask = Ask.from_url(request.method or "GET", request.url or "", body, dict(request.headers))
        reply = self._answer(ask)
        content = reply.body if isinstance(reply.body, bytes) else b""
        if not isinstance(reply.body, bytes) and reply.body is not None:
            content = json.dumps(reply.body).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", **reply.headers}
        if reply.api_version:
            headers[ANSWERED_VERSION] = reply.api_version
        raw = HTTPResponse(io.BytesIO(content), headers=headers, status=reply.status, preload_content=False)
        return HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        pass


class _ReadOnly(BaseAdapter):
    def __init__(self, inner: BaseAdapter) -> None:
        super().__init__()
        self._inner = inner

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        verb, path = request.method or "", (request.url or "").partition("?")[0]
        if verb != "GET" and not (verb == "POST" and path.rsplit("/", 1)[-1].lower() in READ_POSTS):
            raise WriteRefused(f"{verb} {path} was refused: this run only reads.")
        return self._inner.send(request, *args, **options)

    def close(self) -> None:
        self._inner.close()


class _Immediate(RequestsTransport):  # type: ignore[misc]  # the SDK exports it through a module __getattr__
    """Waits for nothing: the pause before a retry makes no sense where the answer cannot change."""

    def sleep(self, duration: float) -> None:
        pass


def in_process(answer: Answerer, *, read_only: bool = True, recorder: Recorder | None = None) -> RequestsTransport:
    """A transport whose every request is answered by a function."""
    session = _session(_InProcess(answer), read_only, recorder)
    return _Immediate(session=session, session_owner=False)


def network(*, read_only: bool = True, recorder: Recorder | None = None) -> RequestsTransport:
    """A transport over the network, with the proxies and certificates of the environment."""
    adapter = HTTPAdapter(pool_connections=8, pool_maxsize=32, max_retries=0)
    return RequestsTransport(session=_session(adapter, read_only, recorder), session_owner=False)


def _session(adapter: BaseAdapter, read_only: bool, recorder: Recorder | None) -> requests.Session:
    if recorder is not None:
        adapter = recorder.wrap(adapter)
    session = requests.Session()
    session.adapters.clear()
    session.mount("https://", _ReadOnly(adapter) if read_only else adapter)
    return session
