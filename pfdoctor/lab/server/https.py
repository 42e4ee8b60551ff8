"""The listening socket, its certificate, and the server loop."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from pfdoctor.model.errors import CannotStart

HOST = "127.0.0.1"
_GRACE = 1
"""Seconds that requests under way have when the lab stops."""


@contextmanager
def listen(port: int) -> Iterator[socket.socket]:
    """A socket on the loopback interface; `port` 0 is a free one. Raises CannotStart if it cannot be had."""
    with socket.socket() as listening:
        # On Windows this option would let a second server take the port of the first.
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen(512)
        except OSError as error:
            used = error.errno == errno.EADDRINUSE
            why = "is in use" if used else f"cannot be had ({error.strerror or error})"
            raise CannotStart(f"The port {port} {why}; choose another, or leave --port out for a free one.") from error
        yield listening


def certificates(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A TLS context with a new certificate, and the file of the authority that issued it, which clients must trust."""
    authority = trustme.CA(organization_name="pfdoctor lab")
    file = folder / "ca.pem"
    authority.cert_pem.write_to_path(file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    authority.issue_cert(HOST, "localhost").configure_cert(context)
    return context, file


class Connections:
    """The open connections, so that one of them can be reset."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def reset(self, client: tuple[str, int]) -> None:
        """End a connection as a failing network does: no answer, no closing of TLS."""
        transport = self._open.get(client)
        if transport is None:
            return
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()

    def protocol(self) -> type[H11Protocol]:
        """uvicorn's protocol, that enters itself here."""
        found = self._open

        class Known(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                found[transport.get_extra_info("peername")[:2]] = transport
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                found.pop(self.client, None)  # type: ignore[arg-type]
                super().connection_lost(exc)

        return Known


def serve(app: ASGIApp, listening: socket.socket, context: ssl.SSLContext, connections: Connections) -> None:
    """Serve until Ctrl-C or SIGTERM, which is raised again when all is closed."""
    config = uvicorn.Config(
        app,
        http=connections.protocol(),
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=512,
        timeout_graceful_shutdown=_GRACE,
        ssl_context_factory=_always(context),
    )
    uvicorn.Server(config).run(sockets=[listening])


def _always(context: ssl.SSLContext) -> Callable[[uvicorn.Config, Callable[[], ssl.SSLContext]], ssl.SSLContext]:
    return lambda _config, _default: context
