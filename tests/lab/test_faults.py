from __future__ import annotations

import pytest

from pfdoctor.lab.faults import FAULT, Broken, Faults, parse
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.exchange import Ask, Reply

TRUE = Reply(200, {"value": []}, {"Content-Type": "application/json", "ETag": "1"})
ASK = Ask("GET", "/subscriptions/s/registries/R1")


def answering(*faults):
    return Faults(lambda ask: TRUE, parse(list(faults), "f.json"))


@pytest.mark.parametrize(
    ("request_", "meets"),
    [
        ("GET /subscriptions/s/registries/r1", True),
        ("get *", True),
        ("* */registries/*", True),
        ("GET */REGISTRIES/r?", True),
        ("PUT *", False),
        ("GET */registries", False),
        ("GET /registries/r1", False),
    ],
)
def test_which_requests_a_fault_meets(request_, meets):
    status = answering({"request": request_, "status": 503})(ASK).status
    assert status == (503 if meets else 200)


def test_a_status_replaces_the_answer():
    fault = {
        "request": "GET *",
        "status": 429,
        "body": {"error": {"code": "Busy"}},
        "retry_after": 2,
        "headers": {"a": 1},
    }
    reply = answering(fault)(ASK)
    assert (reply.status, reply.body) == (429, {"error": {"code": "Busy"}})
    assert reply.headers == {"a": "1", "Retry-After": "2", FAULT: "fault 1"}


def test_without_a_status_the_true_answer_is_changed():
    reply = answering({"request": "GET *", "content_type": "text/html"})(ASK)
    assert (reply.status, reply.body) == (200, TRUE.body)
    assert reply.headers == {"Content-Type": "text/html", "ETag": "1", FAULT: "fault 1"}


def test_a_body_that_is_text_is_sent_as_it_is():
    assert answering({"request": "GET *", "status": 200, "body": "<html>é"})(ASK).body == "<html>é".encode()


@pytest.mark.parametrize(
    ("fault", "pause", "sent", "replied"),
    [
        ({"reset": True}, 0, 0, False),
        ({"hang": 1.5}, 1.5, 0, False),
        ({"cut_off": 5}, 0, 5, True),
        ({"cut_off": 0, "status": 500}, 0, 0, True),
    ],
)
def test_a_connection_that_breaks(fault, pause, sent, replied):
    with pytest.raises(Broken) as broken:
        answering({"request": "GET *", **fault})(ASK)
    found = broken.value
    assert (found.fault, found.pause, found.sent, found.reply is not None) == ("fault 1", pause, sent, replied)


def test_a_fault_has_its_times_and_then_the_next_one_its_turn():
    answer = answering({"request": "GET *", "status": 500, "times": 2}, {"request": "GET *", "status": 502, "times": 1})
    assert [answer(ASK).status for _ in range(5)] == [500, 500, 502, 200, 200]


def test_a_request_that_is_not_met_uses_nothing_up():
    answer = answering({"request": "PUT *", "status": 500, "times": 1})
    answer(ASK)
    assert answer(Ask("PUT", "/x")).status == 500


def test_the_list_may_stand_in_an_object():
    assert len(parse({"faults": [{"request": "GET *", "reset": True}]}, "f.json")) == 1


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"request": "GET *"}, "f.json is no list of faults"),
        ([1], "fault 1 in f.json is not an object."),
        ([{"request": "GET *", "statsu": 1}], "fault 1 in f.json has the unknown key 'statsu'; the keys are request,"),
        ([{"status": 500}], "fault 1 in f.json does not say which request"),
        ([{"request": "/x", "status": 500}], "does not say which request"),
        ([{"request": "GET x", "status": 500}], "does not say which request"),
        ([{"request": "GET *", "reset": True}, {"request": "GET *"}], "fault 2 in f.json says which request and not"),
        ([{"request": "GET *", "status": "500"}], "fault 1 in f.json has status = '500', which is not an HTTP status"),
        ([{"request": "GET *", "status": True}], "has status = True"),
        ([{"request": "GET *", "status": 100}], "the status 100, which no server answers"),
        ([{"request": "GET *", "reset": 1}], "has reset = 1, which is not true or false"),
        ([{"request": "GET *", "hang": -1}], "has hang = -1, which is not a number of seconds"),
        ([{"request": "GET *", "times": 1.5, "reset": True}], "has times = 1.5, which is not a number of requests"),
        ([{"request": "GET *", "body": {}}], "has a body and no status"),
    ],
)
def test_a_fault_that_is_not_understood_is_one_sentence(found, sentence):
    with pytest.raises(CannotStart) as error:
        parse(found, "f.json")
    assert sentence in str(error.value)
    assert str(error.value).count("\n") == 0
