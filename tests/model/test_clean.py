from __future__ import annotations

import pytest

from pfdoctor.model.clean import clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("contoso-ml", "contoso-ml"),
        ("Büro 日本", "Büro 日本"),
        ("a\tb\n\nc", "a b c"),
        ("a\x00b\x7fc", "abc"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;never closed", "0;never closed"),
        ("\u2066a\u202eb\u200b\ufeff", "ab"),
        ("a\ud800b", "ab"),
    ],
)
def test_what_is_left(text, expected):
    assert clean(text) == expected


def test_what_an_encoding_cannot_hold():
    assert clean("a · b… 日", "ascii") == "a - b... ?"
    assert clean("a · b… 日", "cp1252") == "a - b... ?"
    assert clean("a · b…", "cp1252") == "a · b…"
