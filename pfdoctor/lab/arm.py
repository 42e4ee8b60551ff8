"""The lab in process: a function from requests to replies, as Azure Resource Manager would give them."""

from __future__ import annotations

from dataclasses import replace

from pfdoctor.bundle.answers import answerer
from pfdoctor.bundle.file import Bundle
from pfdoctor.bundle.matching import key
from pfdoctor.lab import errors
from pfdoctor.lab.authorization_errors import forbidden
from pfdoctor.lab.clock import Clock
from pfdoctor.lab.gate import Gate
from pfdoctor.lab.headers import complete
from pfdoctor.lab.operations import Operations
from pfdoctor.lab.principals import Who, who_asks
from pfdoctor.lab.reads import Reads, spans
from pfdoctor.lab.routes import Route, route
from pfdoctor.lab.state import State
from pfdoctor.lab.store import Store
from pfdoctor.lab.versions import Versions
from pfdoctor.lab.writes import Writes
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Ask, NotRecorded, Reply


class Lab:
    """An Answerer over a bundle's world, for any number of threads. Raises CannotStart for one that cannot be a world.

    What the world does not hold does not exist in it. What failed when the bundle was recorded fails again, for its
    caller alone, until somebody writes what was missing. `page_size` is the number of items a page of a list.
    `propagation` is after how many seconds a role assignment is enforced, `provisioning` after how many a
    long-running operation ends; `clock` counts them, and without one the lab's time begins when the bundle was taken.
    """

    def __init__(
        self,
        bundle: Bundle,
        *,
        page_size: int = 500,
        propagation: float = 0,
        provisioning: float = 0,
        clock: Clock | None = None,
    ) -> None:
        clock = clock or Clock(bundle.taken_at)
        store = Store(bundle)
        gate = Gate(bundle, store, clock, propagation)
        self._state = State(bundle, store, gate, clock, Operations(clock, provisioning))
        self._bundle, self._store, self._gate = bundle, store, gate
        self._versions = Versions(bundle)
        self._reads = Reads(self._state, page_size)
        self._writes = Writes(self._state)
        failed = tuple(one for one in bundle.answers if not one.succeeded)
        self._failed = {one.key: one.status for one in failed}
        self._failures = answerer(replace(bundle, answers=failed))
        self._read = {one.key for one in bundle.answers if one.succeeded}

    def __call__(self, ask: Ask) -> Reply:
        """May raise NotRecorded where, as recorded, no answer came. An UnknownRequest is a Reply too."""
        who = who_asks(self._bundle, ask.headers)
        return complete(errors.unauthenticated() if who is None else self._reply(ask, who), ask, who)

    def _reply(self, ask: Ask, who: Who) -> Reply:
        self._state.operations.settle()
        asked = route(ask)
        refusal = self._versions.refusal(ask, asked, self._store.location(asked.id))
        if refusal is not None:
            return refusal
        failure = self._failure(ask, asked) if who.is_caller else None
        return failure or self._refusal(ask, asked, who) or self._answer(ask, asked, who)

    def _answer(self, ask: Ask, asked: Route, who: Who) -> Reply:
        if ask.verb == "HEAD":
            found = self._reads(replace(ask, verb="GET"), asked, who)
            return replace(found, status=204 if found.status == 200 else found.status, body=None)
        return self._reads(ask, asked, who) if ask.verb == "GET" else self._writes(ask, asked, who)

    def _failure(self, ask: Ask, asked: Route) -> Reply | None:
        if asked.id.key in self._store.written:
            return None
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
        judged = None if self._open(ask, asked, who) else self._gate.weigh(who, asked.action, asked.scope)
        if judged is not None and not judged.allowed:
            return forbidden(who, asked.action, asked.scope, judged)
        if id.resource_group and not self._store.knows(ArmId("/".join(id.parts[:4]))):
            return errors.no_group(id.resource_group)
        return None

    def _open(self, ask: Ask, asked: Route, who: Who) -> bool:
        """True for what takes no right, or is cut to what may be seen, or is weighed where it is done."""
        if asked.kind in ("subscriptions", "permissions", "nothing") and ask.verb == "GET":
            return True
        # Whether somebody may write a role assignment depends on which one it is.
        if asked.access == "roleassignments" and asked.name and ask.verb in ("PUT", "DELETE"):
            return True
        if asked.kind == "status":
            return self._state.operations.concern(asked.name, who)
        # What its caller was answered when the bundle was recorded, it may read.
        if who.is_caller and key(ask) in self._read:
            return True
        return ask.verb == "GET" and spans(asked) and self._gate.holds_anything(who, asked.scope)
