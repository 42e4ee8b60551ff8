"""The token that every request to Azure Resource Manager must carry, and what is answered without a good one.

https://learn.microsoft.com/rest/api/azure/#create-the-request
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from pfdoctor.lab.errors import error
from pfdoctor.lab.server.cloud import audiences
from pfdoctor.lab.token import bearer, read
from pfdoctor.model.exchange import Ask, Reply


def refuse(ask: Ask, url: str, tenant: str, clock: Callable[[], float]) -> Reply | None:
    """None if the request has a token that names somebody, is for this Azure, and has not expired.

    `url` is the lab's, `clock` tells the seconds since 1970.
    """
    text = bearer(ask.headers)
    if text is None:
        missing = "Authentication failed. The 'Authorization' header is missing."
        return _challenge("AuthenticationFailed", missing, url, tenant)
    token = read(text)
    if token is None:
        return _challenge("InvalidAuthenticationToken", "The access token is invalid.", url, tenant)
    now = clock()
    if token.expires is not None and token.expires <= now:
        late = f"The access token expiry UTC time '{_moment(token.expires)}' is earlier than current UTC time"
        return _challenge("ExpiredAuthenticationToken", f"{late} '{_moment(now)}'.", url, tenant)
    if token.audience and token.audience.rstrip("/") not in audiences(url):
        allowed = ",".join(f"'{one}'" for one in sorted(audiences(url)))
        wrong = f"The access token has been obtained for wrong audience or resource '{token.audience}'."
        message = f"{wrong} It should exactly match with one of the allowed audiences {allowed}."
        return _challenge("InvalidAuthenticationTokenAudience", message, url, tenant)
    return None


def _challenge(code: str, message: str, url: str, tenant: str) -> Reply:
    refused = error(401, code, message)
    challenge = f'Bearer authorization_uri="{url}/{tenant}", error="invalid_token", error_description="{message}"'
    return Reply(401, refused.body, {"WWW-Authenticate": challenge})


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
