from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pfdoctor.fix import journal
from pfdoctor.model.errors import CannotStart

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def opened(tmp_path, plan):
    made = plan()
    return journal.begin(tmp_path, made.target, NOW), made.steps


def the_run(opened):
    return journal.read(opened[0].path)


def test_a_run_tells_what_became_of_each_step(opened):
    book, steps = opened
    book.intend(steps[0], None, NOW)
    book.write("done", steps[0].id, NOW, created=True, after={"x": 1})
    book.intend(steps[1], None, NOW)
    first, second = the_run(opened).steps
    assert (first.change, first.state, first.created, first.after) == (steps[0].change, "done", True, {"x": 1})
    assert (second.state, second.may_be_undone) == ("intended", True)


@pytest.mark.parametrize(
    ("events", "left"),
    [
        ([], True),
        ([("done", {"created": True})], True),
        ([("done", {"created": False})], False),
        ([("failed", {})], False),
        ([("done", {"created": True}), ("undoing", {})], True),
        ([("done", {"created": True}), ("undoing", {}), ("undone", {})], False),
    ],
)
def test_what_may_be_undone(opened, events, left):
    book, steps = opened
    book.intend(steps[0], None, NOW)
    for event, more in events:
        book.write(event, steps[0].id, NOW, **more)
    assert the_run(opened).steps[0].may_be_undone is left


def test_half_a_line_is_passed_over_and_then_written_over(opened):
    book, steps = opened
    book.intend(steps[0], None, NOW)
    with book.path.open("ab") as file:
        file.write(b'{"event": "done", "st')
    assert the_run(opened).steps[0].state == "intended"
    book.write("failed", steps[0].id, NOW)
    assert the_run(opened).steps[0].state == "failed"


@pytest.mark.parametrize("text", [b"", b"{}\n", b"nonsense\n{}\n", b'{"format": 9}\n'])
def test_what_is_no_journal_is_refused(tmp_path, text):
    file = tmp_path / "x.jsonl"
    file.write_bytes(text)
    with pytest.raises(CannotStart, match="is not understood"):
        journal.read(file)
    heard = []
    assert journal.runs(tmp_path, heard.append) == ()
    assert [str(file) in str(error) for error in heard] == [True]


def test_a_folder_that_cannot_be_read_is_no_folder_without_runs(tmp_path):
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(CannotStart, match="cannot be read"):
        journal.runs(file)


def test_runs_are_listed_latest_first(tmp_path, plan):
    target = plan().target
    old = journal.begin(tmp_path, target, NOW)
    new = journal.begin(tmp_path, target, NOW.replace(hour=3))
    assert [run.id for run in journal.runs(tmp_path)] == [new.run, old.run]


def test_no_folder_is_no_run(tmp_path):
    assert journal.runs(tmp_path / "none") == ()
