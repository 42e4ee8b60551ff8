"""The one module that changes anything in Azure. Each function sends one request, which a plan that the user saw holds.

https://learn.microsoft.com/rest/api/authorization/role-assignments/create
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from azure.core.exceptions import AzureError, HttpResponseError
from azure.core.rest import HttpRequest
from azure.mgmt.authorization.v2022_04_01 import AuthorizationManagementClient
from azure.mgmt.authorization.v2022_04_01.models import RoleAssignmentCreateParameters

from pfdoctor.azure.arm import pipeline_client
from pfdoctor.azure.policies import NotSent
from pfdoctor.azure.session import Session
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import PfdoctorError
from pfdoctor.model.plan import PROVIDERS_VERSION, GrantRole

_EXISTING = re.compile(r"\b([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\b", re.IGNORECASE)


class Refused(PfdoctorError):
    """Azure did not take a change, or it is not known whether it did.

    `status` is None if no answer came. `code` and `message` are Azure's own. `tries` is how often it was sent.
    """

    def __init__(
        self, message: str, status: int | None = None, code: str = "", request_id: str = "", tries: int = 0
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.tries = tries

    @property
    def may_be_made(self) -> bool:
        """True if the change may have been made all the same: a server that fails may fail after it was."""
        if self.status is None:
            return self.tries > 0
        return self.status in _IN_DOUBT or self.status >= 500

    @property
    def existing(self) -> str:
        """The name of the role assignment that is there already, "" if Azure named none."""
        found = _EXISTING.search(str(self)) if self.code == "RoleAssignmentExists" else None
        return "-".join(found.groups()).lower() if found else ""


_IN_DOUBT = (408,)


@dataclass(frozen=True, slots=True)
class Written:
    """`created` says that it was not there before the last of the `tries`."""

    created: bool
    body: Mapping[str, Any]
    tries: int = 1


def grant(session: Session, wanted: GrantRole) -> Written:
    """Create a role assignment. Raises Refused."""
    client = session.client(AuthorizationManagementClient, wanted.scope.subscription)
    body = wanted.body["properties"]
    parameters = RoleAssignmentCreateParameters(
        role_definition_id=body["roleDefinitionId"],
        principal_id=body["principalId"],
        principal_type=body["principalType"],
    )
    create = client.role_assignments.create
    return _sent(session, lambda hook: create(wanted.scope.text, wanted.name, parameters, raw_response_hook=hook))


def revoke(session: Session, id: ArmId) -> bool:
    """Delete a role assignment; False if there was none. Raises Refused."""
    client = session.client(AuthorizationManagementClient, id.subscription)
    return bool(_sent(session, lambda hook: client.role_assignments.delete_by_id(id.text, raw_response_hook=hook)).body)


def put(session: Session, id: ArmId, api_version: str, body: Mapping[str, Any]) -> Written:
    """Create or replace a resource. A change that takes longer is still under way when this returns. Raises Refused."""
    return _sent(session, lambda hook: _send(session, "PUT", id, api_version, hook, body))


def register(session: Session, subscription: ArmId, namespace: str) -> Written:
    """Ask for a resource provider; its registration goes on after this returns. Raises Refused."""
    place = subscription.child("providers", namespace, "register")
    return _sent(session, lambda hook: _send(session, "POST", place, PROVIDERS_VERSION, hook))


def _send(
    session: Session,
    verb: str,
    id: ArmId,
    api_version: str,
    hook: Callable[[Any], None],
    body: Mapping[str, Any] | None = None,
) -> None:
    url = f"{session.cloud.resource_manager}{quote(id.text, safe='/')}?api-version={api_version}"
    client = session.client(pipeline_client)
    response = client.send_request(HttpRequest(verb, url, json=body), raw_response_hook=hook)
    if response.status_code not in (200, 201, 202):
        raise HttpResponseError(response=response)


def _sent(session: Session, call: Callable[[Callable[[Any], None]], object]) -> Written:
    got: list[Any] = []
    before = session.requests_sent
    try:
        call(lambda response: got.append(response.http_response))
    except NotSent as error:
        tries = session.requests_sent - before
        raise Refused(f"it was not sent{' again' if tries else ''}: {error}", tries=tries) from error
    except HttpResponseError as error:
        raise _refusal(error, session.requests_sent - before) from error
    except AzureError as error:
        told = f"no answer came ({type(error).__name__}), so it may have been made or not"
        raise Refused(told, tries=session.requests_sent - before) from error
    last = got[-1]
    return Written(last.status_code in (201, 202), _body(last), session.requests_sent - before)


def _refusal(error: HttpResponseError, tries: int) -> Refused:
    body = _body(error.response)
    told = body.get("error")
    told = told if isinstance(told, Mapping) else {}
    message = " ".join(_messages(told)) or str(error.reason or f"status {error.status_code}")
    headers = getattr(error.response, "headers", None) or {}
    request_id = str(headers.get("x-ms-request-id", ""))
    return Refused(message, error.status_code, str(told.get("code") or ""), request_id, tries)


def _messages(told: Mapping[str, Any]) -> Iterator[str]:
    """The error's own message, then those of its details, which often hold the cause."""
    if told.get("message"):
        yield str(told["message"])
    details = told.get("details")
    for one in details if isinstance(details, list) else ():
        if isinstance(one, Mapping):
            yield from (f"{one.get('code')}: {message}" for message in _messages(one))


def _body(response: Any) -> Mapping[str, Any]:
    try:
        body = json.loads(response.text())
    except (ValueError, AttributeError):
        return {}
    return body if isinstance(body, Mapping) else {}
