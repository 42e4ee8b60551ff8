from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.model.need import Need
from pfdoctor.report.group import entries, sections


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


def test_failures_come_first_and_hints_last(make):
    hint = make("hint", "failed", severity="info")
    warning = make("warning", "failed", severity="warning")
    assert [
        entry.first.check for entry in entries([hint, make("unsure", "unknown"), warning, make("bad", "failed")])
    ] == [
        "bad",
        "warning",
        "unsure",
        "hint",
    ]


def test_the_area_with_the_gravest_entry_comes_first(make):
    found = sections(entries([make("a", "unknown", area="workspace"), make("b", "failed", area="deployment")]))
    assert [area for area, _ in found] == ["deployment", "workspace"]


@given(st.data())
def test_every_result_that_needs_attention_is_shown_exactly_once(make, data):
    names = [f"c{number}" for number in range(data.draw(st.integers(0, 7)))]
    needs = st.sampled_from([(Need("GET /a"),), (Need("GET /b"),), (Need("GET /a"), Need("GET /b"))])
    results = []
    for name in names:
        outcome = data.draw(st.sampled_from(["failed", "unknown", "crashed"]))
        cause = data.draw(st.sampled_from([None, *(f"{other}@x" for other in names)]))
        more = {"needs": data.draw(needs)} if outcome == "unknown" else {}
        results.append(make(name, outcome, subject="x", caused_by=cause, **more))
    shown = [one.check for entry in entries(results) for e in (entry, *entry.followers) for one in e.results]
    assert sorted(shown) == names
