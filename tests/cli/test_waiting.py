from __future__ import annotations

import pytest

from pfdoctor.cli.waiting import unmet
from pfdoctor.model.finding import Outcome, Result, Severity
from pfdoctor.model.need import Need


def result(subject, outcome, check="acr-pull"):
    needs = (Need("GET /deployments"),) if outcome is Outcome.UNKNOWN else ()
    return Result(check, "roles", subject, outcome, Severity.ERROR, "title", "message", needs=needs)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([result("blue", Outcome.PASSED)], []),
        ([result("blue", Outcome.FAILED)], ["acr-pull@blue"]),
        ([result("blue", Outcome.PASSED), result("green", Outcome.FAILED)], []),
        ([result("endpoint", Outcome.UNKNOWN)], ["acr-pull@endpoint"]),
        ([result("green", Outcome.PASSED)], []),
        ([result("endpoint", Outcome.UNKNOWN, "metrics-writer")], []),
    ],
    ids=["passes", "fails", "another fails", "not read", "gone", "another check"],
)
def test_what_was_not_read_is_not_taken_for_mended(results, expected):
    assert [one.id for one in unmet(["acr-pull@blue"], results)] == expected
