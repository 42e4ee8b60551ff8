from __future__ import annotations

import re

import tree_sitter
import tree_sitter_powershell
from hypothesis import given, settings
from hypothesis import strategies as st

from pfdoctor.fix.emit.powershell import emit, quote

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
_QUOTES = "'\u2018\u2019\u201a\u201b"


def parsed(script):
    tree = PARSER.parse(script.encode())
    assert not tree.root_node.has_error, script
    return tree.root_node


def statements(script):
    return sum(child.type != "comment" for child in parsed(script).children[0].children)


def test_it_parses(plan):
    script = emit(plan())
    parsed(script)
    assert script.count("\nSend-Change PUT") == 3
    assert script.count("\nSend-Change POST") == 1
    assert script.count("\naz ml online-deployment update") == 3


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_name_adds_a_statement(plan, names, data):
    assert statements(emit(plan(data.draw(names)))) == statements(emit(plan("plain")))


@settings(max_examples=300)
@given(st.text().filter(lambda text: "\0" not in text))
def test_a_word_is_one_text_that_means_what_it_was(text):
    """Read back by the rules of PowerShell: two quotes in a text stand for one, `+` joins."""
    word = quote(text)
    assert "\n" not in word
    assert meant(word) == text


def meant(word):
    word = word.removeprefix("(").removesuffix(")") if word.startswith("(") else word
    found, place = "", 0
    while place < len(word):
        if number := re.match(r"\[char\]::ConvertFromUtf32\(0x([0-9a-f]+)\)", word[place:]):
            found, place = found + chr(int(number[1], 16)), place + number.end()
        elif word.startswith(" + ", place):
            place += 3
        else:
            part = re.match(rf"'((?:[^{_QUOTES}]|([{_QUOTES}])\2)*)'", word[place:])
            assert part, word[place:]
            found += re.sub(rf"([{_QUOTES}])\1", r"\1", part[1])
            place += part.end()
    return found
