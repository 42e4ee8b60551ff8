"""An open line to one world: its transport, its credential, its clients.

Readers get their SDK clients here, one for each service and subscription, all with the same pipeline.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from azure.core.credentials import TokenCredential

from pfdoctor.azure.cloud import PUBLIC, Cloud
from pfdoctor.azure.policies import Ledger, pipeline
from pfdoctor.azure.signin import FixedCredential, sign_in
from pfdoctor.azure.transport import in_process as _in_process
from pfdoctor.azure.transport import network
from pfdoctor.model.exchange import Answerer

C = TypeVar("C")


class Session:
    """`now` is the world's clock: the present for Azure, the time of recording for a bundle."""

    def __init__(
        self, cloud: Cloud, transport: Any, credential: TokenCredential, now: datetime, timeout: float | None = None
    ) -> None:
        self.cloud = cloud
        self.now = now
        self._transport = transport
        deadline = None if timeout is None else time.monotonic() + timeout
        self._ledger = Ledger(cloud, deadline)
        self._policies = pipeline(cloud, credential, self._ledger)
        self._credential = credential
        self._clients: dict[tuple[object, ...], Any] = {}
        self._lock = threading.Lock()

    @property
    def requests_sent(self) -> int:
        return self._ledger.sent

    def client(self, make: Callable[..., C], subscription: str = "") -> C:
        """The SDK client for a subscription (none for tenant-level services), made on first use."""
        with self._lock:
            key = (make, subscription.lower())
            if key not in self._clients:
                where = (subscription,) if subscription else ()
                self._clients[key] = make(
                    self._credential,
                    *where,
                    base_url=self.cloud.resource_manager,
                    credential_scopes=[self.cloud.scope],
                    transport=self._transport,
                    policies=list(self._policies),
                )
            client: C = self._clients[key]
            return client

    def authenticate(self) -> None:
        """Sign in now. Raises CannotStart if that fails."""
        self._credential.get_token(self.cloud.scope)


def live(auth: str | None = None, timeout: float | None = None, cloud: Cloud = PUBLIC) -> Session:
    """Azure itself. `timeout` bounds the whole run, in seconds."""
    return Session(cloud, network(), sign_in(auth, cloud), datetime.now(UTC), timeout)


def in_process(
    answer: Answerer, now: datetime, caller: str = "", cloud: Cloud = PUBLIC, timeout: float | None = None
) -> Session:
    """A world that is a function: a bundle, the lab, a test. Nothing leaves the process."""
    return Session(cloud, _in_process(answer), FixedCredential(caller), now, timeout)
