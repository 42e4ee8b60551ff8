"""Every runbook says what it means, how to confirm by hand, how to mend, how long it takes, whom to tell what."""

from __future__ import annotations

import re

import pytest

from pfdoctor.engine.catalogue import load
from pfdoctor.triage.triage import symptoms_of, wordings
from pfdoctor.triage.vocabulary import DIAGNOSES

CHECKS = load().checks
TIME = re.compile(r"\b(?:seconds|minutes?|hours?|days?|half an hour|before that day)\b")
IN_AZURE = re.compile(r"\b(?:portal|studio)\b", re.IGNORECASE)
ON_THIS_MACHINE = {"local-credential", "deployment-yaml-path", "cors", "flow-connection-not-detected"}
"""Diagnoses about the caller's own machine or files, of which Azure shows nothing."""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check(check):
    meaning, _, hands = check.runbook.partition("How to confirm by hand:")
    confirm, _, mend = hands.partition("How to mend")
    assert hands, "there is no paragraph 'How to confirm by hand:'"
    assert mend, "there is no paragraph 'How to mend:'"
    assert len(meaning.split()) > 30, "what it means and why it matters takes more words"
    assert "`" in confirm or check.function is None
    assert IN_AZURE.search(confirm) or check.function is None
    assert len(mend.split()) > 15
    assert TIME.search(hands), "it does not say how long it takes"
    assert re.search(r"\bTell (?:an?|the|whoever|support)\b|Nobody else\s+is needed", hands), "whom to tell what?"


@pytest.mark.parametrize("one", DIAGNOSES.values(), ids=lambda one: one.id)
def test_a_diagnosis(one):
    assert len(one.meaning.split()) > 8
    assert len(one.mend.split()) > 3
    assert one.takes.endswith(".")
    assert one.docs.startswith("https://learn.microsoft.com/") or "github.com" in one.docs
    if one.id not in ON_THIS_MACHINE:
        assert IN_AZURE.search(one.confirm)
        assert re.search(r"Command line: |\baz \w", one.confirm)
    assert wordings(symptoms_of(CHECKS), one.id)
