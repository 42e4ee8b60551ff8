from __future__ import annotations

import pytest
from azure.core.rest import HttpRequest

from pfdoctor.azure import container_registry, machine_learning
from pfdoctor.azure.arm import pipeline_client
from pfdoctor.azure.session import in_process
from pfdoctor.azure.transport import WriteRefused
from pfdoctor.model.arm_id import resource_id
from pfdoctor.model.errors import Unreadable
from pfdoctor.model.exchange import Reply

SUB = "11111111-2222-3333-4444-555555555555"
REGISTRY = resource_id(SUB, "rg", "Microsoft.ContainerRegistry/registries", "contosoacr")
WORKSPACE = resource_id(SUB, "rg", "Microsoft.MachineLearningServices/workspaces", "ws")
UNREGISTERED = Reply(409, {"error": {"code": "MissingSubscriptionRegistration", "message": "Microsoft.X"}})


def test_a_missing_registration_registers_nothing(script):
    script.say("", UNREGISTERED)
    for read, what in ((container_registry.registry, REGISTRY), (machine_learning.workspace, WORKSPACE)):
        with pytest.raises(Unreadable) as refused:
            read(script.session(), what)
        assert refused.value.needs[0].status == 409
    assert {ask.verb for ask in script.asked} == {"GET"}


@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE", "POST"])
def test_no_write_leaves_a_reading_session(script, verb):
    client = script.session().client(pipeline_client)
    with pytest.raises(WriteRefused):
        client.send_request(HttpRequest(verb, f"https://management.azure.com{REGISTRY}"))
    assert script.asked == []


def test_a_post_that_only_reads_passes(script):
    script.say("getLogs", Reply(200, {"content": ""}))
    client = script.session().client(pipeline_client)
    client.send_request(HttpRequest("POST", f"https://management.azure.com{WORKSPACE}/getLogs"))
    assert [ask.verb for ask in script.asked] == ["POST"]


def test_a_run_out_of_time_sends_nothing_more(script):
    with pytest.raises(Unreadable, match="--timeout"):
        container_registry.registry(script.session(timeout=0), REGISTRY)
    assert script.asked == []


def test_clients_are_kept_by_service_and_subscription(script):
    session = in_process(script, script.session().now)
    script.say("", Reply(200, {"id": str(REGISTRY), "properties": {}}))
    container_registry.registry(session, REGISTRY)
    container_registry.registry(session, REGISTRY)
    assert len(session._clients) == 1
    assert session.requests_sent == 2
