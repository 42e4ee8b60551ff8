"""A snapshot taken over the network says what the network said."""

from __future__ import annotations

import json


def outcomes(done):
    # Ages are judged by the clock, and the bundle's stands still.
    report = json.loads(done.stdout)
    return {(one["check"], one["outcome"]) for one in report["results"] if one["check"] != "role-propagation"}


def test_what_was_recorded_is_what_was_seen(demo, tmp_path):
    before = len(demo.requests())
    done = demo.pfdoctor("snapshot", "my-endpoint", "--logs", "--to", str(tmp_path / "case.json.gz"))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    asked = [line["request"] for line in demo.requests()[before:]]
    assert not [one for one in asked if "listsecrets" in one.lower() or "listkeys" in one.lower()]
    assert {one.partition(" ")[0] for one in asked if "oauth2" not in one and "getLogs" not in one} == {"GET"}
    again = demo.pfdoctor("check", "--bundle", str(tmp_path / "case.json.gz"), "-o", "json")
    assert outcomes(again) == outcomes(demo.pfdoctor("check", "my-endpoint", "-o", "json"))


def test_no_token_is_in_the_bundle(demo, tmp_path):
    file = tmp_path / "case.json"
    done = demo.pfdoctor("snapshot", "my-endpoint", "--to", str(file), "--no-redact", "--debug")
    text = file.read_text(encoding="utf-8")
    assert "eyJ" not in text + done.stderr
    assert json.loads(text)["caller"]["tenant_id"]
    assert json.loads(text)["caller"]["object_id"]
