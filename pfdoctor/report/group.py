"""Results in the order in which a person should read them: the root cause first, what follows from it below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pfdoctor.model.finding import Outcome, Result, Severity
from pfdoctor.model.need import Need
from pfdoctor.report import areas

LOUD = (Outcome.FAILED, Outcome.UNKNOWN, Outcome.CRASHED)
"""The outcomes that are shown in full, in this order; the others are folded."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to read: a result, or several unknowns that rest on the same unread requests."""

    results: tuple[Result, ...]
    followers: tuple[Entry, ...] = ()

    @property
    def first(self) -> Result:
        return self.results[0]

    @property
    def area(self) -> str:
        """The area of all its results; "" if they are of several."""
        found = {result.area for result in self.results}
        return found.pop() if len(found) == 1 else ""


def entries(results: Iterable[Result]) -> tuple[Entry, ...]:
    """The failed, unknown and crashed results: those with a cause among them stand below it."""
    loud = sorted((result for result in results if result.outcome in LOUD), key=_gravity)
    bundles = _bundles(loud)
    place = {result.id: index for index, bundle in enumerate(bundles) for result in bundle}
    causes = {index: _cause(bundle, index, place) for index, bundle in enumerate(bundles)}
    below: defaultdict[int, list[int]] = defaultdict(list)
    for index in range(len(bundles)):
        root = _root(index, causes)
        if root != index:
            below[root].append(index)
    followers = {index for indices in below.values() for index in indices}
    return tuple(
        Entry(bundle, tuple(Entry(bundles[follower]) for follower in below[index]))
        for index, bundle in enumerate(bundles)
        if index not in followers
    )


def sections(found: Iterable[Entry]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Entries by area: the area with the gravest entry first, then as areas cause one another."""
    by_area: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        by_area[entry.area].append(entry)
    ranked = sorted(by_area.items(), key=lambda pair: (*_rank(pair[1][0].first), not pair[0], areas.place(pair[0])))
    return tuple((area, tuple(members)) for area, members in ranked)


def by_area(results: Iterable[Result], outcome: Outcome) -> tuple[tuple[str, tuple[Result, ...]], ...]:
    """The results with one outcome, by area in reading order, sorted by check and subject."""
    found: defaultdict[str, list[Result]] = defaultdict(list)
    for result in sorted(results, key=lambda one: (one.check, one.subject)):
        if result.outcome is outcome:
            found[result.area].append(result)
    return tuple((area, tuple(found[area])) for area in sorted(found, key=areas.place))


def _rank(result: Result) -> tuple[bool, int, int]:
    """Failures before unknowns, but what is only a hint after both."""
    return result.severity is Severity.INFO, LOUD.index(result.outcome), result.severity.rank


def _gravity(result: Result) -> tuple[object, ...]:
    return (*_rank(result), areas.place(result.area), result.check, result.subject, result.message)


def _bundles(loud: Iterable[Result]) -> list[tuple[Result, ...]]:
    found: dict[object, list[Result]] = {}
    for number, result in enumerate(loud):
        unread = _unread(result.needs)
        found.setdefault(unread or number, []).append(result)
    return [tuple(bundle) for bundle in found.values()]


def _unread(needs: Iterable[Need]) -> frozenset[tuple[str, str, str]]:
    """What was asked in vain; by action and scope where no request is named."""
    return frozenset((need.request, "", "") if need.request else ("", need.action, need.scope) for need in needs)


def _cause(bundle: tuple[Result, ...], index: int, place: Mapping[str, int]) -> int | None:
    """The one bundle that explains all of this one, if there is one."""
    found = {place.get(result.caused_by or "", index) for result in bundle} - {index}
    explained = all(result.caused_by in place for result in bundle)
    return found.pop() if len(found) == 1 and explained else None


def _root(index: int, causes: Mapping[int, int | None]) -> int:
    """The cause of the causes. What causes itself in a circle has none but itself."""
    seen = [index]
    while (cause := causes[seen[-1]]) is not None:
        if cause in seen:
            return index
        seen.append(cause)
    return seen[-1]
