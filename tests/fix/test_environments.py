from __future__ import annotations

from dataclasses import replace

import pytest

from pfdoctor.model.exchange import Reply
from pfdoctor.model.plan import ByHand, RegisterEnvironment

ARCHIVED = {"isArchived": True}
SECRET = {"tags": {"password": "correct-horse-battery"}}


def plan_with(patient, more):
    """The plan for the demo, whose environment version has these properties too."""
    sick = patient("demo")
    lab = sick.lab

    def answer(ask):
        reply = lab(ask)
        if ask.verb == "GET" and ask.path.lower().endswith("/environments/pf-web-classification/versions/3"):
            return replace(reply, body={**reply.body, "properties": {**reply.body["properties"], **more}})
        return reply

    sick.answer = answer
    return sick.look()[1]


def registered(plan):
    return [step for step in plan.steps if isinstance(step.change, RegisterEnvironment)]


def by_hand(plan, words):
    return [step for step in plan.steps if isinstance(step.change, ByHand) and words in step.title]


def test_a_secret_in_an_environment_is_in_no_plan(patient):
    plan = plan_with(patient, SECRET)
    assert not registered(plan)
    assert by_hand(plan, "looks like a secret")
    assert "correct-horse-battery" not in repr(plan)


@pytest.mark.parametrize("more", [{}, ARCHIVED], ids=["as it is", "archived"])
def test_the_new_version_is_not_archived(patient, more):
    (step,) = registered(plan_with(patient, more))
    assert not step.change.body["properties"].get("isArchived")


def test_versions_that_were_not_read_are_not_somebody_else_s(patient):
    sick = patient("demo")
    lab = sick.lab
    sick.answer = lambda ask: Reply(403) if ask.path.lower().endswith("pf-web-classification/versions") else lab(ask)
    plan = sick.look()[1]
    assert not registered(plan)
    assert by_hand(plan, "could not be read")
