from __future__ import annotations

import pytest

from pfdoctor.model.finding import Evidence
from pfdoctor.model.need import Need
from pfdoctor.report.details import described, name_of, needed, short, unread

SCOPE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"AcrPull on {SCOPE}.", "AcrPull on .../storageAccounts/st."),
        (f"'{SCOPE}'", "'.../storageAccounts/st'"),
        (
            f"GET {SCOPE}/providers/Microsoft.Authorization/roleAssignments?$filter=a('b'): no",
            "GET .../st/roleAssignments: no",
        ),
        ("/subscriptions/s/resourceGroups/g", "/subscriptions/s/resourceGroups/g"),
        ("a/b/c", "a/b/c"),
    ],
)
def test_ids_are_cut_to_what_tells_them_apart(text, expected):
    assert short(text) == expected


def test_names():
    assert name_of(f"{SCOPE}/environments/pf/versions/3") == "pf:3"
    assert name_of("flow/flow.dag.yaml:3") == "flow/flow.dag.yaml:3"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "x of st is not set"),
        ("", "x of st is empty"),
        (True, "x of st is true"),
        ("a" * 99, "x of st is " + "a" * 57 + "..."),
    ],
)
def test_evidence_in_words(value, expected):
    assert described(Evidence(SCOPE, "x", value)) == expected


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        (Need("GET /x", "a/read", "/x", 403, None, "the caller lacks a/read"), "a/read on /x (403)"),
        (Need("GET /x", "a/read", "/x", 503, None, ""), "GET /x (503)"),
        (Need("GET /x", "a/read", "/x", None, None, "not in this bundle"), "GET /x (not in this bundle)"),
        (Need("GET /x", reason="GET /x is not in this bundle"), "GET /x (not in this bundle)"),
        (Need("GET /x", reason="GET /x/y is not in this bundle"), "GET /x (GET /x/y is not in this bundle)"),
        (Need("GET /x", "a/read", "/x", 200, None, "y is not understood"), "GET /x (y is not understood)"),
    ],
)
def test_what_would_settle_an_unknown(make, need, expected):
    assert needed(make("a", "unknown", needs=(need,)), "it is not known") == (expected,)


def test_what_was_said_is_not_said_again(make):
    result = make("a", "unknown", needs=(Need("GET /x", reason="not in this bundle"),))
    assert needed(result, "unknown, for GET /x is not in this bundle") == ()
    assert needed(result, "unknown, for GET /x/y is not in this bundle") == ("GET /x",)
    assert unread(result.needs) == "GET /x: not in this bundle"
    assert unread((Need("GET /x", reason="GET /x is not in this bundle"),)) == "GET /x is not in this bundle"
