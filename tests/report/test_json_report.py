from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pfdoctor.model.finding import Evidence, Fix, Outcome, Safety, Severity
from pfdoctor.model.need import Need
from pfdoctor.report.json_report import dumps, plain, render, schema

VALIDATOR = Draft202012Validator(schema())


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(schema())


def test_the_schema_knows_every_word_of_the_model():
    result, fix = (schema()["$defs"][name]["properties"] for name in ("result", "fix"))
    assert set(fix["kind"]["enum"]) == set(get_args(get_type_hints(Fix)["kind"]))
    assert set(fix["safety"]["enum"]) == set(Safety)
    assert set(result["outcome"]["enum"]) == set(Outcome)
    assert set(result["severity"]["enum"]) == set(Severity)


def test_a_whole_report(sick, report):
    found = render(report(*sick))
    VALIDATOR.validate(found)
    assert list(found) == ["schema_version", "tool", "target", "summary", "results", "cost"]
    assert found["summary"] == {"passed": 3, "failed": 3, "unknown": 2, "skipped": 1, "crashed": 1}
    order = [(one["area"], one["check"], one["subject"]) for one in found["results"]]
    assert order == sorted(order)
    assert found["cost"] == {"requests": 22, "seconds": 1.34}


def test_the_fields_of_a_failure(sick, report):
    failure = next(one for one in render(report(*sick))["results"] if one["check"] == "acr-pull")
    registry = failure["fixes"][0]["scope"]
    assert failure["id"] == f"acr-pull@{failure['subject']}"
    assert failure["proof"]["verdict"] == "denied"
    assert failure["proof"]["near_misses"][0]["kind"] == "sibling-scope"
    assert failure["needs"] == []
    assert failure["fixes"] == [
        {
            "id": f"grant-role:7f951dda:{registry.lower()}:00000000-aaaa",
            "kind": "grant-role",
            "safety": "safe",
            "title": "grant AcrPull on contosoacr",
            "role": "AcrPull",
            "scope": registry,
            "principal_id": "00000000-aaaa",
            "role_id": "7f951dda",
        }
    ]


def test_a_setting_is_called_a_property(make, report):
    fix = Fix("set-deployment", Safety.UNSAFE, "wait longer", setting="requestTimeout", value="PT90S")
    result = make("a", "failed", fixes=(fix,), evidence=(Evidence("/x", "properties.y", 1),))
    found = render(report(result))["results"][0]
    assert found["evidence"] == [{"source": "/x", "property": "properties.y", "value": 1}]
    assert (found["fixes"][0]["property"], found["fixes"][0]["value"]) == ("requestTimeout", "PT90S")
    assert found["proof"] is None


@pytest.mark.parametrize("outcome", ["passed", "failed", "unknown", "skipped", "crashed"])
def test_the_schema_refuses_needs_anywhere_but_in_an_unknown(make, report, outcome):
    found = render(report(make("a", "unknown"), make("b", "passed")))
    wrong = found["results"][1 if outcome == "unknown" else 0] | {"outcome": outcome}
    assert not VALIDATOR.is_valid(found | {"results": [wrong]})


def test_the_order_of_the_results_does_not_show(sick, report):
    assert dumps(render(report(*sick))) == dumps(render(report(*reversed(sick))))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), "nan"),
        ((1, True, None), [1, True, None]),
        ({"b", "a"}, ["a", "b"]),
        ({1: b"x"}, {"1": "b'x'"}),
        (datetime(2026, 11, 22, tzinfo=UTC), "2026-11-22 00:00:00+00:00"),
    ],
)
def test_values_that_json_has_no_word_for(value, expected):
    assert plain(value) == expected


TEXTS = st.text(st.characters(exclude_categories=()), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(text=TEXTS, value=VALUES, outcome=st.sampled_from(["passed", "failed", "unknown", "skipped", "crashed"]))
def test_any_result_is_valid_and_plain_ascii(make, report, text, value, outcome):
    needs = (Need(text, text, text, 403, None, text),) if outcome == "unknown" else ()
    fix = Fix("set-deployment", Safety.UNSAFE, text, setting=text, value=value)
    result = make("a", outcome, text, subject=text, needs=needs, evidence=(Evidence(text, text, value),), fixes=(fix,))
    written = dumps(render(report(result)))
    VALIDATOR.validate(json.loads(written))
    assert all(char == "\n" or " " <= char <= "~" for char in written)
