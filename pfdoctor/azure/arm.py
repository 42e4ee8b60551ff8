"""Plain reads of Azure Resource Manager, for services whose SDK package loses what pfdoctor needs.

azure-ai-ml 1.35 drops the principal ids of user-assigned identities and provisioning states, and takes over a second
to import; the pipeline is the same as that of every other client.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from azure.core.credentials import TokenCredential
from azure.core.exceptions import HttpResponseError, map_error
from azure.core.rest import HttpRequest
from azure.mgmt.core import ARMPipelineClient

from pfdoctor.azure.answer import Hook, many, one, plain
from pfdoctor.azure.session import Session
from pfdoctor.model.document import Document
from pfdoctor.model.need import Need


def pipeline_client(_: TokenCredential, *, base_url: str, policies: list[Any], transport: Any, **_more: Any) -> Any:
    return ARMPipelineClient(base_url=base_url, policies=policies, transport=transport)


def get(session: Session, path: str, api_version: str, action: str, *, properties: bool = True) -> Document:
    """The resource at `path`, in the sense of `answer.one`. Raises Missing, Unreadable."""
    asked = Need(request=f"GET {path}", action=action, scope=path)
    return one(lambda hook: _send(session, _url(session, path, api_version), hook), asked, properties=properties)


def ask(session: Session, path: str, api_version: str, action: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a POST that only reads is answered with; `transport.READ_POSTS` names those. Raises Missing, Unreadable."""
    asked = Need(request=f"POST {path}", action=action, scope=path.rpartition("/")[0])
    url = _url(session, path, api_version)
    return plain(lambda hook: _send(session, url, hook, body), asked)


def listing(
    session: Session,
    path: str,
    api_version: str,
    action: str,
    query: Mapping[str, str] | None = None,
    scope: str = "",
    *,
    properties: bool = False,
) -> tuple[Document, ...]:
    """The items at `path`, all pages. `scope` is what the action is needed on. Raises Missing, Unreadable."""
    asked = Need(request=f"GET {path}", action=action, scope=scope or path.rpartition("/")[0])

    def call(hook: Hook) -> None:
        url: str | None = _url(session, path, api_version, query)
        while url:
            response = _send(session, url, hook)
            body = response.json()
            following = body.get("nextLink") if isinstance(body, Mapping) else None
            url = urljoin(session.cloud.resource_manager, following) if isinstance(following, str) else None

    return many(call, asked, properties=properties)


def _url(session: Session, path: str, api_version: str, query: Mapping[str, str] | None = None) -> str:
    asked = urlencode({"api-version": api_version, **(query or {})})
    return f"{session.cloud.resource_manager}{quote(path, safe='/')}?{asked}"


def _send(session: Session, url: str, hook: Hook, body: Mapping[str, Any] | None = None) -> Any:
    client = session.client(pipeline_client)
    request = HttpRequest("GET", url) if body is None else HttpRequest("POST", url, json=body)
    response = client.send_request(request, raw_response_hook=hook)
    if response.status_code != 200:
        map_error(status_code=response.status_code, response=response, error_map={})
        raise HttpResponseError(response=response)
    return response
