"""The web application: from HTTP to the lab and back. The lab answers in threads, as it is not asynchronous."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from pfdoctor.lab import errors
from pfdoctor.lab.faults import Broken
from pfdoctor.lab.server.log import Log
from pfdoctor.model.exchange import ANSWERED_VERSION, Answerer, Ask, NotRecorded, Reply

Reset = Callable[[tuple[str, int]], None]
"""Ends the connection to a client, which is known by its host and port, without a word."""

Bug = Callable[[Ask, Exception], None]
"""Told of an exception that nobody foresaw, and of the request that raised it."""

_GLANCE = 0.1
"""Seconds between two looks at whether a client that is kept waiting has gone."""


class App:
    """An ASGI application. `latency` is in seconds and holds back every answer."""

    def __init__(self, answer: Answerer, url: str, log: Log, latency: float, reset: Reset, bug: Bug) -> None:
        self._answer = answer
        self._url = url
        self._log = log
        self._latency = latency
        self._reset = reset
        self._bug = bug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        path = scope.get("raw_path") or b"/"
        query = scope.get("query_string") or b""
        url = f"{self._url}{path.decode('latin-1')}?{query.decode('latin-1')}"
        ask = Ask.from_url(request.method, url, body or None, dict(request.headers))
        await anyio.sleep(self._latency)
        try:
            reply = await run_in_threadpool(self._answer, ask)
        except NotRecorded:
            self._end(scope, ask, "")
            return
        except Broken as broken:
            await self._break(request, send, ask, broken)
            return
        except Exception as error:  # noqa: BLE001
            self._bug(ask, error)
            reply = errors.error(500, "InternalServerError", "The lab has a bug, and says on its terminal which.")
        content = _content(reply)
        self._log.write(ask, reply, len(content))
        await _send(send, request, reply, content, whole=len(content))

    async def _break(self, request: Request, send: Send, ask: Ask, broken: Broken) -> None:
        if broken.reply is None:
            with anyio.move_on_after(broken.pause):
                while not await request.is_disconnected():
                    await anyio.sleep(_GLANCE)
            self._end(request.scope, ask, broken.fault)
            return
        content = _content(broken.reply)
        part = content[: broken.sent]
        self._log.write(ask, broken.reply, len(part), broken.fault)
        await _send(send, request, broken.reply, part, whole=len(content))

    def _end(self, scope: Scope, ask: Ask, fault: str) -> None:
        self._log.write(ask, None, 0, fault)
        self._reset(tuple(scope["client"]))


async def _send(send: Send, request: Request, reply: Reply, content: bytes, whole: int) -> None:
    """`content` may be less than the `whole` that is promised; the server then closes the connection."""
    headers = {"content-type": "application/json; charset=utf-8", "cache-control": "no-cache", **_ids(request)}
    if reply.api_version:
        headers[ANSWERED_VERSION] = reply.api_version
    headers |= {name.lower(): value for name, value in reply.headers.items()} | {"content-length": str(whole)}
    if reply.status in (204, 304):
        headers.pop("content-length")
    raw = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": raw})
    short = len(content) < whole
    await send({"type": "http.response.body", "body": content, "more_body": short})


def _ids(request: Request) -> dict[str, str]:
    """The ids by which Azure's support finds a request."""
    made = str(uuid4())
    found = {"x-ms-request-id": made, "x-ms-correlation-request-id": made}
    mine = request.headers.get("x-ms-client-request-id")
    return {**found, "x-ms-client-request-id": mine} if mine else found


def _content(reply: Reply) -> bytes:
    if isinstance(reply.body, bytes):
        return reply.body
    return b"" if reply.body is None else json.dumps(reply.body).encode()
