"""Texts in, diagnoses out."""

from __future__ import annotations

import io

import pytest

from pfdoctor.api import diagnose as diagnose_log
from pfdoctor.engine.catalogue import load
from pfdoctor.triage.triage import symptoms_of, triage


@pytest.fixture(scope="session")
def symptoms():
    """Every symptom there is."""
    return symptoms_of(load().checks)


@pytest.fixture(scope="session")
def diagnose(symptoms):
    """What a text, or its bytes, is about."""

    def ask(text):
        return triage(io.BytesIO(text if isinstance(text, bytes) else text.encode()), symptoms)

    return ask


@pytest.fixture(scope="session")
def verdict():
    """What the checks make of a log."""
    return diagnose_log


@pytest.fixture(scope="session")
def first(diagnose):
    """The id of the first diagnosis, or None."""

    def ask(text):
        findings = diagnose(text).findings
        return findings[0].diagnosis.id if findings else None

    return ask
