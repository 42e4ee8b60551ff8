"""A bundle as a world: every request is answered from what was recorded, or not at all.

An exact answer wins. Otherwise a broader recorded list answers a narrower question, where it is certain to hold all
that was asked for. Nothing else is answered: what was not recorded is not known.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pfdoctor.bundle.access import AUTHORIZATION, holds, identities, select, split_list
from pfdoctor.bundle.answer import Answer
from pfdoctor.bundle.file import Bundle
from pfdoctor.bundle.filters import Filter, read_filter
from pfdoctor.bundle.matching import Key, key
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Answerer, Ask, NotRecorded, Reply

_ML = "microsoft.machinelearningservices/workspaces"

READING_POSTS = ("/getlogs",)
"""The POSTs that only read, by the end of their path."""

_LISTED_WHOLE = {
    "microsoft.containerregistry/registries",
    "microsoft.storage/storageaccounts",
    "microsoft.managedidentity/userassignedidentities",
    "microsoft.cognitiveservices/accounts",
    "microsoft.search/searchservices",
    "microsoft.authorization/roleassignments",
    f"{_ML}/onlineendpoints",
    f"{_ML}/onlineendpoints/deployments",
    f"{_ML}/connections",
    f"{_ML}/environments/versions",
    f"{_ML}/models/versions",
}
"""Types whose lists hold each resource as its own GET shows it. Of workspaces that is not known."""

_NO_VERSION = "not recorded"
"""Stands for the api-version of an answer that does not tell it: nothing that is absent from it is known."""

_EXHAUSTIVE = {
    f"{_ML}/onlineendpoints": (),
    f"{_ML}/onlineendpoints/deployments": (),
    f"{_ML}/connections": (("includeall", "true"),),
}
"""Types that do not exist if the list of their parent, asked with this query, does not name them."""


def answerer(bundle: Bundle) -> Answerer:
    """The world of this bundle. It raises NotRecorded for whatever the bundle does not tell."""
    return _Recorded(bundle)


class _Recorded:
    def __init__(self, bundle: Bundle) -> None:
        self._world = bundle.world
        self._exact = {answer.key: answer for answer in bundle.answers}
        self._lists = [_AccessList.of(answer) for answer in self._exact.values() if split_list(answer.key.path)]
        self._items = _by_id(self._exact.values())

    def __call__(self, ask: Ask) -> Reply:
        asked = key(ask)
        if asked.verb == "POST" and asked.path.endswith(READING_POSTS):
            answer = self._exact.get(_with_container(asked, ask.body)) or self._exact.get(asked)
        else:
            answer = self._exact.get(asked)
        if asked.verb not in ("GET", "POST") or (asked.verb == "POST" and not asked.path.endswith(READING_POSTS)):
            raise NotRecorded(f"{ask} would not only read, and a bundle answers nothing else")
        if answer is not None:
            return _reply(ask, answer)
        found = None
        if asked.verb == "GET":
            found = self._access(asked) or self._category(asked) or self._item(asked) or self._absent(asked, ask.path)
        if found is None:
            raise NotRecorded(f"{ask} is not in this bundle")
        return found

    def _access(self, asked: Key) -> Reply | None:
        place = split_list(asked.path)
        wanted = read_filter(asked.filter)
        if place is None or wanted is None or not asked.only_filter:
            return None
        scope, kind = place
        broader = [
            known
            for known in self._lists
            if known.kind == kind and known.items is not None and known.holds(scope, wanted, self)
        ]
        if broader:
            best = max(reversed(broader), key=lambda known: (bool(known.filter.assigned_to), len(known.scope.key)))
            who = identities(wanted.assigned_to, self._world) if not best.filter.assigned_to else None
            items = select(kind, best.items or (), scope, wanted, who)
            if items or best.scope == scope or not wanted.role_name:
                return Reply(200, {"value": items}, api_version=best.answer.api_version or _NO_VERSION)
        refused = [
            known.answer for known in self._lists if known.refused and (known.scope, known.kind) == (scope, kind)
        ]
        return _recorded(refused[-1]) if refused else None

    def _category(self, asked: Key) -> Reply | None:
        query = dict(asked.query)
        category = query.pop("category", None)
        if category is None or not asked.path.endswith("/connections"):
            return None
        answer = self._exact.get(replace(asked, query=tuple(query.items())))
        if answer is None or answer.items is None:
            return None
        named = [(str(_properties(item).get("category") or "").lower(), item) for item in answer.items]
        if not all(name for name, _ in named):
            return None
        items = [item for name, item in named if name == category]
        return Reply(200, {"value": items}, api_version=answer.api_version or _NO_VERSION)

    def _item(self, asked: Key) -> Reply | None:
        scope, _, guid = asked.path.rpartition("/")
        if asked.query:
            return None
        if scope.endswith(AUTHORIZATION + "roledefinitions"):
            return self._items.get(f"role {guid}")
        return self._items.get(asked.path)

    def _absent(self, asked: Key, path: str) -> Reply | None:
        resource = ArmId(asked.path)
        if asked.query or resource.type not in _EXHAUSTIVE:
            return None
        parent, _, name = asked.path.rpartition("/")
        answer = self._exact.get(Key("GET", parent, _EXHAUSTIVE[resource.type]))
        if answer is None or answer.items is None:
            return None
        names = [str(item.get("name") or "").lower() for item in answer.items]
        ids = [ArmId(str(item.get("id") or "")).name.lower() for item in answer.items]
        if not all(names) or name in names or name in ids:
            return None
        message = f"The Resource '{path}' was not found: it is not in the recorded list of its parent."
        return Reply(404, {"error": {"code": "ResourceNotFound", "message": message}}, api_version=answer.api_version)


@dataclass(frozen=True, slots=True)
class _AccessList:
    answer: Answer
    scope: ArmId
    kind: str
    filter: Filter
    items: tuple[Mapping[str, Any], ...] | None
    refused: bool

    @classmethod
    def of(cls, answer: Answer) -> _AccessList:
        scope, kind = split_list(answer.key.path) or (ArmId("/"), "")
        read = read_filter(answer.key.filter) if answer.key.only_filter else None
        items = answer.items if read is not None and answer.key.verb == "GET" else None
        # Rights do not depend on a filter: who may not list with one may not list with another.
        refused = answer.key.verb == "GET" and answer.status in (401, 403)
        return cls(answer, scope, kind, read or Filter(), items, refused)

    def holds(self, scope: ArmId, asked: Filter, world: _Recorded) -> bool:
        # A list above all subscriptions also holds what lies beside the scope, and a path cannot tell which.
        inside = scope == self.scope or (bool(self.scope.subscription) and scope.within(self.scope))
        return inside and holds(self.kind, self.filter, asked, scope == self.scope, world._world)


def _reply(ask: Ask, answer: Answer) -> Reply:
    if answer.status is None:
        raise NotRecorded(f"{ask} got no answer when this bundle was recorded: {answer.error or 'no reason recorded'}")
    if answer.partial is not None and answer.status < 400:
        raise NotRecorded(f"{ask} was recorded in part only: {answer.error or 'a further page is missing'}")
    return _recorded(answer)


def _recorded(answer: Answer) -> Reply:
    headers = {"x-ms-request-id": answer.request_id} if answer.request_id else {}
    return Reply(answer.status or 0, answer.body, headers, answer.api_version or _NO_VERSION)


def _with_container(asked: Key, body: bytes | None) -> Key:
    """The logs of each container are another answer, and only the request's body says of which."""
    try:
        container = json.loads(body or b"{}").get("containerType")
    except (ValueError, AttributeError):
        container = None
    if not isinstance(container, str):
        return asked
    return replace(asked, query=tuple(sorted((*asked.query, ("containertype", container.lower())))))


