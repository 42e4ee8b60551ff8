from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pfdoctor.fix.emit.markdown import block, code, emit, words
from pfdoctor.fix.emit.text import heading
from pfdoctor.model.clean import clean
from pfdoctor.model.finding import Safety
from pfdoctor.model.plan import EditFile, Plan, Step
from pfdoctor.model.target import Target

MARKDOWN = MarkdownIt("commonmark")


def kinds(text):
    return [token.type for token in MARKDOWN.parse(text)]


def test_it_says_what_is_allowed_and_what_is_not(plan):
    text = emit(plan())
    assert "- It allows: pulling the images of this registry" in text
    assert "- It does not allow: pushing" in text
    assert "az role assignment delete --ids" in text


def edit(text):
    change = EditFile(text, text, None, {text: text})
    return Plan(Target("", "", "", "", "files", text), (Step(change, text, Safety.SAFE, (text,)),))


def test_a_plan_of_files_alone_is_about_them():
    text = emit(edit("flow"))
    assert text.startswith("# Request: changes to the files of `flow`\n")
    assert "In the file `flow`, `flow` becomes:\n\n```json\n{\n" in text
    assert heading(edit("flow"), "#") == "# pfdoctor: what project flow lacks"


@given(st.text())
def test_no_file_changes_the_structure(text):
    assert kinds(emit(edit(text))) == kinds(emit(edit("plain")))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_name_changes_the_structure(plan, names, data):
    assert kinds(emit(plan(data.draw(names)))) == kinds(emit(plan("plain")))


@settings(max_examples=300)
@given(st.text())
def test_a_code_span_holds_its_text(text):
    (_, inline, _) = MARKDOWN.parse(f"x {code(text)} y")
    found = [child.content for child in inline.children if child.type == "code_inline"]
    assert found == [clean(text) or " "] or found == [f" {clean(text) or ' '} "]


@settings(max_examples=300)
@given(st.text())
def test_prose_holds_no_markup(text):
    (_, inline, _) = MARKDOWN.parse(f"x {words(text)} y")
    assert {child.type for child in inline.children} <= {"text", "text_special"}


@settings(max_examples=300)
@given(st.text())
def test_a_block_is_not_ended_by_its_text(text):
    assert kinds(block(text, "sh")) == ["fence"]
