"""As much of Microsoft Graph as `az role assignment` asks for: principals by their ids.

https://learn.microsoft.com/graph/api/directoryobject-getbyids
"""

from __future__ import annotations

import json
import re
from typing import Any

from pfdoctor.bundle.file import Bundle, Principal
from pfdoctor.lab.errors import UnknownRequest, error
from pfdoctor.model.exchange import Ask, Reply

_BY_NAME = re.compile(r"servicePrincipalNames/any\(c:\s?c eq '([^']*)'\)", re.IGNORECASE)


def graph(ask: Ask, bundle: Bundle) -> Reply | None:
    """None if the request is not to Microsoft Graph."""
    principals = bundle.world.principals
    match ask.verb, [part.lower() for part in ask.path.split("/") if part]:
        case "POST", ["v1.0", "directoryobjects", "getbyids"]:
            wanted = _ids(ask.body)
            if wanted is None:
                return error(400, "Request_BadRequest", "The body must hold ids, a list of object ids.")
            return _list([one for one in principals if one.object_id in wanted])
        case "GET", ["v1.0", "serviceprincipals"] if named := _BY_NAME.fullmatch(ask.query.get("$filter", "")):
            return _list([one for one in principals if one.client_id and one.client_id == named[1].lower()])
        case "GET", ["v1.0", "users" | "groups"]:
            # A user is looked for by name, and a world knows ids alone.
            return _list([])
        case _, ["v1.0" | "beta", *_]:
            only = "The lab answers a few requests of Microsoft Graph, and not this one."
            return UnknownRequest(400, {"error": {"code": "BadRequest", "message": only}})
    return None


def _ids(body: bytes | None) -> set[str] | None:
    try:
        found = json.loads(body or b"")
    except ValueError:
        return None
    ids = found.get("ids") if isinstance(found, dict) else None
    return {str(one).lower() for one in ids} if isinstance(ids, list) else None


def _list(found: list[Principal]) -> Reply:
    return Reply(200, {"value": [_object(one) for one in found]})


def _object(one: Principal) -> dict[str, Any]:
    """A world has no names, so an id stands for the name."""
    kind = one.type[:1].lower() + one.type[1:] or ("servicePrincipal" if one.client_id else "user")
    told = {"@odata.type": f"#microsoft.graph.{kind}", "id": one.object_id, "displayName": one.object_id}
    if kind == "servicePrincipal":
        client = one.client_id or one.object_id
        return {**told, "appId": client, "servicePrincipalNames": [client]}
    return {**told, "userPrincipalName": one.object_id} if kind == "user" else told
