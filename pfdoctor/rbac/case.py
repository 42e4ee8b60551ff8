"""One request weighed against all that is known: what grants it, what denies it."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.rbac.deny import WeighedDeny, weigh_deny
from pfdoctor.rbac.logic import Kleene, every, negate, some
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Request
from pfdoctor.rbac.standing import Standing, standings
from pfdoctor.rbac.weigh import Weighed, weigh


@dataclass(frozen=True, slots=True)
class Case:
    """`held` are the assignments that the principal holds, or may hold, at the scope or above: the nearest first.

    Those whose role does not even name the action are `silent`. `elsewhere` are those of a role that allows it which
    the principal certainly holds, but at another scope.
    """

    request: Request
    policy: Policy
    held: tuple[Weighed, ...]
    silent: tuple[Standing, ...]
    elsewhere: tuple[Weighed, ...]
    denies: tuple[WeighedDeny, ...]

    @property
    def verdict(self) -> Kleene:
        """Is it allowed, all in all."""
        return every((self.granted, negate(self.denied)))

    @property
    def granted(self) -> Kleene:
        """Does a role allow it. Lists that were not read may hold one that does. (R5, R8)"""
        known = some([one.verdict for one in self.held])
        return None if self.policy.unread and known is False else known

    @property
    def denied(self) -> Kleene:
        """Does a deny assignment block it. Lists that were not read may hold one that does. (R9)"""
        known = some([one.verdict for one in self.denies])
        return None if self.policy.unread_denies and known is False else known


def consider(request: Request, policy: Policy) -> Case:
    decisions = policy.decisions(request)
    held, silent, elsewhere = [], [], []
    for one in standings(request, policy):
        decision = decisions[one.guid]
        if one.here is False:
            if one.held and decision and decision.blocks:
                elsewhere.append(weigh(one, request, decision))
        elif decision is None or decision.names_it:
            held.append(weigh(one, request, decision))
        else:
            silent.append(one)
    denies = tuple([weigh_deny(one, request, policy) for one in policy.denies])
    return Case(request, policy, tuple(held), tuple(silent), tuple(elsewhere), denies)
