"""The pipeline that every client of this room sends through.

It is the SDK's own with three differences. Provider registration is left out: the SDK would answer a 409 by a POST
that registers a provider, from a tool that promises to read. Retries are few and short: an answer that takes longer
is unknown. And no request leaves for another host than Azure Resource Manager, whatever a nextLink says.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from azure.core.credentials import TokenCredential
from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import (
    ContentDecodePolicy,
    CustomHookPolicy,
    HeadersPolicy,
    RequestIdPolicy,
    RetryPolicy,
    SansIOHTTPPolicy,
    UserAgentPolicy,
)
from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy

from pfdoctor import __version__
from pfdoctor.azure.cloud import Cloud
from pfdoctor.model.errors import PfdoctorError
from pfdoctor.model.hosts import host_of

_log = logging.getLogger("pfdoctor.azure")

TRIES = 3
SECONDS = 30
"""At most so many tries, and so many seconds for one."""
LONGEST_PAUSE = 8
"""Seconds. A service that asks for a longer pause than this is not asked again."""


class NotSent(PfdoctorError):
    """A request was held back: another host, or no time left."""


class Ledger(SansIOHTTPPolicy[Any, Any]):
    """Counts what is sent, holds to the deadline, and keeps tokens from other hosts."""

    def __init__(self, cloud: Cloud, deadline: float | None) -> None:
        self._host = host_of(cloud.resource_manager)
        self._deadline = deadline
        self._lock = threading.Lock()
        self.sent = 0

    @property
    def seconds_left(self) -> float | None:
        """Of the run, at least 0; None if nothing bounds it."""
        return None if self._deadline is None else max(self._deadline - time.monotonic(), 0.0)

    def on_request(self, request: PipelineRequest[Any]) -> None:
        url = str(request.http_request.url)
        if host_of(url) != self._host:
            raise NotSent(f"a request to {host_of(url)} was not sent: it is not {self._host}")
        options = request.context.options
        bound = self.seconds_left
        left = SECONDS if bound is None else min(SECONDS, bound)
        if left <= 0:
            raise NotSent("the time given by --timeout is used up")
        options["read_timeout"] = left
        options["connection_timeout"] = min(10, left)
        with self._lock:
            self.sent += 1

    def on_response(self, request: PipelineRequest[Any], response: PipelineResponse[Any, Any]) -> None:
        sent, got = request.http_request, response.http_response
        path = str(sent.url).partition("?")[0]
        request_id = got.headers.get("x-ms-request-id", "-")
        _log.debug("%s %s -> %s x-ms-request-id=%s", sent.method, path, got.status_code, request_id)


class ShortRetry(RetryPolicy[Any, Any]):
    """The SDK's retries, except where the service asks for a pause longer than a person waits."""

    def is_retry(self, settings: dict[str, Any], response: PipelineResponse[Any, Any]) -> bool:
        pause = self.get_retry_after(response) or 0
        return pause <= LONGEST_PAUSE and super().is_retry(settings, response)


def pipeline(cloud: Cloud, credential: TokenCredential, ledger: Ledger) -> list[Any]:
    """The policies, outermost first, for the `policies=` of every client."""
    return [
        RequestIdPolicy(),
        HeadersPolicy(),
        UserAgentPolicy(f"pfdoctor/{__version__}"),
        ContentDecodePolicy(),
        ShortRetry(retry_total=TRIES - 1, retry_backoff_max=LONGEST_PAUSE, timeout=TRIES * SECONDS),
        ARMChallengeAuthenticationPolicy(credential, cloud.scope),
        ledger,
        CustomHookPolicy(),
    ]
