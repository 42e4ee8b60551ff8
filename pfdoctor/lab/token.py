"""The lab's tokens: JSON Web Tokens that name their principal, and that nobody signed.

https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SHORT = "lab:"


@dataclass(frozen=True, slots=True)
class Token:
    """`expires` is in seconds since 1970 (None: never), `audience` the resource it is for ("": any)."""

    object_id: str
    client_id: str = ""
    tenant: str = ""
    audience: str = ""
    expires: int | None = None

    def __str__(self) -> str:
        claims = {
            "aud": self.audience,
            "iss": f"https://sts.windows.net/{self.tenant}/",
            "exp": self.expires,
            "appid": self.client_id,
            "idtyp": "app",
            "oid": self.object_id,
            "sub": self.object_id,
            "tid": self.tenant,
            "ver": "1.0",
        }
        return f"{_part({'typ': 'JWT', 'alg': 'none'})}.{_part(claims)}."


def read(text: str) -> Token | None:
    """The token that `text` is: a JWT, or `lab:<object id>`, good for anything and for ever; None if it is neither."""
    if text.startswith(_SHORT):
        return Token(text.removeprefix(_SHORT).strip().lower())
    claims = _claims(text)
    if claims is None or not isinstance(claims.get("oid"), str):
        return None
    expires = claims.get("exp")
    return Token(
        object_id=claims["oid"].lower(),
        client_id=str(claims.get("appid") or "").lower(),
        tenant=str(claims.get("tid") or "").lower(),
        audience=str(claims.get("aud") or ""),
        expires=int(expires) if isinstance(expires, int | float) else None,
    )


def bearer(headers: Mapping[str, str]) -> str | None:
    """The text of the request's bearer token; None without an Authorization header, "" if it holds something else."""
    header = next((value for name, value in headers.items() if name.lower() == "authorization"), None)
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _part(found: Mapping[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(found).encode()).decode().rstrip("=")


def _claims(text: str) -> Mapping[str, Any] | None:
    parts = text.split(".")
    if len(parts) != 3:
        return None
    try:
        found = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
