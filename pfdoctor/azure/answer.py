"""From what an SDK call brought back to documents; from what went wrong to what is missing.

Every call is run with a hook that keeps Azure's own JSON: the SDK's models drop fields (a permission's condition is
one), and a verdict rests on what Azure said. https://github.com/Azure/azure-sdk-for-python
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
    ServiceRequestTimeoutError,
    ServiceResponseTimeoutError,
)

from pfdoctor.azure.policies import NotSent
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.exchange import ANSWERED_VERSION, NotRecorded
from pfdoctor.model.need import Need

Hook = Callable[[Any], None]
Call = Callable[[Hook], object]
"""An SDK call that hands its `raw_response_hook` on; a pager is walked to its end."""

_PAGES = 1000
"""More pages than any list here can have: a nextLink that never ends is not an answer."""


@dataclass(frozen=True, slots=True)
class Page:
    url: str
    body: Any
    api_version: str


def one(call: Call, asked: Need, *, properties: bool = True) -> Document:
    """The resource that a GET answered. Raises Missing for a 404 of Azure's, else Unreadable if it is no answer.

    `properties` is False for the few kinds that do not keep theirs under that name.
    """
    page = _pages(call, asked)[-1]
    body = page.body
    if not isinstance(body, Mapping) or not _is_resource(body, properties):
        raise Unreadable(replace(asked, status=200, reason="the answer is not an ARM resource"))
    source = body.get("id")
    return Document(_source(source, asked.scope), body, asked.request, page.api_version, asked.action)


def plain(call: Call, asked: Need) -> Mapping[str, Any]:
    """The JSON object that is no resource. Raises as `one` does."""
    body = _pages(call, asked)[-1].body
    if not isinstance(body, Mapping):
        raise Unreadable(replace(asked, status=200, reason="the answer is not an object"))
    return body


def many(call: Call, asked: Need, *, properties: bool = False) -> tuple[Document, ...]:
    """The items of a list, all pages. Raises as `one` does: a list with a page missing is no list.

    `properties` is True for lists of resources that have some: one without was cut down by somebody.
    """
    documents = []
    for page in _pages(call, asked):
        items = page.body.get("value") if isinstance(page.body, Mapping) else None
        if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
            raise Unreadable(replace(asked, status=200, reason="the answer is not a list of resources"))
        if properties and not all(_is_resource(item, True) for item in items):
            raise Unreadable(replace(asked, status=200, reason="the answer lists a resource without its properties"))
        for item in items:
            fallback = f"{asked.scope}/{item.get('name') or ''}".rstrip("/")
            source = _source(item.get("id"), fallback)
            documents.append(Document(source, item, asked.request, page.api_version, asked.action))
    return tuple(documents)


def _is_resource(body: Mapping[str, Any], properties: bool) -> bool:
    return isinstance(body.get("properties"), Mapping) if properties else isinstance(body.get("id"), str)


def _source(written: object, fallback: str) -> str:
    return str(ArmId(written)) if isinstance(written, str) and written.startswith("/") else fallback


def _pages(call: Call, asked: Need) -> list[Page]:
    answers: dict[str, Any] = {}

    def hook(response: Any) -> None:
        url = str(response.http_request.url)
        if len(answers) >= _PAGES or (url in answers and answers[url].status_code < 400):
            raise Unreadable(replace(asked, reason="the list's pages never end"))
        answers[url] = response.http_response

    try:
        found = call(hook)
        if isinstance(found, Iterable) and not isinstance(found, (str, bytes, Mapping)):
            for _ in found:
                pass
    except Unreadable:
        raise
    except (NotRecorded, NotSent) as error:
        raise Unreadable(replace(asked, reason=str(error))) from error
    except ClientAuthenticationError as error:
        raise Unreadable(_told(asked, error.response, "signing in was refused")) from error
    except HttpResponseError as error:
        raise _failure(asked, error) from error
    except AzureError as error:
        raise Unreadable(replace(asked, reason=_silence(error))) from error
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        # What the SDK raises on an answer of another shape than its models expect, a failure without a body too.
        last = list(answers.values())[-1] if answers else None
        raise Unreadable(_told(asked, last, _reason(asked, last.status_code if last is not None else None))) from error
    if not answers:
        raise Unreadable(replace(asked, reason="no answer came"))
    return [_page(url, response, asked) for url, response in answers.items()]


def _page(url: str, response: Any, asked: Need) -> Page:
    if response.status_code != 200:
        raise Unreadable(_told(asked, response, f"status {response.status_code} is not an answer to this request"))
    try:
        body = json.loads(response.text())
    except ValueError as error:
        raise Unreadable(_told(asked, response, "the answer is not JSON")) from error
    asked_version = (parse_qs(urlsplit(url).query).get("api-version") or [""])[0]
    return Page(url, body, response.headers.get(ANSWERED_VERSION) or asked_version)


def _failure(asked: Need, error: HttpResponseError) -> Unreadable | Missing:
    response = error.response
    status = error.status_code
    if status == 404 and _says_absent(response):
        return Missing(asked.scope, _told(asked, response, _code(response) or "NotFound"))
    return Unreadable(_told(asked, response, _reason(asked, status)))


def _reason(asked: Need, status: int | None) -> str:
    """Why an answer of this status says nothing."""
    reasons = {
        401: "signing in was refused",
        403: f"the caller lacks {asked.action}" if asked.action else "the caller may not read it",
        404: "the answer is not Azure Resource Manager's own",
        408: "Azure gave no answer in time",
        429: "Azure asks to slow down",
    }
    fallback = f"status {status}" if status and status >= 400 else "the answer is not understood"
    return reasons.get(status or 0, fallback)


def _says_absent(response: Any) -> bool:
    """A 404 is an answer only in ARM's words for "not found", or with no words.

    A proxy's page says nothing about Azure, and `InvalidResourceType` speaks of the api-version, not of the resource.
    """
    code = _code(response)
    return code == "" or (code is not None and code.lower().endswith(("notfound", "doesnotexist", "usererror")))


def _code(response: Any) -> str | None:
    """The error's code in ARM's form, "" for no body, None for a body of another form."""
    try:
        text = response.text() if response is not None else "-"
        body = json.loads(text) if text.strip() else None
    except (ValueError, UnicodeDecodeError):
        return None
    if body is None:
        return ""
    error = body.get("error", body) if isinstance(body, Mapping) else None
    return str(error.get("code") or "-") if isinstance(error, Mapping) else None


def _told(asked: Need, response: Any, reason: str) -> Need:
    if response is None:
        return replace(asked, reason=reason)
    return replace(
        asked,
        status=response.status_code,
        request_id=response.headers.get("x-ms-request-id"),
        reason=reason,
    )


def _silence(error: AzureError) -> str:
    if isinstance(error, (ServiceResponseTimeoutError, ServiceRequestTimeoutError)):
        return "no answer came in time"
    if isinstance(error, ServiceRequestError):
        return "Azure could not be reached"
    return f"the answer broke off ({type(error).__name__})"
