from __future__ import annotations

import ast

import pytest

from pfdoctor.project.python_file import PythonFile, read
from pfdoctor.project.source import Source


@pytest.fixture(name="file")
def _file(tmp_path):
    def make(text):
        return PythonFile(tmp_path / "a.py", Source("a.py"), text)

    return make


def meaning(file, expression):
    return file.dotted(ast.parse(expression, mode="eval").body)


@pytest.mark.parametrize(
    ("text", "expression", "dotted"),
    [
        ("import promptflow.core", "promptflow.core.tool", "promptflow.core.tool"),
        ("import promptflow.core as pf", "pf.tool", "promptflow.core.tool"),
        ("from promptflow.core import tool as t", "t", "promptflow.core.tool"),
        ("try:\n  from a import b\nexcept ImportError:\n  b = None", "b", "a.b"),
        ("if x:\n  pass\nelse:\n  import a as b", "b.c", "a.c"),
        ("from . import helper", "helper.ask", ".helper.ask"),
        ("from ..a import b", "b", "..a.b"),
        ("", "Own", "Own"),
        ("", "f().x", ""),
    ],
)
def test_a_name_stands_for_what_was_imported(file, text, expression, dotted):
    assert meaning(file(text), expression) == dotted


def test_what_everything_is_imported_from_is_known(file):
    assert file("from a import *\nfrom .b import *").whole_imports == ("a", ".b")


@pytest.mark.parametrize(
    "text",
    [
        "print 'hello'",
        "x = {{ template }} y",
        "x = 1\0",
        "x = '\udc80'",
        "x=" + "-" * 100_000 + "1",
        "x=" + "1+" * 200_000 + "1",
        "x=" + "(" * 100_000,
        "x=a" + ".b" * 150_000,
        "x=" + "lambda:" * 60_000 + "1",
        "if a: pass\n" + "elif a: pass\n" * 30_000,
    ],
    ids=["python2", "template", "null", "surrogate", "minus", "plus", "brackets", "dots", "lambdas", "branches"],
)
def test_what_is_no_python_is_not_understood_and_raises_nothing(file, text):
    assert (file(text).tree, file(text).imports, file(text).classes) == (None, {}, {})


def test_a_warning_of_python_is_not_shown(file, recwarn):
    assert file("x = '\\d' is 1").tree is not None
    assert list(recwarn) == []


@pytest.mark.parametrize("raw", [b"caf\xe9 = 1\n", b"# x\n" * 200_000])
def test_a_file_that_is_not_taken_has_no_text(tmp_path, raw):
    (tmp_path / "a.py").write_bytes(raw)
    found = read(tmp_path / "a.py", tmp_path)
    assert (found.text, found.imports) == (None, {})
