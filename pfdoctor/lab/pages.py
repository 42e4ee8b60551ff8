"""Lists as services cut and narrow them: query parameters, pages, nextLink."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from pfdoctor.lab.store import Stored
from pfdoctor.model.exchange import Ask, Reply

_TOKENS = ("$skiptoken", "$skip")


def narrow(items: list[Stored], query: Mapping[str, str]) -> list[Stored]:
    """What `category`, `name` and `isDefault` leave, in the order of `$orderBy`, the first `$top`."""
    found = items
    if category := query.get("category"):
        found = [one for one in found if str(_properties(one).get("category")).lower() == category.lower()]
    if name := query.get("name"):
        found = [one for one in found if one.id.name.lower() == name.lower()]
    if query.get("isdefault", "").lower() == "true":
        found = [one for one in found if _properties(one).get("isDefault") is True]
    if query.get("$orderby", "").lower().startswith("createdtime"):
        found = sorted(found, key=_created, reverse=query["$orderby"].lower().endswith("desc"))
    top = query.get("$top", "")
    return found[: int(top)] if top.isdecimal() else found


def page(items: list[Stored], ask: Ask, size: int) -> Reply:
    """One page; its nextLink names the rest. The oldest api-version of the items is what they all know."""
    token = next((ask.query[name] for name in _TOKENS if name in ask.query), "0")
    start = int(token) if token.isdecimal() else 0
    body: dict[str, Any] = {"value": [one.body for one in items[start : start + size]]}
    if len(items) > start + size:
        name = _TOKENS[1] if "microsoft.machinelearningservices" in ask.path.lower() else _TOKENS[0]
        query = {key: value for key, value in ask.query.items() if key not in _TOKENS}
        query |= {"api-version": ask.api_version, name: str(start + size)}
        body["nextLink"] = f"{ask.base}{quote(ask.path)}?{urlencode(query, quote_via=quote, safe='$')}"
    versions = sorted((one.api_version for one in items if one.api_version), key=lambda text: text[:10])
    return Reply(200, body, api_version=versions[0] if versions else "")


def _created(one: Stored) -> str:
    data = one.body.get("systemData")
    return str(data.get("createdAt") or "") if isinstance(data, Mapping) else ""


def _properties(one: Stored) -> Mapping[str, Any]:
    found = one.body.get("properties")
    return found if isinstance(found, Mapping) else {}
