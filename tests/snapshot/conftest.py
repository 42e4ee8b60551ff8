"""Bundles as the command makes them, and what the checks say of them."""

from __future__ import annotations

import copy
import json
import re
from contextlib import closing

import pytest

from pfdoctor.azure.session import in_process
from pfdoctor.bundle.answers import answerer
from pfdoctor.bundle.file import parse
from pfdoctor.bundle.scrub import scrub
from pfdoctor.bundle.write import as_json
from pfdoctor.engine.catalogue import load as load_checks
from pfdoctor.engine.run import run
from pfdoctor.facts.facts import Facts
from pfdoctor.lab.worlds import raw
from pfdoctor.model.report import Report
from pfdoctor.report import json_report
from pfdoctor.snapshot.redact import redact

CONSTANT = ("title", "does_not_prove", "docs", "check", "area")
"""What a check says of itself, which no name is in."""


def said(bundle):
    """The results of all checks, without what is the same for every bundle."""
    session = in_process(answerer(bundle), bundle.taken_at, bundle.caller.object_id)
    with closing(Facts(session, bundle.target)) as facts:
        report = json_report.render(Report(bundle.target, run(load_checks().checks, facts), 0, 0.0))
    return [{name: value for name, value in one.items() if name not in CONSTANT} for one in report["results"]]


def outcomes(results, names=None):
    return sorted((renamed(one["id"], names or {}), one["outcome"], one["severity"]) for one in results)


def renamed(text, names):
    """The text with every name of the map replaced, where it stands by itself."""
    if not names:
        return text
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<![A-Za-z0-9])(?:{either})(?![A-Za-z0-9])", lambda found: names[found[0]], text)


def plain(value):
    """JSON in one form, whatever the order of its lists, which names decide."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return sorted((plain(inner) for inner in value), key=lambda one: json.dumps(one, sort_keys=True))
    return value


class Case:
    """A raw bundle, the same without secrets, and the same without names."""

    def __init__(self, document, salt=b"a salt"):
        self.raw = parse(copy.deepcopy(document))
        self.clean, self.kinds = scrub(self.raw)
        self.redacted = redact(self.clean, salt)
        self.bundle = self.redacted.bundle
        self.names = dict(self.redacted.names)

    @property
    def text(self):
        return json.dumps(as_json(self.bundle), ensure_ascii=False)

    @property
    def clean_text(self):
        return json.dumps(as_json(self.clean), ensure_ascii=False)


@pytest.fixture
def case():
    """Makes a case of a world that ships, by name, or of a document."""
    return lambda given, salt=b"a salt": Case(raw(given) if isinstance(given, str) else given, salt)


@pytest.fixture
def healthy():
    """A document to change."""
    return copy.deepcopy(raw("healthy"))


@pytest.fixture(name="said")
def _said():
    return said


@pytest.fixture(name="outcomes")
def _outcomes():
    return outcomes


@pytest.fixture(name="renamed")
def _renamed():
    return renamed


@pytest.fixture(name="plain")
def _plain():
    return plain


@pytest.fixture
def bundle_of():
    """A bundle of a document."""
    return parse
