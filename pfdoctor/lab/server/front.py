"""Everything the lab answers, in the order in which a request meets it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pfdoctor.bundle.file import Bundle
from pfdoctor.lab.faults import Fault, Faults
from pfdoctor.lab.server.cloud import cloud
from pfdoctor.lab.server.entra import Entra
from pfdoctor.lab.server.graph import graph
from pfdoctor.lab.server.guard import refuse
from pfdoctor.lab.server.logins import tenant
from pfdoctor.lab.throttle import Throttle
from pfdoctor.model.exchange import Answerer, Ask, Reply


@dataclass(frozen=True, slots=True)
class Conditions:
    """What makes the lab a bad place: seconds each answer waits, requests a second (None: no limit), faults."""

    latency: float = 0
    throttle: int | None = None
    faults: Sequence[Fault] = ()


def front(arm: Answerer, bundle: Bundle, url: str, conditions: Conditions, clock: Callable[[], float]) -> Answerer:
    """The lab as its clients meet it at `url`: faults on anything, sign-in without a token, ARM only with one.

    `clock` tells the seconds since 1970.
    """
    entra, directory = Entra(bundle, url, clock), tenant(bundle)
    limited = arm if conditions.throttle is None else Throttle(arm, conditions.throttle)

    def answer(ask: Ask) -> Reply:
        free = cloud(ask, url) or entra(ask)
        return free or refuse(ask, url, directory, clock) or graph(ask, bundle) or limited(ask)

    return Faults(answer, conditions.faults)
