from __future__ import annotations

import pytest

from pfdoctor.engine.catalogue import load
from pfdoctor.engine.run import run
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.finding import Outcome
from pfdoctor.model.need import Need

NEED = Need("GET /x", "read", "/x", 403)


def outcome(check, facts):
    (result,) = run([check], facts)
    return result.outcome


def test_what_cannot_be_read_is_unknown(make_check, open_world):
    def function(facts):
        raise Unreadable(NEED)
        yield

    (result,) = run([make_check(function)], open_world())
    assert (result.outcome, result.needs) == (Outcome.UNKNOWN, (NEED,))


def test_what_does_not_exist_leaves_nothing_to_judge(make_check, open_world):
    def function(facts):
        raise Missing("/x", NEED)
        yield

    assert outcome(make_check(function), open_world()) is Outcome.SKIPPED


def test_an_exception_is_a_crash_with_its_traceback(make_check, open_world):
    def function(facts):
        yield 1 / 0

    (result,) = run([make_check(function)], open_world())
    assert result.outcome is Outcome.CRASHED
    assert result.message == "The check crashed: ZeroDivisionError: division by zero"
    assert "test_run.py" in result.traceback


def test_a_check_that_says_nothing_is_skipped(make_check, open_world):
    assert outcome(make_check(), open_world()) is Outcome.SKIPPED


def test_one_unread_subject_spoils_only_itself(make_check, open_world):
    check = make_check()

    @check.each(lambda facts: ["a", "b"], "letters")
    def function(facts, letter):
        if letter == "a":
            raise Unreadable(NEED)
        yield check.passed(letter)

    function.__module__ = "plugin.area.some_check"
    assert {result.outcome for result in run([check], open_world())} == {Outcome.UNKNOWN, Outcome.PASSED}


def test_no_subjects_is_skipped_and_says_so(make_check, open_world):
    check = make_check()
    check.each(lambda facts: [], "letters")(lambda facts, letter: ())
    (result,) = run([check], open_world())
    assert (result.outcome, result.message) == (Outcome.SKIPPED, "There are no letters.")


@pytest.mark.parametrize("world", ["demo", "healthy"])
def test_one_thread_in_each_pool_finds_the_same(world, open_world):
    checks = load().checks
    assert run(checks, open_world(world, threads=1), threads=1) == run(checks, open_world(world))


def test_progress_hears_of_every_check(make_check, open_world):
    heard = []
    checks = [make_check(id="one"), make_check(id="two")]
    run(checks, open_world(), lambda *told: heard.append(told))
    assert {told[0] for told in heard} == {"one", "two"}
    assert [told[1:] for told in heard] == [(1, 2), (2, 2)]


def test_a_failure_is_caused_by_the_failure_before_it(make_check, open_world):
    def fails(check):
        return lambda facts: [check().failed("no")]

    first = make_check(id="first")
    first.run(fails(lambda: first)).__module__ = "plugin.area.first"
    second = make_check(id="second", after=("first",))
    second.run(fails(lambda: second)).__module__ = "plugin.area.second"
    facts = open_world()
    by_id = {result.check: result for result in run([second, first], facts)}
    assert by_id["second"].caused_by == by_id["first"].id
    assert by_id["first"].caused_by is None
    (alone,) = run([second], facts)
    assert alone.caused_by is None
