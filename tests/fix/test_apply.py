from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pfdoctor.fix import journal
from pfdoctor.fix.apply import Failed
from pfdoctor.fix.select import Wanted, held_back
from pfdoctor.fix.undo import Undone
from pfdoctor.model.exchange import Reply
from pfdoctor.model.plan import GrantRole, SetDeployment


def grants(sick):
    return [step for step in sick.steps() if isinstance(step.change, GrantRole)]


def setting(sick):
    return next(step for step in sick.steps() if isinstance(step.change, SetDeployment))


def refusing(sick, status, code, message="no"):
    """Every write is answered so."""
    lab = sick.lab
    refusal = Reply(status, {"error": {"code": code, "message": message}})
    sick.answer = lambda ask: refusal if ask.verb == "PUT" else lab(ask)


def test_two_at_once_end_well_with_one_assignment_each(patient, tmp_path):
    sick = patient("demo")
    before, steps = sick.assignments(), grants(sick)
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(sick.apply, tmp_path / str(number), steps) for number in range(2)]
        made = [run.result() for run in runs]
    assert len(sick.assignments() - before) == len(steps)
    assert all(any(run[place].created for run in made) for place in range(len(steps)))
    for number in range(2):
        assert Undone.REFUSED not in sick.undo(tmp_path / str(number))
    assert sick.assignments() == before


def test_what_another_granted_first_is_not_ours_to_undo(patient, tmp_path):
    sick = patient("demo")
    steps = grants(sick)
    sick.apply(tmp_path / "first", steps)
    assert not any(made.created for made in sick.apply(tmp_path / "second", steps))
    assert sick.undo(tmp_path / "second") == []


def test_the_role_under_another_name_is_found_by_azure_s_answer(patient, tmp_path):
    sick = patient("demo")
    (step, *_) = grants(sick)
    name = "3f2b8c1d-6e04-4a97-b5d2-90c7e1f8a364"
    place = step.change.id.text.rpartition("/")[0]
    assert sick.ask("PUT", f"{place}/{name}", step.change.body).status == 201
    (made,) = sick.apply(tmp_path, [step])
    assert (made.created, made.existing.name) == (False, name)
    assert sick.undo(tmp_path) == []


@pytest.mark.parametrize(
    ("status", "code"), [(403, "AuthorizationFailed"), (400, "PrincipalNotFound"), (429, "TooManyRequests")]
)
def test_a_refusal_is_told_and_leaves_nothing_to_undo(patient, tmp_path, status, code):
    sick = patient("demo")
    steps = grants(sick)[:1]
    refusing(sick, status, code)
    with pytest.raises(Failed, match=code):
        sick.apply(tmp_path, steps)
    ((left,),) = [run.steps for run in journal.runs(tmp_path)]
    assert (left.state, left.may_be_undone) == ("failed", False)


def test_a_passing_fault_is_tried_again(patient, tmp_path):
    sick = patient("demo")
    steps, lab, faults = grants(sick)[:1], sick.lab, [503, 429]
    sick.answer = lambda ask: Reply(faults.pop()) if faults and ask.verb == "PUT" else lab(ask)
    assert [made.created for made in sick.apply(tmp_path, steps)] == [True]


def test_a_broken_line_may_have_made_it(patient, tmp_path):
    sick = patient("demo")
    steps, lab = grants(sick)[:1], sick.lab

    def answer(ask):
        reply = lab(ask)
        if ask.verb == "PUT":
            raise ConnectionResetError
        return reply

    sick.answer = answer
    with pytest.raises((Failed, ConnectionResetError)):
        sick.apply(tmp_path, steps)
    sick.answer = lab
    assert sick.undo(tmp_path) == [Undone.REMOVED]


def test_a_deployment_that_was_changed_since_is_not_touched(patient, tmp_path):
    sick = patient("demo")
    step = setting(sick)
    stale = replace(step, change=replace(step.change, before="something else"))
    with pytest.raises(Failed, match="was changed since"):
        sick.apply(tmp_path, [stale])
    assert sick.writes == []


def test_undo_leaves_what_somebody_changed_since(patient, tmp_path):
    sick = patient("demo")
    sick.apply(tmp_path, [step for step in sick.steps() if not isinstance(step.change, SetDeployment)])
    (done, *_) = journal.runs(tmp_path)[0].steps
    body = {"properties": {**done.change.body["properties"], "description": "kept by somebody"}}
    assert sick.ask("PUT", done.change.id.text, body).status in (200, 201)
    told = sick.undo(tmp_path)
    assert told.count(Undone.REFUSED) == 1
    assert done.change.name in sick.assignments()


def test_a_caller_without_the_right_makes_nothing(patient):
    sick = patient("demo")
    _, plan = sick.look(sick.as_caller())
    steps = [step for step in plan.steps if isinstance(step.change, GrantRole)]
    assert steps
    assert all(held_back(step, Wanted(all=True)) for step in steps)
    assert all(step.others for step in steps)


@pytest.mark.parametrize("again", [200, 409])
def test_what_a_second_try_finds_the_first_one_made(patient, tmp_path, again):
    sick = patient("demo")
    before, steps, lab, faults = sick.assignments(), grants(sick)[:1], sick.lab, [503]
    exists = f"The ID of the existing role assignment is {steps[0].change.name.replace('-', '')}."
    twin = Reply(409, {"error": {"code": "RoleAssignmentExists", "message": exists}})

    def answer(ask):
        reply = lab(ask)
        if ask.verb != "PUT":
            return reply
        return Reply(faults.pop()) if faults else (twin if again == 409 else reply)

    sick.answer = answer
    assert [made.created for made in sick.apply(tmp_path, steps)] == [True]
    assert sick.undo(tmp_path) == [Undone.REMOVED]
    assert sick.assignments() == before


@pytest.mark.parametrize("status", [408, 500, 504])
def test_a_server_that_fails_may_have_made_it(patient, tmp_path, status):
    sick = patient("demo")
    steps, lab = grants(sick)[:1], sick.lab

    def answer(ask):
        reply = lab(ask)
        return Reply(status) if ask.verb == "PUT" else reply

    sick.answer = answer
    with pytest.raises(Failed) as failed:
        sick.apply(tmp_path, steps)
    assert failed.value.may_be_made
    sick.answer = lab
    assert sick.undo(tmp_path) == [Undone.REMOVED]


def test_undo_in_another_cloud_says_nothing_is_gone(patient, tmp_path):
    sick = patient("demo")
    before, lab = sick.assignments(), sick.lab
    sick.apply(tmp_path)
    sick.answer = lambda ask: Reply(404, {"error": {"code": "SubscriptionNotFound", "message": "not here"}})
    assert set(sick.undo(tmp_path)) == {Undone.REFUSED}
    sick.answer = lab
    assert Undone.REFUSED not in sick.undo(tmp_path)
    assert sick.assignments() == before
