"""Which of an endpoint's identities its containers use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pfdoctor.model.endpoint import Identity
from pfdoctor.model.need import Need

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts


@dataclass(frozen=True, slots=True)
class InUse:
    """`doubt` names what would tell where more than one identity could be meant, and is None where it is certain."""

    identities: tuple[Identity, ...]
    doubt: Need | None = None


def at_start(facts: Facts) -> InUse:
    """Those that may pull the image and mount the model; with several, Azure does not document which one does."""
    identities = facts.identities
    if len(identities) < 2:
        return InUse(identities)
    need = facts.endpoint.document.need("Azure does not say which of several identities pulls images and mounts models")
    return InUse(identities, need)


def at_run_time(facts: Facts) -> InUse:
    """Those that the containers of the deployments sign in with: the only one, else the one AZURE_CLIENT_ID selects.

    https://learn.microsoft.com/azure/machine-learning/how-to-access-resources-from-endpoints-managed-identities
    """
    identities = facts.identities
    if len(identities) < 2 or not facts.deployments:
        return InUse(identities, None if len(identities) < 2 else _undecided(facts))
    chosen = []
    for deployment in facts.deployments:
        client = deployment.environment_variables.get("AZURE_CLIENT_ID", "").strip().lower()
        found = next((one for one in identities if one.client_id and one.client_id == client), None)
        if found is None:
            return InUse(identities, _undecided(facts))
        chosen.append(found)
    return InUse(tuple(dict.fromkeys(chosen)))


def _undecided(facts: Facts) -> Need:
    return facts.endpoint.document.need("no AZURE_CLIENT_ID of a deployment tells which of the identities is used")
