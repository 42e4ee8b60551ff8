from __future__ import annotations

import pytest

from pfdoctor.lab.throttle import Throttle
from pfdoctor.model.exchange import Ask, Reply


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture(name="clock")
def _clock():
    return Clock()


@pytest.fixture(name="ask")
def _ask(clock):
    throttled = Throttle(lambda ask: Reply(200), 2, clock)

    def ask(path="/subscriptions/s1/x", who="me", verb="GET"):
        return throttled(Ask(verb, path, headers={"Authorization": f"Bearer lab:{who}"}))

    return ask


def test_more_than_the_limit_is_refused_as_azure_refuses(ask):
    assert [ask().status for _ in range(3)] == [200, 200, 429]
    refused = ask(verb="PUT")
    assert refused.headers == {"Retry-After": "1", "x-ms-ratelimit-remaining-subscription-writes": "0"}
    error = refused.body["error"]
    assert error["code"] == "SubscriptionRequestsThrottled"
    assert error["message"].startswith(
        "Number of 'write' requests for subscription 's1' actor 'me' exceeded. Please try again after '1' seconds"
    )


def test_the_bucket_fills_again_up_to_the_limit(ask, clock):
    for _ in range(3):
        ask()
    clock.now += 0.5
    assert [ask().status for _ in range(2)] == [200, 429]
    clock.now += 60
    assert [ask().status for _ in range(3)] == [200, 200, 429]


def test_a_refused_request_costs_nothing(ask, clock):
    for _ in range(10):
        ask()
    clock.now += 1
    assert [ask().status for _ in range(3)] == [200, 200, 429]


def test_principals_and_subscriptions_have_their_own(ask):
    for _ in range(3):
        ask()
    assert [ask(who="other").status, ask("/subscriptions/s2/x").status, ask("/SUBSCRIPTIONS/S1/y").status] == [
        200,
        200,
        429,
    ]
