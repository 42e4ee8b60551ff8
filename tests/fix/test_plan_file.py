from __future__ import annotations

import json

import pytest

from pfdoctor.fix.plan_file import change_as_json, change_of, emit, load
from pfdoctor.model.errors import CannotStart


def test_a_plan_reads_back_as_it_was(plan, tmp_path):
    made = plan()
    file = tmp_path / "plan.json"
    file.write_text(emit(made), encoding="utf-8")
    saved = load(file)
    assert saved.steps == tuple((step.id, step.change) for step in made.steps)
    assert saved.target["workspace"] == "contoso-ml"


def test_the_same_plan_is_the_same_text(plan):
    assert emit(plan()) == emit(plan())


def test_each_change_survives(plan):
    for step in plan("ü'\n").steps:
        assert change_of(json.loads(json.dumps(change_as_json(step.change)))) == step.change


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema_version": 2}',
        '{"schema_version": 1, "target": {}}',
        '{"schema_version": 1, "target": {}, "steps": [1]}',
        '{"schema_version": 1, "target": {}, "steps": [{"id": "x", "kind": "grant-role", "change": {}}]}',
        '{"schema_version": 1, "target": {}, "steps": [{"id": "x", "kind": "nonsense", "change": {}}]}',
    ],
)
def test_what_is_no_plan_is_refused_in_one_sentence(tmp_path, text):
    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CannotStart, match=r"^The plan .*\.$"):
        load(file)


def test_a_plan_that_is_not_there(tmp_path):
    with pytest.raises(CannotStart, match="cannot be read"):
        load(tmp_path / "none.json")
