"""A run that is killed, wherever, loses nothing: fix again or undo, and all is as it should be."""

from __future__ import annotations

import pytest

from pfdoctor.fix import journal
from pfdoctor.model.plan import GrantRole

WRITES = 6
"""That many changes has the plan of the demo."""


def killer(killed, number):
    """Raises at the given call."""
    calls = iter(range(number + 1))

    def strike():
        if next(calls) == number:
            raise killed

    return strike


def strike(patient, killed, folder, place, number):
    """The demo, whose run of fix was killed before or after its request `number`, or at its journal entry `number`."""
    sick = patient("demo")
    now = sick.now
    if place == "at an entry":
        hit = killer(killed, number)
        sick.now = lambda: (hit(), now())[1]
    else:
        setattr(
            sick, {"before a request": "before_write", "after a request": "after_write"}[place], killer(killed, number)
        )
    steps = sick.steps()
    with pytest.raises(killed):
        sick.apply(folder, steps)
    sick.now = now
    sick.before_write = sick.after_write = lambda: None
    return sick


POINTS = [(place, number) for place in ("before a request", "after a request") for number in range(WRITES)]
POINTS += [("at an entry", number) for number in range(1, 2 * WRITES + 1)]


@pytest.mark.parametrize(("place", "number"), POINTS)
def test_no_assignment_exists_that_no_journal_knows(patient, killed, tmp_path, place, number):
    before = patient("demo").assignments()
    sick = strike(patient, killed, tmp_path, place, number)
    known = {
        one.change.name for run in journal.runs(tmp_path) for one in run.steps if isinstance(one.change, GrantRole)
    }
    assert sick.assignments() - before <= known


@pytest.mark.parametrize(("place", "number"), POINTS)
def test_fix_again_reaches_the_end(patient, killed, tmp_path, place, number):
    whole = patient("demo")
    whole.apply(tmp_path / "whole")
    sick = strike(patient, killed, tmp_path / "struck", place, number)
    sick.apply(tmp_path / "struck")
    assert sick.outcomes() == whole.outcomes()
    assert sick.assignments() == whole.assignments()


@pytest.mark.parametrize(("place", "number"), POINTS)
def test_undo_reaches_the_beginning(patient, killed, tmp_path, place, number):
    healthy = patient("demo")
    sick = strike(patient, killed, tmp_path, place, number)
    sick.undo(tmp_path)
    assert sick.outcomes() == healthy.outcomes()
    assert sick.assignments() == healthy.assignments()
