"""A text in, diagnoses out: the one function that the room is for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from pfdoctor.bundle.secrets import redact
from pfdoctor.model.diagnosis import Depth, Diagnosis, Finding, Triage
from pfdoctor.model.symptom import Symptom
from pfdoctor.triage.extract import extracts, plain
from pfdoctor.triage.search import Hit, Search
from pfdoctor.triage.source import Stream, pieces
from pfdoctor.triage.symptoms import SYMPTOMS
from pfdoctor.triage.vocabulary import DIAGNOSES

_EXPLAINED = 0.4
"""What is left of the confidence in an effect once its cause is found too."""
_SURE = 0.6
_MORE = 0.01
"""What each further symptom of the same diagnosis adds."""
_ENDS = 1 << 16
_LEAD = 60
_QUOTED = 300
_TOLD = 6
"""Wordings of a symptom that are enough to recognise it."""
_ESCAPED_QUOTE = re.compile(r"\\{1,64}([\"'])")


class Searched(Protocol):
    """What a check tells about how its failure shows: a `Symptom` is searched for, a plain text is for readers."""

    @property
    def symptoms(self) -> tuple[Symptom | str, ...]: ...


def symptoms_of(checks: Iterable[Searched], loose: bool = True) -> tuple[Symptom, ...]:
    """Every symptom of a known diagnosis: those of the checks, and those that belong to none.

    Not `loose`: only what services say themselves. Words that are merely close to each other help a person who asks
    what a text may be about, but they are no ground for a verdict.
    """
    own = (symptom for check in checks for symptom in check.symptoms if isinstance(symptom, Symptom))
    known = (symptom for symptom in (*own, *SYMPTOMS) if symptom.diagnosis in DIAGNOSES)
    return tuple(symptom for symptom in known if loose or not symptom.near)


def wordings(symptoms: Iterable[Symptom], diagnosis: str) -> list[str]:
    """The plainest wordings by which a diagnosis is recognised."""
    own = [symptom for symptom in symptoms if symptom.diagnosis == diagnosis and not symptom.near]
    own.sort(key=lambda symptom: (" ... " in symptom.text, -symptom.weight))
    return list(dict.fromkeys(symptom.text for symptom in own))[:_TOLD]


def triage(
    stream: Stream, symptoms: Iterable[Symptom], known: Mapping[str, Diagnosis] = DIAGNOSES, before: bytes = b""
) -> Triage:
    """What the text in `stream` is about. Reads it once, in pieces; what is quoted of it holds no secrets.

    `before` is text of the same source that is over, and only tells whose errors these are.

    Raises KeyError for a symptom whose diagnosis is not `known`, which is a bug.
    """
    search = Search(symptoms, before)
    hits: list[Hit] = []
    first = last = b""
    for piece in pieces(stream):
        hits += search.feed(piece)
        first = first or piece[:_ENDS]
        last = piece[-_ENDS:]
    near = [hit.before + hit.matched + hit.after for hit in hits]
    ends = [first.decode("utf-8", "replace"), last.decode("utf-8", "replace")]
    return Triage(tuple(ranked(hits, known)), extracts(redact(text) for text in (*near, *ends)))


def ranked(hits: Iterable[Hit], known: Mapping[str, Diagnosis]) -> list[Finding]:
    """The diagnoses of `hits`, best first: a cause before what it brings about, then by weight."""
    by_id: dict[str, list[Hit]] = {}
    for hit in hits:
        by_id.setdefault(hit.symptom.diagnosis, []).append(hit)
    weights = {id: _weight(own) for id, own in by_id.items()}
    sure = [known[id].depth for id, weight in weights.items() if weight >= _SURE]
    root = min(sure, default=Depth.EFFECT)
    found = [
        Finding(known[id], round(weights[id] * (_EXPLAINED if known[id].depth > root else 1), 2), quote(_best(own)))
        for id, own in by_id.items()
    ]
    return sorted(
        found, key=lambda one: (-one.confidence, one.diagnosis.depth, -len(_best(by_id[one.diagnosis.id]).symptom.text))
    )


def _weight(hits: list[Hit]) -> float:
    return min(0.99, max(hit.weight for hit in hits) + _MORE * (len(hits) - 1))


def _best(hits: list[Hit]) -> Hit:
    return max(hits, key=lambda hit: (hit.weight, len(hit.symptom.text)))


def quote(hit: Hit) -> str:
    """The matched words with some of their line, without secrets."""
    # A secret may begin before the quote and end behind it: it is taken out of the whole first.
    whole = redact(f"{hit.before}\0{hit.matched}\0{hit.after}")
    if whole.count("\0") != 2:
        return _tidy(redact(hit.matched))
    before, matched, after = whole.split("\0")
    lead = before.rpartition("\n")[2][-_LEAD:]
    rest = after.partition("\n")[0][: max(0, _QUOTED - len(matched))]
    if len(lead) == _LEAD:
        lead = "... " + lead.partition(" ")[2]
    return _tidy(lead + matched + rest)


def _tidy(text: str) -> str:
    return " ".join(_ESCAPED_QUOTE.sub(r"\1", plain(text)).split())
