"""A log without names tells of the same causes."""

from __future__ import annotations

import json

import pytest

from pfdoctor.api import diagnose


@pytest.fixture(scope="module")
def cases(shared):
    lines = (shared / "triage" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [one for line in lines if (one := json.loads(line)).get("form") == "error"]


def text_of(one):
    return next(one[name] for name in ("text", "error", "error_text", "input") if one.get(name))


def test_real_errors_are_diagnosed_alike(case, healthy, cases):
    path = next(one["request"] for one in healthy["answers"] if one["request"].endswith("/my-endpoint"))
    for number, one in enumerate(cases):
        request = f"POST {path[4:]}/deployments/d{number}/getLogs?containerType=InferenceServer"
        body = {"content": f"deployment blue of my-endpoint\n{text_of(one)}\n"}
        healthy["answers"].append({"request": request, "api_version": "2024-10-01", "status": 200, "body": body})
    made = case(healthy)
    for one, answer in zip(cases, made.bundle.answers[-len(cases) :], strict=True):
        before = [found.diagnosis.id for found in diagnose(text_of(one))]
        assert [found.diagnosis.id for found in diagnose(answer.body["content"])] == before, answer.body["content"]
