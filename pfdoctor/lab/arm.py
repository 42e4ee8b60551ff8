"""The lab in process: a function from requests to replies, as Azure Resource Manager would give them."""

from __future__ import annotations

from dataclasses import replace

from pfdoctor.bundle.answers import READING_POSTS, answerer
from pfdoctor.bundle.file import Bundle
from pfdoctor.bundle.matching import key
from pfdoctor.lab import authorization, errors, pages
from pfdoctor.lab.gate import Gate
from pfdoctor.lab.principals import Who, who_asks
from pfdoctor.lab.routes import Route, route
from pfdoctor.lab.store import Store, Stored
from pfdoctor.lab.types import KNOWN
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Ask, NotRecorded, Reply


class Lab:
    """An Answerer over a bundle's world. Raises CannotStart for a bundle that cannot be one.

    What the world does not hold does not exist in it. What failed when the bundle was recorded fails again, for its
    caller alone. `page_size` is the number of items a page of a list.
    """

    def __init__(self, bundle: Bundle, *, page_size: int = 500) -> None:
        self._bundle = bundle
        self._page_size = page_size
        self._store = Store(bundle)
        self._gate = Gate(bundle, self._store)
        failed = tuple(one for one in bundle.answers if not one.succeeded)
        self._failed = {one.key for one in failed}
        self._failures = answerer(replace(bundle, answers=failed))
        self._recorded = answerer(bundle)
        self._read = {one.key for one in bundle.answers if one.succeeded}

    def __call__(self, ask: Ask) -> Reply:
        """May raise NotRecorded where, as recorded, no answer came."""
        who = who_asks(self._bundle, ask.headers)
        if who is None:
            return errors.unauthenticated()
        failure = self._failure(ask) if who.is_caller else None
        if failure is not None:
            return failure
        asked = route(ask)
        return self._refusal(ask, asked, who) or self._answer(ask, asked, who)

    def _failure(self, ask: Ask) -> Reply | None:
        if key(ask) in self._failed:
            return self._failures(ask)
        try:
            return self._failures(ask)
        except NotRecorded:
            return None

    def _refusal(self, ask: Ask, asked: Route, who: Who) -> Reply | None:
        id = asked.id
        if id.subscription and not self._store.knows(ArmId("/".join(id.parts[:2]))):
            return errors.no_subscription(id.subscription)
        if not self._lets(ask, asked, who):
            return errors.forbidden(who.client_id, who.object_id, asked.action, asked.scope)
        if id.resource_group and not self._store.knows(ArmId("/".join(id.parts[:4]))):
            return errors.no_group(id.resource_group)
        return None

    def _lets(self, ask: Ask, asked: Route, who: Who) -> bool:
        if asked.kind in ("subscriptions", "permissions", "nothing") and ask.verb == "GET":
            return True
        # What its caller was answered when the bundle was recorded, it may read.
        if who.is_caller and key(ask) in self._read:
            return True
        if self._gate.may(who, asked.action, asked.scope):
            return True
        return ask.verb == "GET" and _spans(asked) and self._gate.holds_anything(who, asked.scope)

    def _answer(self, ask: Ask, asked: Route, who: Who) -> Reply:
        if ask.verb == "POST" and asked.id.key.endswith(READING_POSTS):
            try:
                return self._recorded(ask)
            except NotRecorded:
                return errors.no_resource(asked.scope)
        if ask.verb != "GET":
            return errors.not_allowed(ask.verb, asked.id)
        match asked.kind:
            case "access":
                return self._access(ask, asked, who)
            case "permissions":
                return Reply(200, {"value": self._gate.permissions(who, asked.scope)}, api_version=ask.api_version)
            case "subscriptions":
                mine = [one for one in self._store.subscriptions() if self._gate.holds_anything(who, one.id)]
                return self._page(mine, ask)
            case "groups":
                return self._page(self._visible(self._store.groups(asked.scope), asked, who), ask)
            case "collection":
                return self._collection(ask, asked, who)
            case "providers":
                below = [one for one in self._store.resources.values() if "registrationState" in one.body]
                return self._page([one for one in below if one.id.within(asked.scope)], ask)
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
        items = authorization.listing(self._store, asked, text, who, self._bundle.world)
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
        if not _spans(asked) or self._gate.may(who, asked.action, asked.scope):
            return items
        shown = who.is_caller and not who.named
        return [one for one in items if shown or self._gate.may(who, asked.action, one.id)]

    def _page(self, items: list[Stored], ask: Ask) -> Reply:
        return pages.page(items, ask, self._page_size)


def _spans(asked: Route) -> bool:
    """True for a list of what lies in a whole group or subscription, which is cut to what may be seen."""
    return asked.kind == "groups" or (asked.kind == "collection" and len(asked.id.segments) == 1)


def _reply(one: Stored) -> Reply:
    return Reply(200, one.body, api_version=one.api_version)
