"""Parts in order, close together, with what must and must not be around; and texts that want to take for ever."""

from __future__ import annotations

import io

import pytest

from pfdoctor.model.symptom import Symptom
from pfdoctor.triage.fold import fold, unfolded
from pfdoctor.triage.search import Search
from pfdoctor.triage.triage import triage


def hits(symptom, text):
    return [hit.matched for hit in Search([symptom]).feed(text.encode())]


PARTS = Symptom("x", "the first part ... the second part", within=60)


def test_parts_must_be_in_order_and_close():
    assert hits(PARTS, "the first part of it and the second part") == ["the first part of it and the second part"]
    assert hits(PARTS, "the second part and the first part") == []
    assert hits(PARTS, "the first part" + "." * 60 + "the second part") == []


def test_a_first_part_too_many_does_not_hide_the_match():
    assert hits(PARTS, "the first part" + "." * 60 + "the first part, the second part")


def test_a_word_close_by_takes_the_match_back_but_not_another():
    symptom = Symptom("x", "not authorized", unless=("using this permission",))
    assert hits(symptom, "not authorized using this permission") == []
    assert hits(symptom, "not authorized using this permission" + "." * 900 + " not authorized.")


BESIDE = Symptom("x", "the secret", near=("denied", "拒否"))


@pytest.mark.parametrize("text", ["denied: the secret", "the secret, it was denied", "アクセス拒否 the secret"])
def test_what_must_be_near_may_stand_before_or_behind_and_in_any_language(text):
    assert hits(BESIDE, text) == ["the secret"]


def test_what_must_be_near_and_is_far_away_is_no_match():
    assert hits(BESIDE, "the secret" + "." * 300 + "denied") == []


BARE = Symptom("x", "upstream request timeout", 0.8, given=("azureml",), alone=True)


@pytest.mark.parametrize(
    "text", ["upstream request timeout", "ERROR: upstream request timeout", "a\n`upstream request timeout`\nb"]
)
def test_a_message_pasted_bare_counts_for_less_than_one_whose_program_is_known(text):
    (bare,) = Search([BARE]).feed(text.encode())
    (known,) = Search([BARE]).feed(f"azureml: {text}".encode())
    assert 0 < bare.weight < known.weight == BARE.weight


@pytest.mark.parametrize(
    "text",
    [
        "The gateway of the shop answered with upstream request timeout, and then the basket was empty",
        "server: envoy\n\nupstream request timeout",
    ],
)
def test_a_message_in_a_sentence_or_of_another_program_is_not_bare(text):
    assert hits(BARE, text) == []


def test_what_is_given_may_come_in_an_earlier_piece():
    search = Search([Symptom("x", "bad gateway", given=("azureml",))])
    assert [*search.feed(b"bad gateway")] == []
    assert [*search.feed(b"azureml")] == []
    assert [hit.matched for hit in search.feed(b"502 Bad Gateway")] == ["Bad Gateway"]


def test_a_symptom_is_told_once():
    search = Search([Symptom("x", "bad gateway")])
    assert [len([*search.feed(b"bad gateway, bad gateway")]), len([*search.feed(b"bad gateway")])] == [1, 0]


@pytest.mark.parametrize(
    "text",
    [
        "before Bad  Gateway after",
        '{\\"a\\": \\"before Bad\\nGateway\\"}',
        "x" * 10_000 + " Bad\x1b[0m Gateway " + "y" * 10_000,
        "é" * 9_000 + "Bad&nbsp;Gateway",
    ],
)
def test_the_words_are_found_back_in_the_text_they_came_from(text):
    data = text.encode()
    begin = fold(data).find(b"badgateway")
    start, end = unfolded(data, begin, begin + 10)
    assert fold(data[start:end]) == b"badgateway"
    assert data[start : start + 1] == b"B"


HOSTILE = {
    "backslashes": "\\" * 300_000,
    "half an escape": "\\u00" * 100_000,
    "escapes": "\x1b[" + "3" * 300_000,
    "openings of escapes": "\x1b[3" * 100_000,
    "margins": "\n > " * 100_000,
    "ampersands": "&amp" * 100_000,
    "one word": "a" * 300_000,
    "first parts": "does not have authorization to perform action " * 8_000,
    "first parts of many": "azurecr.io Failed to pull connection ' subscription MLIndex " * 8_000,
    "taken back": "This request is not authorized to perform this operation using this permission blob " * 5_000,
    "openings of keys": "-----BEGIN PRIVATE KEY-----" * 10_000,
    "openings of tokens": "eyJ" * 100_000 + " Bearer " * 30_000 + "password=" * 30_000 + "://a:" * 50_000,
    "brackets": "{[(" * 100_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_text_takes_for_ever(symptoms, kind):
    """Each of these takes well under a second, and would take hours if anything went back over it."""
    triage(io.BytesIO((HOSTILE[kind] + " No module named promptflow").encode()), symptoms)
