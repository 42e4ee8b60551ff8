"""A run of all checks at 150 ms a request, beside the same reads made one by one, and its memory.

The reads are those that the run made, sent again in a row through one plain pipeline of the SDK.
"""

from __future__ import annotations

import resource
import statistics
import threading
import time

from azure.core.rest import HttpRequest

from pfdoctor.azure.arm import _client
from pfdoctor.azure.session import in_process
from pfdoctor.bundle.answers import answerer
from pfdoctor.engine.catalogue import load as load_checks
from pfdoctor.engine.run import run
from pfdoctor.facts.opening import open_facts
from pfdoctor.lab.worlds import load, names
from pfdoctor.model.exchange import NotRecorded, Reply
from pfdoctor.model.target import Target

LATENCY = 0.150
RUNS = 5


def examine(world):
    """Seconds of a run, the requests it sent, and how many waited for another."""
    bundle = load(world)
    answer, spans, asked, lock = answerer(bundle), [], [], threading.Lock()

    def slow(ask):
        begun = time.monotonic()
        time.sleep(LATENCY)
        with lock:
            spans.append((begun, time.monotonic()))
            asked.append(ask)
        return answer(ask)

    named = bundle.target
    target = Target(named.subscription, named.resource_group, named.workspace, named.endpoint, "demo")
    begun = time.perf_counter()
    facts = open_facts(in_process(slow, bundle.taken_at), target, whole=True)
    run(load_checks().checks, facts)
    took = time.perf_counter() - begun
    facts.close()
    return took, asked, depth(spans)


def depth(spans):
    chain, free_at = 0, 0.0
    for begun, ended in sorted(spans, key=lambda span: span[1]):
        if begun >= free_at:
            chain, free_at = chain + 1, ended
    return chain


def one_by_one(world, asked):
    bundle = load(world)
    answer = answerer(bundle)

    def slow(ask):
        time.sleep(LATENCY)
        try:
            return answer(ask)
        except NotRecorded:
            return Reply(404)

    client = in_process(slow, bundle.taken_at).client(_client)
    begun = time.perf_counter()
    for ask in asked:
        query = "&".join(f"{name}={value}" for name, value in ask.query.items())
        client.send_request(HttpRequest("GET", f"{ask.base}{ask.path}?api-version={ask.api_version}&{query}"))
    return time.perf_counter() - begun


def main():
    for world in names():
        ratios, ours = [], []
        for _ in range(RUNS):
            took, asked, chain = examine(world)
            ours.append(took)
            ratios.append(one_by_one(world, asked) / took)
        print(
            f"{world}: {len(asked)} requests, at most {chain} one after another, "
            f"median {statistics.median(ours):.2f} s; one by one takes {statistics.median(ratios):.1f} times as long"
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
