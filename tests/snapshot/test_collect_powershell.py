"""The collector for PowerShell, which is not here to run it: it parses, and asks what the one for bash asks."""

from __future__ import annotations

import base64
import re

import pytest
import tree_sitter
import tree_sitter_powershell
from hypothesis import given, settings
from hypothesis import strategies as st

from pfdoctor.lab.worlds import load
from pfdoctor.model.target import Target
from pfdoctor.snapshot import collect_powershell, collect_sh

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))


def parsed(script):
    tree = PARSER.parse(script.encode())
    assert not tree.root_node.has_error, script
    return tree.root_node


def statements(script):
    return sum(1 for child in parsed(script).children[-1].children if child.type != "comment")


@pytest.mark.parametrize("logs", [False, True])
def test_it_parses(logs):
    parsed(collect_powershell.emit(load("demo").target, logs=logs))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(min_size=1), min_size=4, max_size=4).filter(
        lambda names: not re.search("[\ud800-\udfff]", "".join(names))
    )
)
def test_no_name_adds_a_statement(names):
    plain = collect_powershell.emit(Target("a", "b", "c", "d"))
    assert statements(collect_powershell.emit(Target(*names))) == statements(plain)


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_a_word_means_what_it_was(text):
    word = collect_powershell.quote(text)
    coded = re.fullmatch(
        r"\(\[Text.Encoding\]::UTF8.GetString\(\[Convert\]::FromBase64String\('([\w+/=]*)'\)\)\)", word
    )
    meant = base64.b64decode(coded[1]).decode() if coded else word[1:-1].replace("''", "'")
    assert meant == text


def kinds(script):
    """The last words of the paths that a script asks for."""
    return set(
        re.findall(
            r"/(connections|deployments|outboundRules|usages|vmSizes|registries|accounts|searchServices)\b", script
        )
    ) | set(re.findall(r"/(roleDefinitions|denyAssignments|roleAssignments|permissions|getLogs)\b", script))


def test_both_dialects_ask_the_same():
    target = load("demo").target
    powershell, sh = collect_powershell.emit(target, logs=True), collect_sh.emit(target, logs=True)
    assert kinds(powershell) == kinds(sh)
    assert len(kinds(sh)) == 13
    assert not re.search("listsecrets|listkeys|list-keys", (powershell + sh).lower())
