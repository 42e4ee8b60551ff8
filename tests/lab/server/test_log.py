from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pfdoctor.lab import errors
from pfdoctor.lab.faults import FAULT
from pfdoctor.lab.server.log import entry, log
from pfdoctor.lab.token import Token
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.exchange import Ask, Reply

SIGNED_IN = {"authorization": f"Bearer {Token('user', 'client')}"}


def ask(path, verb="GET", body=None):
    return Ask.from_url(verb, f"https://x{path}", body, SIGNED_IN)


def test_a_request_is_a_line(tmp_path):
    file = tmp_path / "log.jsonl"
    for _ in range(2):
        with log(str(file), lambda: 1_800_000_000.25) as kept:
            kept.write(ask("/a?api-version=1&$filter=atScope()"), Reply(200), 7)
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines[0] == lines[1]
    assert lines[0] == {
        "time": "2027-01-15T08:00:00.250Z",
        "principal": "user",
        "request": "GET /a?api-version=1&$filter=atScope()",
        "status": 200,
        "bytes": 7,
        "known": True,
    }


def test_no_token_and_no_secret_is_told():
    body = b"client_secret=hush"
    told = json.dumps(
        entry(ask("/t/oauth2/token?sig=hush&code=hush&$top=1", "POST", body), Reply(200, {"a": "hush"}), 1)
    )
    assert "hush" not in told
    assert str(Token("user", "client")) not in told
    assert "POST /t/oauth2/token?$top=1&code=...&sig=..." in told


@pytest.mark.parametrize(
    ("reply", "known"),
    [
        (Reply(200, {"value": []}), True),
        (errors.no_resource(ArmId("/subscriptions/s/resourceGroups/g/providers/P/t/n")), True),
        (errors.no_type(ArmId("/subscriptions/s/providers/P/t"), "1"), False),
        (errors.no_provider("P"), False),
        (replace(errors.not_allowed("PUT"), headers={"a": "b"}), False),
        (errors.no_api_version(), True),
        (None, True),
    ],
)
def test_a_request_that_the_lab_does_not_know_is_named(reply, known):
    assert entry(ask("/a"), reply, 0)["known"] is known


def test_a_fault_is_named():
    assert entry(ask("/a"), Reply(500, headers={FAULT: "fault 1"}), 0)["fault"] == "fault 1"
    assert entry(ask("/a"), None, 0, "fault 2") == {
        "principal": "user",
        "request": "GET /a",
        "status": None,
        "bytes": 0,
        "known": True,
        "fault": "fault 2",
    }


def test_a_log_that_cannot_be_written_is_one_sentence(tmp_path):
    with pytest.raises(CannotStart, match="cannot be written"), log(str(tmp_path), lambda: 0):
        pass


def test_no_log_is_no_file():
    with log(None, lambda: 0) as kept:
        kept.write(ask("/a"), Reply(200), 0)
