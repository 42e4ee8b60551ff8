"""The symptoms that belong to no single check, a module a subject. Those of a check stand in the check.

A line is a service's own wording, or an error code. To add one: copy the words that would be the same for everybody,
put three dots for what would not, and add a paraphrase and a near miss to the tests.
"""

from __future__ import annotations

from pfdoctor.model.symptom import Symptom
from pfdoctor.triage.symptoms import (
    caller,
    connections,
    denials,
    failures,
    flow,
    granting,
    identities,
    invocation,
    limits,
    network,
    registry,
    statuses,
    storage,
)

_TABLES = (
    caller,
    granting,
    identities,
    registry,
    storage,
    connections,
    flow,
    network,
    limits,
    invocation,
    statuses,
    denials,
    failures,
)

SYMPTOMS: tuple[Symptom, ...] = tuple(symptom for table in _TABLES for symptom in table.SYMPTOMS)