def _by_id(answers: Any) -> dict[str, Reply]:
    found: dict[str, Reply] = {}
    for answer in answers:
        if answer.key.verb != "GET":
            continue
        for item in _items_of(answer):
            resource = ArmId(str(item.get("id") or ""))
            name = _index_name(resource, item, answer.key.path)
            if name and (name not in found or found[name].api_version[:10] <= answer.api_version[:10]):
                found[name] = Reply(200, item, api_version=answer.api_version or _NO_VERSION)
    return found


def _items_of(answer: Answer) -> tuple[Mapping[str, Any], ...]:
    if answer.items is not None:
        return answer.items
    return (answer.body,) if answer.succeeded and isinstance(answer.body, Mapping) else ()


def _index_name(resource: ArmId, item: Mapping[str, Any], path: str) -> str:
    parts = resource.key.split("/")
    collection = path.rpartition("/")[2]
    if resource.type.lower() == "microsoft.authorization/roledefinitions":
        return f"role {resource.name.lower()}" if _properties(item).get("permissions") else ""
    if len(parts) < 2 or parts[-2] != collection:
        return ""
    if collection == "providers":
        return resource.key if "registrationState" in item else ""
    return resource.key if resource.type.lower() in _LISTED_WHOLE and _properties(item) else ""


def _properties(item: Mapping[str, Any]) -> Mapping[str, Any]:
    found = item.get("properties")
    return found if isinstance(found, Mapping) else {}
