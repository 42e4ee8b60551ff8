"""Finds the checks: the built-in ones, and those of other packages, by the same code.

A package adds checks through the entry-point group `pfdoctor.checks`, naming a module or a package.
https://packaging.python.org/specifications/entry-points/
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import entry_points
from types import ModuleType

from pfdoctor.engine.check import Check
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.finding import Severity

BUILT_IN = "pfdoctor.checks"
GROUP = "pfdoctor.checks"


class BadCheck(ValueError):
    """A check that breaks a rule of the catalogue; the text says which."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The checks by area and id, and one sentence for each package that could not be loaded."""

    checks: tuple[Check, ...]
    broken: tuple[str, ...] = ()

    def __getitem__(self, id: str) -> Check:
        """Raises CannotStart for an id that does not exist."""
        found = next((check for check in self.checks if check.id == id), None)
        if found is None:
            raise CannotStart(self._no_such(id))
        return found

    def select(
        self, only: Sequence[str] = (), skip: Sequence[str] = (), *, endpoint: bool = True, files: bool = True
    ) -> tuple[Check, ...]:
        """Those of `only` (all if empty) without those of `skip` that can be asked of an endpoint, of files.

        Raises CannotStart for an id that does not exist, and for one of `only` that cannot be asked.
        """
        for id in (*only, *skip):
            self[id]
        for id in only:
            if not _can(self[id], endpoint, files):
                lacks = "looks at an endpoint; name one" if endpoint is False else "looks at files; add --project DIR"
                raise CannotStart(f"{id} {lacks}.")
        wanted = (check for check in self.checks if (not only or check.id in only) and check.id not in skip)
        return tuple(check for check in wanted if _can(check, endpoint, files))

    def _no_such(self, id: str) -> str:
        near = get_close_matches(id, [check.id for check in self.checks], n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "`pfdoctor checks` lists them."
        return f"There is no check {id!r}; {hint}"


def load() -> Catalogue:
    """All checks that are installed. A package that fails to load is named in `broken`, and the others stay.

    Raises BadCheck if the built-in checks break a rule, which is a bug.
    """
    checks = list(_checks_in(BUILT_IN))
    validate(checks)
    broken = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            found = list(_checks_in(point.value.partition(":")[0]))
            validate([*checks, *found])
        except Exception as error:  # noqa: BLE001 - whatever a stranger's package raises, ours go on
            broken.append(f"The checks of {point.name} ({point.value}) could not be loaded: {_short(error)}.")
        else:
            checks += found
    return Catalogue(tuple(sorted(checks, key=lambda check: (check.area, check.id))), tuple(broken))


def validate(checks: Iterable[Check]) -> None:
    """Raises BadCheck for a double id, an `after` that names no check, a circle, or a promise that is not stated."""
    by_id: dict[str, Check] = {}
    for check in checks:
        if check.id in by_id:
            raise BadCheck(f"two checks are called {check.id}")
        if check.severity not in list(Severity):
            raise BadCheck(f"{check.id} has the severity {check.severity!r}")
        if not (check.module and check.title and check.proves and check.does_not_prove and check.runbook):
            raise BadCheck(f"{check.id} lacks its function, title, proves, does_not_prove or runbook")
        by_id[check.id] = check
    for check in by_id.values():
        for other in check.after:
            if other not in by_id:
                raise BadCheck(f"{check.id} comes after {other!r}, which is no check")
    for check in by_id.values():
        _refuse_circle(check, by_id, ())


def _refuse_circle(check: Check, by_id: dict[str, Check], seen: tuple[str, ...]) -> None:
    if check.id in seen:
        raise BadCheck("checks come after each other in a circle: " + " -> ".join((*seen, check.id)))
    for other in check.after:
        _refuse_circle(by_id[other], by_id, (*seen, check.id))


def _can(check: Check, endpoint: bool, files: bool) -> bool:
    return (endpoint and check.function is not None) or (files and check.on_files is not None)


def _checks_in(name: str) -> Iterator[Check]:
    for module in _modules(importlib.import_module(name)):
        check = getattr(module, "check", None)
        if isinstance(check, Check):
            yield check


def _modules(root: ModuleType) -> Iterator[ModuleType]:
    yield root
    for found in pkgutil.walk_packages(getattr(root, "__path__", ()), root.__name__ + "."):
        yield importlib.import_module(found.name)


def _short(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__
