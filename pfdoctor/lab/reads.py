"""What a GET is answered, for somebody who may ask."""

from __future__ import annotations

from dataclasses import replace

from pfdoctor.bundle.matching import key
from pfdoctor.lab import authorization, errors, pages
from pfdoctor.lab.inventory import inventory
from pfdoctor.lab.principals import Who
from pfdoctor.lab.routes import Route
from pfdoctor.lab.state import State
from pfdoctor.lab.store import Stored
from pfdoctor.lab.types import KNOWN
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Ask, Reply


class Reads:
    """`page_size` is the number of items a page of a list."""

    def __init__(self, state: State, page_size: int) -> None:
        self._store = state.store
        self._gate = state.gate
        self._world = state.bundle.world
        self._operations = state.operations
        self._page_size = page_size

    def __call__(self, ask: Ask, asked: Route, who: Who) -> Reply:
        match asked.kind:
            case "access":
                return self._access(ask, asked, who)
            case "permissions":
                held = authorization.shown(self._gate.permissions(who, asked.scope), ask.api_version)
                return Reply(200, {"value": held}, api_version=ask.api_version)
            case "subscriptions":
                mine = [one for one in self._store.subscriptions() if self._gate.holds_anything(who, one.id)]
                listed = self._page(mine, ask)
                # Of all lists here this one alone is told to name the next page even where there is none.
                return replace(listed, body={"nextLink": "", **listed.body})
            case "groups":
                return self._page(self._visible(self._store.groups(asked.scope), asked, who), ask)
            case "collection":
                return self._collection(ask, asked, who)
            case "providers":
                below = [one for one in self._store.resources.values() if "registrationState" in one.body]
                return self._page([one for one in below if one.id.within(asked.scope)], ask)
            case "resources":
                found = inventory(list(self._store.resources.values()), asked.scope, ask.query.get("$filter", ""))
                return found if isinstance(found, Reply) else self._page(self._visible(found, asked, who), ask)
            case "status":
                return self._operations.status(ask, asked.name)
            case "subscription":
                return _reply(next(one for one in self._store.subscriptions() if one.id == asked.id))
            case "group":
                subscription = ArmId("/".join(asked.id.parts[:2]))
                return _reply(next(one for one in self._store.groups(subscription) if one.id == asked.id))
        return self._resource(ask, asked)

    def _access(self, ask: Ask, asked: Route, who: Who) -> Reply:
        if asked.access not in authorization.KINDS:
            return errors.no_type(asked.id, ask.api_version)
        if asked.name:
            found = authorization.single(self._store, asked)
            return found if isinstance(found, Reply) else _reply(found)
        text = ask.query.get("$filter", "")
        items = authorization.listing(self._store, asked, text, who, self._world)
        return items if isinstance(items, Reply) else self._page(items, ask)

    def _collection(self, ask: Ask, asked: Route, who: Who) -> Reply:
        fixed = self._store.fixed.get(key(ask)) or self._store.fixed.get(replace(key(ask), query=()))
        if fixed is not None:
            return Reply(200, fixed.body, api_version=fixed.api_version)
        if asked.id.type.lower() not in KNOWN:
            return errors.no_type(asked.id, ask.api_version)
        owner = self._owner(asked.id)
        if owner is not None:
            return owner
        below = self._store.below(asked.id, asked.scope)
        return self._page(pages.narrow(self._visible(below, asked, who), ask.query), ask)

    def _resource(self, ask: Ask, asked: Route) -> Reply:
        fixed = self._store.fixed.get(key(ask))
        if fixed is not None:
            return Reply(200, fixed.body, api_version=fixed.api_version)
        found = self._store.resources.get(asked.id.key)
        if found is not None:
            return _reply(found)
        if asked.kind == "provider":
            return errors.no_provider(asked.id.provider)
        if asked.kind != "resource":
            return errors.no_type(asked.id, ask.api_version)
        return self._owner(asked.id) or errors.no_resource(asked.id)

    def _owner(self, id: ArmId) -> Reply | None:
        """The refusal for what would lie below a resource that does not exist."""
        above = len(id.segments) - 2
        if above <= 0:
            return None
        top = ArmId("/".join(id.parts[: len(id.parts) - above]))
        if top.key not in self._store.resources:
            return errors.no_resource(top)
        parent = ArmId("/".join(id.parts[:-1]))
        whole = len(id.segments) % 2 == 0 or parent.key in self._store.resources
        return None if whole else errors.no_resource(parent)

    def _visible(self, items: list[Stored], asked: Route, who: Who) -> list[Stored]:
        """A list over a group or a subscription shows those that the principal may read."""
        if not spans(asked) or self._gate.may(who, asked.action, asked.scope):
            return items
        shown = who.is_caller and not who.named
        return [one for one in items if shown or self._gate.may(who, _read(asked, one), one.id)]

    def _page(self, items: list[Stored], ask: Ask) -> Reply:
        return pages.page(items, ask, self._page_size)


def spans(asked: Route) -> bool:
    """True for a list of what lies in a whole group or subscription, which is cut to what may be seen."""
    return asked.kind in ("groups", "resources") or (asked.kind == "collection" and len(asked.id.segments) == 1)


def _read(asked: Route, one: Stored) -> str:
    """The right that shows an item of a list: to read it, or its like."""
    return f"{one.id.type}/read" if asked.kind == "resources" else asked.action


def _reply(one: Stored) -> Reply:
    return Reply(200, one.body, api_version=one.api_version)
