"""The lab as a running server: from a world to an address that clients can be pointed at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pfdoctor.bundle.file import Bundle
from pfdoctor.lab.server.app import App, Bug
from pfdoctor.lab.server.front import Conditions, front
from pfdoctor.lab.server.https import HOST, Connections, certificates, listen, serve
from pfdoctor.lab.server.log import log
from pfdoctor.model.exchange import Answerer


@dataclass(frozen=True, slots=True)
class Place:
    """Where the lab is: its `url`, a private `folder` that is gone when it stops, the `authority` file to trust."""

    url: str
    folder: Path
    authority: Path


def run(
    arm: Answerer,
    bundle: Bundle,
    port: int,
    conditions: Conditions,
    log_file: str | None,
    clock: Callable[[], float],
    ready: Callable[[Place], None],
    bug: Bug,
) -> None:
    """Serve `arm` until a signal; `ready` is called once clients may come. Raises CannotStart.

    `clock` tells the seconds since 1970.
    """
    with (
        log(log_file, clock) as kept,
        listen(port) as listening,
        TemporaryDirectory(prefix="pfdoctor-lab-", ignore_cleanup_errors=True) as folder,
    ):
        url = f"https://{HOST}:{listening.getsockname()[1]}"
        context, authority = certificates(Path(folder))
        ready(Place(url, Path(folder), authority))
        connections = Connections()
        answer = front(arm, bundle, url, conditions, clock)
        app = App(answer, url, kept, conditions.latency, connections.reset, bug)
        serve(app, listening, context, connections)
