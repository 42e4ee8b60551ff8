"""Real error texts whose cause is known: the first diagnosis is right for at least 95 in 100."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.shared


@pytest.fixture
def cases(shared):
    lines = (shared / "triage/cases.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [row for row in rows if row["form"] == "error" and row["confidence"] != "unknown"]


def test_real_errors_are_diagnosed(cases, first):
    wrong = {row["id"]: (row["expected"], found) for row in cases if (found := first(row["text"])) != row["expected"]}
    assert len(cases) >= 63
    assert len(wrong) <= 0.05 * len(cases), wrong


def test_they_are_so_in_the_middle_of_a_log_too(cases, first):
    noise = "2024-11-10T10:47:33.5Z [INFO] request handled in 12 ms by worker 3\n" * 200
    wrong = [row["id"] for row in cases if first(noise + row["text"] + "\n" + noise) != row["expected"]]
    assert len(wrong) <= 0.05 * len(cases), wrong


def test_what_resource_manager_answers_when_all_is_well_gives_no_diagnosis(shared, diagnose):
    alarms = {
        (file.name, found.diagnosis.id)
        for file in sorted((shared / "recordings").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if (answer := json.loads(line))["status"] == 200 and '"error":' not in line
        for found in diagnose(json.dumps(answer["body"])).findings
    }
    assert alarms == set()
