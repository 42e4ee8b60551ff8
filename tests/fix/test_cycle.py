"""Fails, is planned, applied, passes, is undone, fails as before: in every world that ships."""

from __future__ import annotations

import pytest

from pfdoctor.azure.recorder import Recorder
from pfdoctor.engine.catalogue import load as load_checks
from pfdoctor.engine.run import run
from pfdoctor.facts.facts import Facts
from pfdoctor.fix import journal
from pfdoctor.fix.foresee import foresee
from pfdoctor.fix.select import Wanted, held_back
from pfdoctor.fix.undo import Undone
from pfdoctor.lab.worlds import names
from pfdoctor.model.finding import Outcome
from pfdoctor.model.plan import GrantRole, RegisterProvider

CHECKS = load_checks().select()


@pytest.mark.parametrize("name", names())
def test_what_was_foreseen_comes_true_and_is_taken_back(patient, name, tmp_path):
    sick, recorder = patient(name), Recorder()
    before, plan = sick.look(sick.session(recorder))
    makes = [step for step in plan.steps if not held_back(step, Wanted(all=True, unsafe=True))]
    foreseen = Facts(foresee(sick.session(), sick.target, recorder.answers(), makes), sick.target)
    expected = {one.id: one.outcome for one in run(CHECKS, foreseen)}
    foreseen.close()

    assert all(made.created for made in sick.apply(tmp_path, makes))
    assert [status in (200, 201) for _, _, status in sick.writes] == [True] * len(makes)
    after = sick.outcomes()
    mended = {id for step in makes for id in step.why}
    assert {id: after[id] for id in mended} == {id: expected[id] for id in mended}
    assert all(after[id] is Outcome.PASSED for step in makes if isinstance(step.change, GrantRole) for id in step.why)

    assert set(sick.undo(tmp_path)) <= {Undone.REMOVED, Undone.LEFT}
    left = {id for step in makes if isinstance(step.change, RegisterProvider) for id in step.why}
    again = sick.outcomes()
    assert {id: again[id] for id in again.keys() - left} == {
        one.id: one.outcome for one in before if one.id not in left
    }
    assert not any(one.may_be_undone for run in journal.runs(tmp_path) for one in run.steps)
    assert sick.undo(tmp_path) == []


def test_the_demo_is_mended_by_its_plan(patient):
    assert [step.id.partition(":")[0] for step in patient("demo").steps()] == [
        *["grant-role"] * 3,
        "register-environment",
        *["set-deployment"] * 2,
    ]


def test_a_plan_is_the_same_each_time(patient):
    sick = patient("demo")
    assert sick.look()[1] == sick.look()[1]


def test_what_is_mended_leaves_nothing_to_do(patient, tmp_path):
    sick = patient("demo")
    sick.apply(tmp_path)
    assert sick.steps() == []
