from __future__ import annotations

from dataclasses import replace

import pytest

from pfdoctor.model.finding import Fix, Safety
from pfdoctor.model.need import Need
from pfdoctor.report.next_step import next_step

GRANT = Fix("grant-role", Safety.SAFE, "grant AcrPull", "AcrPull", "7f951dda", "/subscriptions/s", "p")
ENVIRONMENT = Fix("register-environment", Safety.SAFE, "register a version", scope="/subscriptions/s")
COMMAND = Fix("run-command", Safety.MANUAL, "look at it", commands=("az x",))
RESTART = Fix("set-deployment", Safety.UNSAFE, "give it time", setting="a", value=1)


def test_the_root_cause_is_explained(make, report):
    root = make("endpoint-identity", "failed")
    assert (
        next_step(report(make("acr-pull", "failed", caused_by=root.id), root)) == "pfdoctor explain endpoint-identity"
    )


@pytest.mark.parametrize(
    ("fix", "option"), [(GRANT, "--grant-roles"), (ENVIRONMENT, "--environment"), (COMMAND, ""), (RESTART, "")]
)
def test_what_can_be_mended_is_mended(make, report, fix, option):
    expected = f"pfdoctor fix my-endpoint {option}" if option else "pfdoctor explain a"
    assert next_step(report(make("a", "failed", fixes=(fix,)))) == expected
    assert next_step(report(make("a", "failed", fixes=(COMMAND, fix)))) == expected


def test_a_grant_that_is_not_pfdoctors_to_make_is_explained(make, report):
    by_hand = replace(GRANT, safety=Safety.MANUAL)
    assert next_step(report(make("a", "failed", fixes=(by_hand,)))) == "pfdoctor explain a"


def test_what_is_mended_is_as_grave_as_the_gravest(make, report):
    error, warning = make("a", "failed"), make("b", "failed", severity="warning", fixes=(GRANT,))
    assert next_step(report(error, warning)) == "pfdoctor explain a"
    assert next_step(report(warning)).startswith("pfdoctor fix")
    assert next_step(report(error, make("c", "failed", fixes=(GRANT,)))).startswith("pfdoctor fix")


def test_what_follows_is_mended_where_its_cause_cannot_be(make, report):
    root = make("a", "failed")
    below = make("b", "failed", caused_by=root.id, fixes=(GRANT,))
    assert next_step(report(root, below)).startswith("pfdoctor fix")


def test_a_note_is_explained(make, report):
    assert next_step(report(make("a", "failed", severity="info", fixes=(GRANT,)))) == "pfdoctor explain a"


def test_the_command_looks_where_the_report_looked(make, report):
    found = report(make("a", "failed", fixes=(GRANT,)))
    assert next_step(found, "--bundle case.json") == "pfdoctor fix --bundle case.json --grant-roles"


def test_a_right_that_is_missing_is_what_to_ask_for(make, report):
    assert next_step(report(make("a", "unknown"))) == "pfdoctor checks --permissions"
    assert next_step(report(make("a", "unknown", needs=(Need("GET /x", status=503),)))) == "pfdoctor explain a"


def test_nothing_when_all_is_well(make, report):
    assert next_step(report(make("a", "passed"), make("b", "skipped"))) == ""
