"""Results in the order in which a person should read them: the root cause first, what follows from it below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.finding import Outcome, Result, Severity
from pfdoctor.model.need import Need
from pfdoctor.report import areas

LOUD = (Outcome.FAILED, Outcome.UNKNOWN, Outcome.CRASHED)
"""The outcomes that are shown in full, in this order; the others are folded."""
_CALM = {Severity.WARNING: "Warnings", Severity.INFO: "Notes"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to read: a result, several unknowns that rest on the same unread requests, or several notes of one
    check."""

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

    @property
    def rank(self) -> tuple[int, int]:
        """That of the gravest result here or below: what causes an error is read among the errors."""
        return min(_rank(result) for entry in (self, *self.followers) for result in entry.results)

    @property
    def severity(self) -> Severity:
        return list(Severity)[self.rank[0]]


def entries(results: Iterable[Result]) -> tuple[Entry, ...]:
    """The failed, unknown and crashed results, the gravest first: those with a cause among them stand below it."""
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
    found = (
        Entry(bundle, tuple(Entry(bundles[follower]) for follower in below[index]))
        for index, bundle in enumerate(bundles)
        if index not in followers
    )
    return tuple(sorted(found, key=lambda entry: entry.rank))


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under one heading; `severity` is that of the gravest, which need not be said again at each."""

    heading: str
    severity: Severity
    entries: tuple[Entry, ...]


def sections(found: Iterable[Entry], identity: str = "") -> tuple[Section, ...]:
    """Errors by area, the area with the gravest first, then as areas cause one another; all warnings, then all notes.

    `found` is as `entries` gives it; `identity` is whose roles they are, "" where that is not one.
    """
    listed = tuple(found)
    by_area: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in listed:
        if entry.severity is Severity.ERROR:
            by_area[entry.area].append(entry)
    ranked = sorted(by_area.items(), key=lambda pair: (pair[1][0].rank, not pair[0], areas.place(pair[0])))
    errors = [Section(_heading(area, identity), Severity.ERROR, tuple(members)) for area, members in ranked]
    others = (
        Section(heading, severity, tuple(entry for entry in listed if entry.severity is severity))
        for severity, heading in _CALM.items()
    )
    return (*errors, *(section for section in others if section.entries))


def identity(results: Iterable[Result]) -> str:
    """The endpoint's only identity as a person calls it, from what the results rest on; "" if none tells of one."""
    bags = (one for result in results for one in result.evidence if one.path == "identity")
    for one in bags:
        bag = one.value if isinstance(one.value, Mapping) else {}
        kind, named = str(bag.get("type", "")).lower(), bag.get("userAssignedIdentities")
        if kind == "systemassigned":
            return f"{ArmId(one.source).name} (system-assigned)"
        if kind == "userassigned" and isinstance(named, Mapping) and len(named) == 1:
            return f"{ArmId(str(next(iter(named)))).name} (user-assigned)"
    return ""


def by_area(results: Iterable[Result], outcome: Outcome) -> tuple[tuple[str, tuple[Result, ...]], ...]:
    """The results with one outcome, by area in reading order, sorted by check and subject."""
    found: defaultdict[str, list[Result]] = defaultdict(list)
    for result in sorted(results, key=lambda one: (one.check, one.subject)):
        if result.outcome is outcome:
            found[result.area].append(result)
    return tuple((area, tuple(found[area])) for area in sorted(found, key=areas.place))


def _heading(area: str, identity: str) -> str:
    if area == "roles" and identity:
        return f"Roles of {identity}"
    return areas.heading(area) if area else "Could not be read"


def _rank(result: Result) -> tuple[int, int]:
    """Errors before warnings before notes; of each, failures before unknowns."""
    return result.severity.rank, LOUD.index(result.outcome)


def _gravity(result: Result) -> tuple[object, ...]:
    return (*_rank(result), areas.place(result.area), result.check, result.subject, result.message)


def _bundles(loud: Iterable[Result]) -> list[tuple[Result, ...]]:
    found: dict[object, list[Result]] = {}
    for number, result in enumerate(loud):
        found.setdefault(_unread(result.needs) or _note(result) or number, []).append(result)
    return [tuple(bundle) for bundle in found.values()]


def _note(result: Result) -> tuple[str, str | None] | None:
    """What notes have in common that are read as one: without a fix, each says the same about another subject."""
    if result.outcome is Outcome.FAILED and result.severity is Severity.INFO and not result.fixes:
        return result.check, result.caused_by
    return None


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
