"""Every single read of a world goes wrong, in every way: no verdict may rest on what was not read."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest
import requests

from pfdoctor.azure.session import in_process
from pfdoctor.bundle.answers import answerer
from pfdoctor.engine.catalogue import load as load_checks
from pfdoctor.engine.run import run
from pfdoctor.facts.opening import open_facts
from pfdoctor.lab.worlds import load, names
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.exchange import Reply
from pfdoctor.model.target import Target


def refusal(status, code="Failed"):
    return lambda ask, reply: Reply(status, {"error": {"code": code, "message": "planted"}})


def raising(error):
    def fault(ask, reply):
        raise error

    return fault


def cut_off(ask, reply):
    return Reply(200, json.dumps(reply.body).encode()[:-20])


def second_page(ask, reply):
    """A list whose first page is whole and whose second fails; None for what is no list."""
    if "$skiptoken" in ask.query:
        return Reply(500, {"error": {"code": "Failed", "message": "planted"}})
    items = reply.body.get("value") if isinstance(reply.body, dict) else None
    if items is None:
        return None
    query = "".join(f"&{name}={value}" for name, value in ask.query.items())
    link = f"{ask.base}{ask.path}?api-version={ask.api_version}{query}&$skiptoken=2"
    return Reply(200, {"value": items[: len(items) // 2], "nextLink": link}, {}, reply.api_version)


FAULTS = {
    "401": refusal(401, "InvalidAuthenticationToken"),
    "403": refusal(403, "AuthorizationFailed"),
    "404": refusal(404, "ResourceNotFound"),
    "408": refusal(408),
    "429": refusal(429, "TooManyRequests"),
    "500": refusal(500),
    "time-out": raising(requests.exceptions.ReadTimeout("planted")),
    "reset": raising(requests.exceptions.ConnectionError("planted")),
    "cut off": cut_off,
    "HTML": lambda ask, reply: Reply(200, b"<html>proxy</html>", {"Content-Type": "text/html"}),
    "{}": lambda ask, reply: Reply(200, {}),
    "null": lambda ask, reply: Reply(200, b"null"),
    "page 2": second_page,
}
CHECKS = load_checks().checks


def examine(world, fault=None, request=""):
    """Outcomes by result id, and what was asked; None instead of outcomes where the run could not start."""
    bundle = load(world)
    answer, asked = answerer(bundle), set()

    def answering(ask):
        plain = str(replace(ask, query={name: value for name, value in ask.query.items() if name != "$skiptoken"}))
        asked.add(plain)
        reply = answer(ask) if "$skiptoken" not in ask.query else Reply(200, {"value": []})
        if fault is None or plain != request:
            return reply
        return fault(ask, reply) or reply

    named = bundle.target
    target = Target(named.subscription, named.resource_group, named.workspace, named.endpoint, "demo")
    try:
        facts = open_facts(in_process(answering, bundle.taken_at), target)
    except CannotStart:
        return None, asked
    try:
        return {result.id: result.outcome.value for result in run(CHECKS, facts)}, asked
    finally:
        facts.close()


def opening(world):
    """The reads without which nothing can be said: workspace and endpoint."""
    target = load(world).target
    return {f"GET {target.workspace_id}", f"GET {target.endpoint_id}"}


@cache
def baseline(world):
    return examine(world)


def test_the_worlds_can_be_examined():
    for world in names():
        outcomes, _ = baseline(world)
        assert "crashed" not in outcomes.values()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("world", names())
def test_no_verdict_rests_on_what_was_not_read(world, fault):
    before, asked = baseline(world)
    wrong = []
    for request in sorted(asked):
        after, _ = examine(world, FAULTS[fault], request)
        if after is None:
            assert request in opening(world), request
            assert fault not in ("403",)
            continue
        for id, outcome in after.items():
            allowed = {before.get(id), "unknown", "skipped"} | ({"failed"} if fault == "404" else set())
            if outcome not in allowed:
                wrong.append(f"{request}: {id} was {before.get(id)}, became {outcome}")
    assert wrong == []


@pytest.mark.parametrize("fault", ["401", "404", "500", "time-out", "reset"])
def test_a_target_out_of_reach_stops_the_run(fault):
    assert opening("demo") <= baseline("demo")[1]
    for request in opening("demo"):
        assert examine("demo", FAULTS[fault], request)[0] is None
