from __future__ import annotations

from pfdoctor.model.need import Need
from pfdoctor.report.next_step import next_step


def test_the_root_cause_is_explained(make, report):
    root = make("endpoint-identity", "failed")
    assert (
        next_step(report(make("acr-pull", "failed", caused_by=root.id), root)) == "pfdoctor explain endpoint-identity"
    )


def test_a_right_that_is_missing_is_what_to_ask_for(make, report):
    assert next_step(report(make("a", "unknown"))) == "pfdoctor checks --permissions"
    assert next_step(report(make("a", "unknown", needs=(Need("GET /x", status=503),)))) == "pfdoctor explain a"


def test_nothing_when_all_is_well(make, report):
    assert next_step(report(make("a", "passed"), make("b", "skipped"))) == ""
