from __future__ import annotations

from dataclasses import replace

import pytest

from pfdoctor.azure import authorization, machine_learning
from pfdoctor.azure.recorder import Recorder
from pfdoctor.azure.session import in_process
from pfdoctor.bundle.answers import answerer
from pfdoctor.engine.catalogue import load as load_checks
from pfdoctor.engine.run import run
from pfdoctor.facts.facts import Facts
from pfdoctor.lab.arm import Lab
from pfdoctor.lab.worlds import load, names
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import Unreadable
from pfdoctor.model.exchange import Reply


def results(session, target):
    facts = Facts(session, replace(target, world="bundle"))
    try:
        return run(load_checks().select(), facts)
    finally:
        facts.close()


@pytest.mark.parametrize("name", names())
def test_what_was_recorded_answers_the_same_run_again(name):
    world, recorder = load(name), Recorder()
    first = results(in_process(Lab(world, page_size=3), world.taken_at, recorder=recorder), world.target)
    again = replace(world, answers=recorder.answers())
    assert results(in_process(answerer(again), world.taken_at), world.target) == first


def listed(answer, recorder):
    session = in_process(answer, load("healthy").taken_at, recorder=recorder)
    return machine_learning.connections(session, ArmId("/subscriptions/s/resourceGroups/g/providers/P/workspaces/w"))


def test_a_list_of_pages_is_one_answer():
    recorder = Recorder()
    link = "https://management.azure.com/subscriptions/s/next?api-version=1&$skip=1"
    pages = {"/subscriptions/s/next": Reply(200, {"value": []})}
    listed(lambda ask: pages.get(ask.path, Reply(200, {"value": [], "nextLink": link})), recorder)
    (answer,) = recorder.answers()
    assert answer.body == {"value": []}
    assert answer.request.endswith("/workspaces/w/connections")


def test_a_page_that_failed_leaves_what_came_before():
    recorder = Recorder()
    link = "https://management.azure.com/subscriptions/s/next?api-version=1&$skip=1"
    first = Reply(200, {"value": [{"id": "/a", "properties": {}}], "nextLink": link})
    with pytest.raises(Unreadable):
        listed(
            lambda ask: Reply(403, {"error": {"code": "AuthorizationFailed"}}) if "next" in ask.path else first,
            recorder,
        )
    (answer,) = recorder.answers()
    assert (answer.status, len(answer.partial)) == (403, 1)


def test_of_a_request_that_was_sent_again_the_last_answer_counts():
    recorder = Recorder()
    replies = [Reply(200, {"value": []}), Reply(503)]
    listed(lambda ask: replies.pop(), recorder)
    (answer,) = recorder.answers()
    assert answer.status == 200


def test_a_filter_stays_readable():
    recorder = Recorder()
    session = in_process(lambda ask: Reply(200, {"value": []}), load("healthy").taken_at, recorder=recorder)
    authorization.assignments(session, ArmId("/subscriptions/s"), "assignedTo('x')")
    (answer,) = recorder.answers()
    assert answer.request.endswith("roleAssignments?$filter=assignedTo('x')")
