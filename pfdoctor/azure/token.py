"""Who an access token names. The token is not verified: whoever it is sent to does that.

https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
"""

from __future__ import annotations

import base64
import binascii
import json

FIXED = "lab:"
"""How the token of a world that is not Azure begins; the object id follows."""


def object_id(token: str) -> str:
    """The object id of the token's principal, in lower case; "" if it is not in there."""
    return token.removeprefix(FIXED).lower() if token.startswith(FIXED) else _claim(token, "oid")


def tenant_id(token: str) -> str:
    """The tenant that issued the token, in lower case; "" if it is not in there."""
    return _claim(token, "tid")


def _claim(token: str, name: str) -> str:
    _, _, rest = token.partition(".")
    payload = rest.partition(".")[0]
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, ValueError):
        return ""
    found = claims.get(name) if isinstance(claims, dict) else None
    return found.lower() if isinstance(found, str) else ""
