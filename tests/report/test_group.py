from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.model.finding import Evidence, Fix, Safety
from pfdoctor.model.need import Need
from pfdoctor.report.group import entries, identity, sections


def tree(results):
    return [
        (tuple(one.check for one in entry.results), [tuple(f.check for f in e.results) for e in entry.followers])
        for entry in entries(results)
    ]


def test_a_failure_stands_below_the_root_of_its_causes(make):
    root = make("root", "failed")
    middle = make("middle", "failed", caused_by=root.id)
    assert tree([make("leaf", "failed", caused_by=middle.id), middle, root]) == [(("root",), [("leaf",), ("middle",)])]


def test_a_cause_that_is_not_shown_explains_nothing(make):
    assert tree([make("leaf", "failed", caused_by="gone@x")]) == [(("leaf",), [])]


def test_a_circle_of_causes_loses_nobody(make):
    a, b = make("a", "failed", caused_by="b@x", subject="x"), make("b", "failed", caused_by="a@x", subject="x")
    assert tree([a, b]) == [(("a",), []), (("b",), [])]


def test_unknowns_of_one_unread_request_are_one_entry(make):
    other = (Need("GET /other"),)
    found = tree([make("a", "unknown"), make("b", "unknown"), make("c", "unknown", needs=other)])
    assert found == [(("a", "b"), []), (("c",), [])]


def test_errors_come_before_warnings_before_notes_and_of_each_failures_before_unknowns(make):
    note = make("note", "failed", severity="info")
    warning = make("warning", "failed", severity="warning")
    unsure = make("unsure", "unknown", severity="warning", needs=(Need("GET /other"),))
    results = [note, unsure, make("open", "unknown"), warning, make("bad", "failed")]
    assert [checks for checks, _ in tree(results)] == [("bad",), ("open",), ("warning",), ("unsure",), ("note",)]


def test_a_note_that_explains_an_error_stands_above_it_among_the_errors(make):
    note = make("note", "failed", severity="info")
    results = [make("warning", "failed", severity="warning"), make("bad", "failed", caused_by=note.id), note]
    assert tree(results) == [(("note",), [("bad",)]), (("warning",), [])]
    assert [section.severity for section in sections(entries(results))] == ["error", "warning"]


def test_notes_of_one_check_are_one_entry_unless_each_is_mended_in_its_own_way(make):
    told = [make("note", "failed", severity="info", subject=subject) for subject in "ab"]
    fix = (Fix("run-command", Safety.MANUAL, "mend"),)
    mended = [make("small", "failed", severity="info", subject=subject, fixes=fix) for subject in "ab"]
    assert tree(told + mended) == [(("note", "note"), []), (("small",), []), (("small",), [])]


def test_the_area_with_the_gravest_error_comes_first_then_all_warnings_then_all_notes(make):
    found = sections(
        entries(
            [
                make("n", "failed", area="deployment", severity="info"),
                make("w", "failed", area="workspace", severity="warning"),
                make("x", "failed", area="caller", severity="warning"),
                make("a", "unknown", area="workspace"),
                make("b", "failed", area="deployment"),
            ]
        )
    )
    told = [(section.heading, [entry.first.check for entry in section.entries]) for section in found]
    assert told == [("Deployments", ["b"]), ("Workspace", ["a"]), ("Warnings", ["w", "x"]), ("Notes", ["n"])]


@given(st.data())
def test_every_result_that_needs_attention_is_shown_exactly_once(make, data):
    names = [f"c{number}" for number in range(data.draw(st.integers(0, 7)))]
    needs = st.sampled_from([(Need("GET /a"),), (Need("GET /b"),), (Need("GET /a"), Need("GET /b"))])
    results = []
    for name in names:
        outcome = data.draw(st.sampled_from(["failed", "unknown", "crashed"]))
        cause = data.draw(st.sampled_from([None, *(f"{other}@x" for other in names)]))
        more = {"needs": data.draw(needs)} if outcome == "unknown" else {}
        severity = data.draw(st.sampled_from(["error", "warning", "info"]))
        results.append(make(name, outcome, subject="x", severity=severity, caused_by=cause, **more))
    found = [entry for section in sections(entries(results)) for entry in section.entries]
    shown = [one.check for entry in found for e in (entry, *entry.followers) for one in e.results]
    assert sorted(shown) == names


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"type": "UserAssigned", "userAssignedIdentities": {"/x/id-pf": {}}}, "id-pf (user-assigned)"),
        ({"type": "SystemAssigned", "principalId": "p"}, "ep (system-assigned)"),
        ({"type": "UserAssigned", "userAssignedIdentities": {"/x/a": {}, "/x/b": {}}}, ""),
        ({"type": "SystemAssigned,UserAssigned", "userAssignedIdentities": {"/x/a": {}}}, ""),
        ({"type": "None"}, ""),
        (None, ""),
        ("odd", ""),
    ],
)
def test_the_roles_are_those_of_the_only_identity(make, value, name):
    told = make("endpoint-identity", "passed", area="identity", evidence=(Evidence("/x/ep", "identity", value),))
    missing = make("acr-pull", "failed")
    assert identity([missing, told]) == name
    (section,) = sections(entries([missing, told]), name)
    assert section.heading == (f"Roles of {name}" if name else "Roles of the endpoint's identity")
