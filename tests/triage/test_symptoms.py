"""The tables: nothing of one case in them, nothing unknown, and each line found in whatever dress it comes."""

from __future__ import annotations

import html
import json
import re

import pytest

from pfdoctor.engine.catalogue import load
from pfdoctor.model.symptom import Symptom
from pfdoctor.triage.search import Needle, Search
from pfdoctor.triage.symptoms import SYMPTOMS
from pfdoctor.triage.vocabulary import DIAGNOSES

ONE_CASE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}|/subscriptions/|/users/|/home/|[a-z]:\\|@|\d{6}|(?<!AADSTS)(?<!\d)(?!4\d\d|5\d\d|1101)\d{3,5}(?!\d)",
    re.IGNORECASE,
)


def test_no_symptom_holds_a_guid_a_path_or_a_number_of_one_case(symptoms):
    texts = [symptom.text for symptom in symptoms if not symptom.text.startswith("AADSTS")]
    assert [text for text in texts if ONE_CASE.search(text)] == []


def test_every_diagnosis_has_symptoms_and_every_symptom_a_diagnosis(symptoms):
    assert {symptom.diagnosis for symptom in symptoms} == set(DIAGNOSES)
    assert {symptom.diagnosis for symptom in SYMPTOMS} <= set(DIAGNOSES)
    assert {one.diagnosis for check in load().checks for one in check.symptoms if isinstance(one, Symptom)} <= set(
        DIAGNOSES
    )


def test_every_symptom_has_a_weight_and_says_enough_to_search_for(symptoms):
    assert all(0 < symptom.weight < 1 for symptom in symptoms)
    needles = map(Needle.of, symptoms)
    assert [one for one in needles if len(b"".join(one.parts)) + min(map(len, one.near), default=0) < 8] == []


def test_no_line_is_written_twice(symptoms):
    lines = [(symptom.diagnosis, symptom.text.lower(), bool(symptom.near)) for symptom in symptoms]
    assert [line for line in set(lines) if lines.count(line) > 1] == []


def test_a_symptom_that_says_too_little_is_refused():
    with pytest.raises(ValueError, match="too short"):
        Symptom("quota", "quota")


def test_a_short_word_says_enough_beside_another():
    assert Symptom("quota", "quota", near=("exceed",)).near == ("exceed",)


def test_a_given_word_that_stands_by_chance_in_text_without_blanks_is_refused():
    with pytest.raises(ValueError, match=r"given .* too short"):
        Symptom("kubernetes-quota", "replicas unschedulable", given=("aks",))


def test_the_diagnoses_name_checks_that_exist():
    known = {check.id for check in load().checks}
    assert {check for one in DIAGNOSES.values() for check in one.checks} <= known


def test_every_diagnosis_has_its_whole_runbook():
    for one in DIAGNOSES.values():
        assert all((one.title, one.meaning, one.confirm, one.mend, one.takes)), one.id
        assert one.docs.startswith("https://learn.microsoft.com/"), one.id
        assert all(text.endswith(".") for text in (one.meaning, one.mend)), one.id


def test_the_ids_are_those_of_the_contract(shared):
    assert set(json.loads((shared / "triage/diagnoses.json").read_text(encoding="utf-8"))) == set(DIAGNOSES)


def written(symptom):
    """A text that holds the symptom, and the words without which it counts for nothing."""
    text = " ".join([symptom.text.replace(" ... ", " 'thing-1' "), *symptom.near[:1]])
    return "\n".join([text, *symptom.given[:1]])


DRESSES = {
    "plain": str,
    "capitals": str.upper,
    "wrapped": lambda text: re.sub("(.{31})", r"\1\n", text),
    "coloured": lambda text: "\x1b[31m" + text.replace(" ", " \x1b[0;1m") + "\x1b[0m",
    "JSON in JSON in JSON": lambda text: json.dumps({"m": json.dumps({"m": json.dumps({"m": f'"{text}"\r\n'})})}),
    "HTML": lambda text: "<pre>" + html.escape(text).replace(" ", "&nbsp;") + "</pre>",
    "quoted in a mail": lambda text: "Hello,\n> " + re.sub(r"\s+", "\n> ", text),
    "in a pipeline": lambda text: (
        "2024-11-10T10:47:33.5142345Z " + re.sub("(.{31})", r"\1\n2024-11-10T10:47:33.6Z ", text)
    ),
    "in PowerShell": lambda text: "     | " + re.sub("(.{31})", r"\1\n     | ", text),
    "in a box": lambda text: "│ " + re.sub("(.{31})", r"\1   │\n│ ", text) + " │",
    "in typographic quotes": lambda text: "„" + text.replace("'", "’").replace("-", "–") + "“",
    "in wide letters": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "in noise": lambda text: "INFO start\n" * 50 + "2024-11-10T10:47:33.5Z [ERROR] " + text + "\nINFO end" * 50,
}


@pytest.mark.parametrize("dress", DRESSES)
def test_every_symptom_is_found_in_every_dress(symptoms, dress):
    missed = [
        symptom.text
        for symptom in symptoms
        if not any(hit.symptom == symptom for hit in Search([symptom]).feed(DRESSES[dress](written(symptom)).encode()))
    ]
    assert missed == []
