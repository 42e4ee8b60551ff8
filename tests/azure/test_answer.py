from __future__ import annotations

import pytest
import requests

from pfdoctor.azure import authorization, container_registry, machine_learning
from pfdoctor.model.arm_id import ArmId, resource_id
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.exchange import NotRecorded, Reply

SUB = "11111111-2222-3333-4444-555555555555"
REGISTRY = resource_id(SUB, "rg", "Microsoft.ContainerRegistry/registries", "contosoacr")
WORKSPACE = resource_id(SUB, "rg", "Microsoft.MachineLearningServices/workspaces", "ws")
BODY = {"id": str(REGISTRY), "properties": {"loginServer": "contosoacr.azurecr.io"}}
HTML = Reply(200, b"<html>sign in</html>", {"Content-Type": "text/html"})


def denied(code="AuthorizationFailed", status=403, **headers):
    return Reply(status, {"error": {"code": code, "message": "no"}}, headers)


def test_a_resource_is_its_own_json(script):
    script.say("contosoacr", Reply(200, {**BODY, "fieldOfTomorrow": 1}))
    found = container_registry.registry(script.session(), REGISTRY)
    assert found.document.body["fieldOfTomorrow"] == 1
    assert found.document.api_version == "2025-11-01"


def test_a_refusal_names_request_action_scope_and_request_id(script):
    script.say("contosoacr", denied(**{"x-ms-request-id": "abc"}))
    with pytest.raises(Unreadable) as refused:
        container_registry.registry(script.session(), REGISTRY)
    (need,) = refused.value.needs
    assert (need.request, need.action, need.scope, need.status, need.request_id) == (
        f"GET {REGISTRY}",
        "Microsoft.ContainerRegistry/registries/read",
        str(REGISTRY),
        403,
        "abc",
    )


@pytest.mark.parametrize(
    "answer",
    [
        denied("InvalidAuthenticationToken", 401),
        denied("RequestTimeout", 408),
        denied("TooManyRequests", 429),
        denied("InternalServerError", 500),
        Reply(404, b"<html>not found</html>", {"Content-Type": "text/html"}),
        denied("InvalidResourceType", 404),
        Reply(204),
        HTML,
        Reply(200, {}),
        Reply(200, None),
        Reply(200, b"null"),
        Reply(200, b'{"id": "/subscr'),
        Reply(200, {"id": str(REGISTRY), "properties": None}),
        Reply(200, []),
        requests.exceptions.ReadTimeout("slow"),
        requests.exceptions.ConnectionError("reset"),
        requests.exceptions.ChunkedEncodingError("cut off"),
        NotRecorded("not in this bundle"),
    ],
)
def test_what_is_no_answer_is_unreadable(script, answer):
    script.say("contosoacr", answer)
    script.say("outboundRules", answer)
    script.say("workspaces/ws", answer)
    for read, what in (
        (container_registry.registry, REGISTRY),
        (machine_learning.workspace, WORKSPACE),
    ):
        with pytest.raises(Unreadable):
            read(script.session(), what)


@pytest.mark.parametrize("body", [None, {}, {"error": {"code": "ServerBusy", "message": ""}}, b"<html>"])
def test_a_failure_is_told_by_its_status_whatever_its_body(script, body):
    script.say("contosoacr", Reply(503, body))
    with pytest.raises(Unreadable) as refused:
        container_registry.registry(script.session(), REGISTRY)
    assert [(need.status, need.reason) for need in refused.value.needs] == [(503, "status 503")]


@pytest.mark.parametrize("body", [{"error": {"code": "ResourceNotFound", "message": ""}}, None])
def test_a_404_of_azure_is_an_answer(script, body):
    script.say("contosoacr", Reply(404, body))
    with pytest.raises(Missing):
        container_registry.registry(script.session(), REGISTRY)


def test_a_passing_failure_is_tried_again(script):
    script.say("contosoacr", denied("ServerBusy", 503), Reply(200, BODY))
    assert container_registry.registry(script.session(), REGISTRY).name == "contosoacr"
    assert len(script.asked) == 2


def test_three_tries_at_most(script):
    script.say("contosoacr", denied("ServerBusy", 503))
    with pytest.raises(Unreadable):
        container_registry.registry(script.session(), REGISTRY)
    assert len(script.asked) == 3


def test_a_long_pause_is_not_waited_for(script):
    script.say("contosoacr", denied("TooManyRequests", 429, **{"Retry-After": "300"}))
    with pytest.raises(Unreadable):
        container_registry.registry(script.session(), REGISTRY)
    assert len(script.asked) == 1


def page(path, number, last):
    link = {} if number == last else {"nextLink": f"https://management.azure.com{path}?$skip={number + 1}"}
    rule = {"name": f"rule{number}", "properties": {"type": "FQDN", "destination": f"host{number}"}}
    return Reply(200, {"value": [rule], **link})


def test_all_pages_of_a_list_are_read(script):
    path = f"{WORKSPACE}/outboundRules"
    script.say("outboundRules", page(path, 1, 3), page(path, 2, 3), page(path, 3, 3))
    rules = machine_learning.outbound_rules(script.session(), WORKSPACE)
    assert [rule.fqdn for rule in rules] == ["host1", "host2", "host3"]


def test_a_list_with_an_unread_page_is_unreadable(script):
    path = f"{WORKSPACE}/outboundRules"
    script.say("outboundRules", page(path, 1, 2), denied())
    with pytest.raises(Unreadable):
        machine_learning.outbound_rules(script.session(), WORKSPACE)


@pytest.mark.parametrize("body", [{}, {"value": None}, {"value": [None]}, {"value": {}}])
def test_a_list_of_another_shape_is_unreadable(script, body):
    script.say("outboundRules", Reply(200, body))
    script.say("roleAssignments", Reply(200, body))
    with pytest.raises(Unreadable):
        machine_learning.outbound_rules(script.session(), WORKSPACE)
    with pytest.raises(Unreadable):
        authorization.assignments(script.session(), WORKSPACE)


def test_pages_that_never_end_are_unreadable(script):
    script.say("outboundRules", page(f"{WORKSPACE}/outboundRules", 1, 3))
    with pytest.raises(Unreadable, match="never end"):
        machine_learning.outbound_rules(script.session(), WORKSPACE)


def test_a_token_never_follows_a_link_to_another_host(script):
    stolen = {"value": [], "nextLink": "https://example.com/steal"}
    script.say("outboundRules", Reply(200, stolen))
    script.say("roleAssignments", Reply(200, stolen))
    with pytest.raises(Unreadable, match=r"example\.com"):
        machine_learning.outbound_rules(script.session(), WORKSPACE)
    with pytest.raises(Unreadable, match=r"example\.com"):
        authorization.assignments(script.session(), ArmId(f"/subscriptions/{SUB}"))
    assert not any("example.com" in ask.base for ask in script.asked)
