"""An open line to one world: its transport, its credential, its clients.

Readers get their SDK clients here, one for each service and subscription, all with the same pipeline.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from azure.core.credentials import TokenCredential

from pfdoctor.azure.cloud import PUBLIC, Cloud
from pfdoctor.azure.policies import Ledger, pipeline
from pfdoctor.azure.recorder import Recorder
from pfdoctor.azure.signin import FixedCredential, sign_in
from pfdoctor.azure.token import object_id, tenant_id
from pfdoctor.azure.transport import in_process as _in_process
from pfdoctor.azure.transport import network
from pfdoctor.model.exchange import Answerer

C = TypeVar("C")


class Session:
    """`now` is the world's clock: the present for Azure, the time of recording for a bundle."""

    def __init__(
        self,
        cloud: Cloud,
        transport: Any,
        credential: TokenCredential,
        now: datetime,
        timeout: float | None = None,
        writing: Callable[[], Any] | None = None,
    ) -> None:
        self.cloud = cloud
        self.now = now
        self._transport = transport
        self._writing = writing
        deadline = None if timeout is None else time.monotonic() + timeout
        self._ledger = Ledger(cloud, deadline)
        self._policies = pipeline(cloud, credential, self._ledger)
        self._credential = credential
        self._clients: dict[tuple[object, ...], Any] = {}
        self._lock = threading.Lock()

    @property
    def requests_sent(self) -> int:
        return self._ledger.sent

    @property
    def seconds_left(self) -> float | None:
        """Of the time that bounds the run, at least 0; None if nothing does."""
        return self._ledger.seconds_left

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

    @property
    def caller(self) -> str:
        """The object id of who is signed in, "" where the token does not tell it. Raises CannotStart if nobody is."""
        return object_id(self._credential.get_token(self.cloud.scope).token)

    @property
    def tenant(self) -> str:
        """The tenant of who is signed in, "" where the token does not tell it. Raises CannotStart if nobody is."""
        return tenant_id(self._credential.get_token(self.cloud.scope).token)

    def at(self, now: datetime) -> Session:
        """The same line at another time. The whole run's requests are counted and bounded together."""
        return self._like(self._transport, now)

    def for_writing(self) -> Session:
        """The same line without the guard that lets nothing but reads pass."""
        if self._writing is None:
            raise ValueError("this world cannot be changed")
        return self._like(self._writing(), self.now)

    def _like(self, transport: Any, now: datetime) -> Session:
        other = Session(self.cloud, transport, self._credential, now, writing=self._writing)
        other._ledger = self._ledger
        other._policies = self._policies
        return other

    def authenticate(self) -> None:
        """Sign in now. Raises CannotStart if that fails."""
        self._credential.get_token(self.cloud.scope)


def live(
    auth: str | None = None, timeout: float | None = None, cloud: Cloud = PUBLIC, recorder: Recorder | None = None
) -> Session:
    """Azure itself. `timeout` bounds the whole run, in seconds; `recorder` keeps what is answered."""
    transport, writing = network(recorder=recorder), partial(network, read_only=False)
    return Session(cloud, transport, sign_in(auth, cloud), datetime.now(UTC), timeout, writing)


def in_process(
    answer: Answerer,
    now: datetime,
    caller: str = "",
    cloud: Cloud = PUBLIC,
    timeout: float | None = None,
    recorder: Recorder | None = None,
) -> Session:
    """A world that is a function: a bundle, the lab, a test. Nothing leaves the process."""
    transport, writing = _in_process(answer, recorder=recorder), partial(_in_process, answer, read_only=False)
    return Session(cloud, transport, FixedCredential(caller), now, timeout, writing)
