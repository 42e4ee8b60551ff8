from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pfdoctor.lab.clock import Clock
from pfdoctor.lab.operations import Operations
from pfdoctor.lab.principals import Who
from pfdoctor.model.exchange import Ask

ME = Who("me", "", frozenset(), is_caller=False, named=True)
ASK = Ask("GET", "/x", api_version="2024-10-01")


class Ticks:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def make(ticks):
    return lambda duration: Operations(Clock(datetime(2026, 11, 22, tzinfo=UTC), ticks), duration)


def status(operations, one):
    return operations.status(Ask("GET", one.path), one.name).body["status"]


@pytest.mark.parametrize(("outcome", "end"), [(None, "Succeeded"), ({"code": "x", "message": "y"}, "Failed")])
def test_from_beginning_to_end(make, ticks, outcome, end):
    operations, ended = make(10), []
    one = operations.start("eastus", "s", ME, lambda: ended.append(1) or outcome)
    for seconds, expected in ((0, "Updating"), (9, "Updating"), (1, end), (5, end)):
        ticks.now += seconds
        operations.settle()
        assert status(operations, one) == expected
    assert ended == [1]


def test_one_that_takes_no_time_is_over_when_next_looked_at(make):
    operations = make(0)
    one = operations.start("eastus", "s", ME, lambda: None)
    assert status(operations, one) == "Updating"
    operations.settle()
    assert status(operations, one) == "Succeeded"


def test_an_end_may_start_another(make):
    operations, started = make(0), []
    operations.start("eastus", "s", ME, lambda: started.append(operations.start("eastus", "s", ME, lambda: None)))
    operations.settle()
    operations.settle()
    assert status(operations, started[0]) == "Succeeded"


def test_a_result_waits_at_its_location(make, ticks):
    operations = make(10)
    one = operations.start("eastus", "s", ME, lambda: None, "workspaceOperationsStatus", {"value": 1})
    url = operations.watch(ASK, one)["Location"]
    replies = []
    for _ in range(2):
        replies.append(operations.status(Ask.from_url("GET", url), one.name))
        ticks.now += 10
        operations.settle()
    assert [(reply.status, reply.body) for reply in replies] == [(202, None), (200, {"value": 1})]
    assert replies[0].headers["Location"] == url


def test_old_ones_are_forgotten(make):
    operations = make(0)
    first = operations.start("eastus", "s", ME, lambda: None)
    for _ in range(1000):
        operations.start("eastus", "s", ME, lambda: None)
        operations.settle()
    assert operations.status(Ask("GET", first.path), first.name).status == 404
