"""What a run costs: how many requests, and how many of them one after another."""

from __future__ import annotations

import copy
import threading
import time
from datetime import UTC, datetime

import pytest

from pfdoctor.azure.session import in_process
from pfdoctor.bundle.answers import answerer
from pfdoctor.bundle.file import parse
from pfdoctor.engine.catalogue import load as load_checks
from pfdoctor.engine.run import run
from pfdoctor.facts.opening import open_facts
from pfdoctor.lab.worlds import names, raw
from pfdoctor.model.target import Target

LATENCY = 0.2
CHECKS = load_checks().checks


def measured(document):
    """Requests sent, the longest chain of them that did not overlap, and the facts that were read."""
    bundle = parse(document, "test")
    answer, spans, lock = answerer(bundle), [], threading.Lock()

    def slow(ask):
        begun = time.monotonic()
        time.sleep(LATENCY)
        with lock:
            spans.append((begun, time.monotonic()))
        return answer(ask)

    named = bundle.target
    target = Target(named.subscription, named.resource_group, named.workspace, named.endpoint, "demo")
    session = in_process(slow, bundle.taken_at or datetime(2026, 11, 22, tzinfo=UTC))
    facts = open_facts(session, target, whole=True)
    try:
        run(CHECKS, facts)
        return session.requests_sent, depth(spans), facts
    finally:
        facts.close()


def depth(spans):
    """How many could only be sent when another had been answered: the greedy longest chain of disjoint spans."""
    chain, free_at = 0, 0.0
    for begun, ended in sorted(spans, key=lambda span: span[1]):
        if begun >= free_at:
            chain, free_at = chain + 1, ended
    return chain


def allowed(facts):
    linked = sum(one.resource is not None for one in facts.connections)
    return 14 + 2 * len(facts.deployments) + 4 * len(facts.identities) + 2 * linked


def crowded():
    """The healthy world with 5 deployments, each with its environment, and 10 connections, each to its account."""
    document = copy.deepcopy(raw("healthy"))
    answers = document["answers"]
    environment = next(answer for answer in answers if "/environments/" in answer["request"])
    account = next(answer for answer in answers if answer["request"].endswith("/accounts/contoso-openai"))
    deployments = next(a["body"]["value"] for a in answers if a["request"].endswith("/my-endpoint/deployments"))
    connections = next(a["body"]["value"] for a in answers if a["request"].endswith("/connections"))
    for number in range(5 - len(deployments)):
        twin = renamed(deployments[0], f"-{number}")
        twin["properties"]["environmentId"] = repeat(answers, environment, f"-{number}")
        deployments.append(twin)
    model = next(one for one in connections if "ResourceId" in (one["properties"].get("metadata") or {}))
    for number in range(10 - len(connections)):
        twin = renamed(model, f"-{number}")
        twin["properties"]["metadata"]["ResourceId"] = repeat(answers, account, f"-{number}")
        connections.append(twin)
    return document


def renamed(body, ending):
    twin = copy.deepcopy(body)
    twin["name"], twin["id"] = twin["name"] + ending, twin["id"] + ending
    return twin


def repeat(answers, answer, ending):
    """Record the same answer for another resource; its id."""
    body = renamed(answer["body"], ending)
    answers.append({**answer, "request": f"GET {body['id']}", "body": body})
    return body["id"]


@pytest.mark.parametrize("world", [*names(), "crowded"])
def test_requests_and_depth_stay_within_bounds(world):
    document = crowded() if world == "crowded" else raw(world)
    requests, chain, facts = measured(document)
    hub = facts.workspace.hub is not None
    assert requests <= allowed(facts)
    assert chain <= 5 + hub
