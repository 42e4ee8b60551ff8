from __future__ import annotations

import threading

import pytest

from pfdoctor.facts.once import Cycle, Once


def test_a_fact_is_computed_once_however_many_ask():
    once, computed, gate = Once(), [], threading.Barrier(8)

    def ask():
        gate.wait()
        once.get("fact", lambda: computed.append(1))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert computed == [1]


def test_a_failure_is_kept_and_raised_for_everyone():
    once, tries = Once(), []

    def fail():
        tries.append(1)
        raise LookupError("unread")

    for _ in range(2):
        with pytest.raises(LookupError, match="unread"):
            once.get("fact", fail)
    assert tries == [1]


def test_a_fact_that_needs_itself_names_the_circle():
    once = Once()
    with pytest.raises(Cycle, match="a fact needs itself: a -> b -> a"):
        once.get("a", lambda: once.get("b", lambda: once.get("a", lambda: None)))


def test_a_circle_over_two_threads_does_not_hang():
    once, both = Once(), threading.Barrier(2)
    errors = []

    def ask(mine, other):
        def compute():
            both.wait()
            return once.get(other, lambda: None)

        try:
            once.get(mine, compute)
        except Cycle as error:
            errors.append(error)

    threads = [threading.Thread(target=ask, args=pair, daemon=True) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert not any(thread.is_alive() for thread in threads)
    assert errors


def test_a_primed_fact_is_not_computed_again():
    from concurrent.futures import Future

    once, future = Once(), Future()
    future.set_result("primed")
    once.prime("fact", lambda: future)
    assert once.get("fact", lambda: "computed") == "primed"
