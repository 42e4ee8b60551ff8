"""Whatever a name holds, it stays one argument."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pfdoctor.model.shell import az, quoted

HOSTILE = [
    "w'; touch /x #",
    "$(id)",
    "`id`",
    "a\nb",
    "a\r\nid",
    'a"; id; "',
    "a & calc",
    "%PATH%",
    "a\u2019; calc; \u2018",
    "\x1b]0;x\x07",
    "--help",
    "-n",
    "@file",
    "",
    "*",
    "~",
    "a\\",
    "a\x00b",
]
TEXTS = st.text(max_size=40) | st.text(st.sampled_from("'\"\\$`!&|<>^%;#*?~ \n\r\t-()[]{}\u2018\u2019\u201c\u201dab"))


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("blue", "blue"),
        ("/subscriptions/s/resourceGroups/rg-1", "/subscriptions/s/resourceGroups/rg-1"),
        ("properties.v1LegacyMode=false", "properties.v1LegacyMode=false"),
        ("AzureML Metrics Writer (preview)", '"AzureML Metrics Writer (preview)"'),
        ("rg(1)", '"rg(1)"'),
        ("", "''"),
        ("-n", '"-n"'),
        ("größe", "'größe'"),
        ("$(id)", "'$(id)'"),
        ("it's", "'it?s'"),
        ("a\nb", "'a?b'"),
        ("a&b", "'a?b'"),
    ],
)
def test_quotes_where_they_are_needed(text, argument):
    assert quoted(text) == argument


def test_a_command_quotes_every_value():
    line = az("ml workspace update", name="ws", resource_group="rg(1)", set="a=$(id)")
    assert line == "az ml workspace update --name ws --resource-group \"rg(1)\" --set 'a=$(id)'"


@given(TEXTS)
def test_nothing_ends_the_quotes(text):
    argument = quoted(text)
    if argument[:1] not in ("'", '"'):
        assert argument == text
        return
    inner = argument[1:-1]
    assert argument[0] == argument[-1]
    assert len(inner) == len(text)
    assert not set(inner) & set("'\"`\u2018\u2019\u201a\u201b\u201c\u201d\u201e&|<>^%!\\")
    assert inner.isprintable()
    if argument[0] == '"':
        assert not set(inner) & set("$`\\!%")


@given(TEXTS)
def test_what_is_harmless_stays_as_it_is(text):
    kept = "".join(char for char in text if char.isascii() and (char.isalnum() or char in " _./:=()-"))
    assert quoted(kept).strip("'\"") == kept


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@settings(max_examples=20, deadline=None)
@given(st.lists(TEXTS | st.sampled_from(HOSTILE), min_size=1, max_size=30))
def test_bash_reads_one_argument_each(texts):
    script = "printf '%s\\0' " + " ".join(quoted(text) for text in texts)
    ran = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    read = ran.stdout.decode("utf-8").split("\0")[:-1]
    assert read == [quoted(text)[1:-1] if quoted(text)[0] in "'\"" else text for text in texts]
