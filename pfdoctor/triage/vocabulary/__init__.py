"""All diagnoses that a triage can come to: their ids are a contract."""

from __future__ import annotations

from collections.abc import Mapping

from pfdoctor.model.diagnosis import Diagnosis
from pfdoctor.triage.vocabulary import (
    caller,
    connections,
    flow,
    granting,
    identities,
    invocation,
    limits,
    network,
    registry,
    storage,
)

_ROOMS = (caller, granting, identities, registry, storage, connections, flow, network, limits, invocation)

DIAGNOSES: Mapping[str, Diagnosis] = {one.id: one for room in _ROOMS for one in room.DIAGNOSES}
