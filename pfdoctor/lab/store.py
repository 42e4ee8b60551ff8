"""What exists in the lab's world: every resource that a bundle's answers show, and what they say in other ways.

Reads take no lock: a write never changes a mapping that somebody may be walking, it puts a new one in its place.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pfdoctor.bundle.access import split_list
from pfdoctor.bundle.answer import Answer
from pfdoctor.bundle.file import Bundle
from pfdoctor.bundle.matching import Key, names_resource
from pfdoctor.lab.types import KNOWN
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import CannotStart

Body = Mapping[str, Any]

_ACCESS = "/providers/microsoft.authorization/"
_PERMISSIONS = _ACCESS + "permissions"
_ML = "microsoft.machinelearningservices/workspaces"
_VERSIONS = (f"{_ML}/environments/versions", f"{_ML}/models/versions")


@dataclass(frozen=True, slots=True)
class Stored:
    """`api_version` is the one that the recorded answer was given to: it may not know every field."""

    id: ArmId
    body: Body
    api_version: str


class Store:
    """Raises CannotStart for a resource without an id. `written` are the keys of what was written since.

    Whoever writes holds `lock` from before it looks until after it has written.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.lock = threading.RLock()
        self.written: frozenset[str] = frozenset()
        self.resources: dict[str, Stored] = {}
        self.access: dict[str, dict[str, Stored]] = {}
        self.permissions: dict[str, Stored] = {}
        self.fixed: dict[Key, Answer] = {}
        self._listed: list[ArmId] = []
        whole = [
            one for one in bundle.answers if one.succeeded and one.key.verb == "GET" and isinstance(one.body, Mapping)
        ]
        # A resource's own answer says at least as much as a list's, so it comes last and stays.
        for answer in sorted(whole, key=lambda one: "value" not in one.body):
            self._take(answer)
        self._places = {place for one in self.resources.values() for place in _places(one.id)}
        asked = (answer for answer in bundle.answers if answer.status != 404)
        self._places |= {place for answer in asked for place in _places(ArmId(answer.key.path))}
        for one in list(self.resources.values()):
            self._contain(one)

    def knows(self, place: ArmId) -> bool:
        """True if the subscription or resource group is named anywhere in this world."""
        return place.key in self._places

    def subscriptions(self) -> list[Stored]:
        """Those that are described, and a plain description of the others."""
        found = []
        for place in sorted(self._places):
            if place.count("/") == 2:
                name = ArmId(place).subscription
                plain = {"id": place, "subscriptionId": name, "displayName": name, "state": "Enabled"}
                found.append(self.resources.get(place) or Stored(ArmId(place), plain, ""))
        return found

    def groups(self, subscription: ArmId) -> list[Stored]:
        found = []
        for place in sorted(self._places):
            if place.count("/") == 4 and place.startswith(subscription.key + "/"):
                found.append(self.resources.get(place) or _plain_group(ArmId(place)))
        return found

    def below(self, collection: ArmId, scope: ArmId) -> list[Stored]:
        """The resources of a collection: of one parent, or of a whole group or subscription."""
        kind = collection.type.lower()
        return [one for one in self.resources.values() if one.id.type.lower() == kind and one.id.within(scope)]

    def items(self, kind: str) -> Iterable[Stored]:
        """All role assignments, role definitions and the like; `kind` in lower case."""
        return self.access.get(kind, {}).values()

    def shows_access(self, scope: ArmId) -> bool:
        """True if role assignments at this scope, or above it, were read."""
        return any(scope.within(one) for one in self._listed)

    def location(self, id: ArmId) -> str:
        """The region of a resource, or of what it lies below; "" if that is not here or in none."""
        here: ArmId | None = id if len(id.segments) % 2 == 0 else ArmId("/".join(id.parts[:-1]))
        while here is not None and here.segments:
            found = self.resources.get(here.key)
            if found is not None and isinstance(where := found.body.get("location"), str) and where:
                return where
            here = here.parent
        return ""

    def put(self, *resources: Stored) -> None:
        """Resources come to be, or change."""
        with self.lock:
            self.resources = {**self.resources, **{one.id.key: one for one in resources}}
            self.written |= {one.id.key for one in resources}

    def assign(self, kind: str, one: Stored) -> None:
        """A role assignment comes to be, or changes; a role definition becomes known."""
        with self.lock:
            self.access = {**self.access, kind: {**self.access.get(kind, {}), _access_key(kind, one.id): one}}
            self.written |= {one.id.key}

    def unassign(self, kind: str, id: ArmId) -> None:
        with self.lock:
            gone = _access_key(kind, id)
            left = {key: one for key, one in self.access.get(kind, {}).items() if key != gone}
            self.access = {**self.access, kind: left}
            self.written |= {id.key}

    def _contain(self, version: Stored) -> None:
        """A version of an environment or a model shows that there is one, of which more is seldom recorded."""
        if version.id.type.lower() not in _VERSIONS:
            return
        id = ArmId("/".join(version.id.parts[:-2]))
        body = {"id": id.text, "name": id.name, "type": id.type, "properties": {"latestVersion": version.id.name}}
        self.resources.setdefault(id.key, Stored(id, body, version.api_version))

    def _take(self, answer: Answer) -> None:
        path = answer.key.path
        place = split_list(path)
        items = answer.items
        if path.endswith(_PERMISSIONS):
            self.permissions[path.removesuffix(_PERMISSIONS) or "/"] = Stored(
                ArmId(path), answer.body, answer.api_version
            )
        elif place and items is not None:
            if place[1] == "roleassignments":
                self._listed.append(place[0])
            for item in items:
                self._grant(place[1], item, answer)
        elif "value" not in answer.body:
            self._single(path, answer)
        elif items is None or names_resource(path) or not _are_resources(path, items):
            self.fixed[answer.key] = answer
        else:
            for item in items:
                id = ArmId(str(item.get("id") or f"{path}/{item.get('name') or ''}"))
                self.resources[id.key] = Stored(id, item, answer.api_version)

    def _single(self, path: str, answer: Answer) -> None:
        parent, _, _ = path.rpartition("/")
        place = split_list(parent)
        if place:
            self._grant(place[1], answer.body, answer)
        elif answer.body.get("id"):
            self.resources[path] = Stored(ArmId(str(answer.body["id"])), answer.body, answer.api_version)
        elif names_resource(path) and "properties" in answer.body:
            raise CannotStart(f"the answer to {answer.request} is a resource without an id; record it again")
        else:
            self.fixed[answer.key] = answer

    def _grant(self, kind: str, item: Body, answer: Answer) -> None:
        id = ArmId(str(item.get("id") or ""))
        if not id.parts:
            raise CannotStart(f"the answer to {answer.request} holds an item without an id; record it again")
        self.access.setdefault(kind, {})[_access_key(kind, id)] = Stored(id, item, answer.api_version)


def _access_key(kind: str, id: ArmId) -> str:
    """A built-in role has an id under every subscription; its GUID alone says which it is."""
    return id.name.lower() if kind == "roledefinitions" else id.key


def _are_resources(path: str, items: Iterable[Body]) -> bool:
    """An empty list tells nothing of what it would hold, so its type must."""
    return all(_is_resource(item) for item in items) if items else ArmId(path).type in KNOWN


def _is_resource(item: Body) -> bool:
    return bool(item.get("id") or item.get("name")) and ("properties" in item or "registrationState" in item)


def _places(id: ArmId) -> list[str]:
    """The subscription and the group that an id names."""
    found = []
    if id.subscription:
        found.append(f"/subscriptions/{id.subscription}".lower())
    if id.resource_group:
        found.append(f"{found[0]}/resourcegroups/{id.resource_group}".lower())
    return found


def _plain_group(id: ArmId) -> Stored:
    kind = "Microsoft.Resources/resourceGroups"
    body = {
        "id": id.text,
        "name": id.name,
        "type": kind,
        "location": "",
        "properties": {"provisioningState": "Succeeded"},
    }
    return Stored(id, body, "")
