"""The roles of the endpoint's identity are old enough to have taken effect.

Azure needs time until a new role works everywhere: usually minutes, and Microsoft asks to wait 15 after granting to an
endpoint's identity. The list of role assignments shows a new one at once, so it says "granted" while requests are
still refused. A role held through a group can take up to 24 hours, because a managed identity's token keeps its groups
for so long.

Only roles that let the identity read the image, the model or the connections are looked at, and only where no older
role already does the same.

How to confirm by hand: `az role assignment list --assignee PRINCIPAL --all --include-groups --query
"[].{role:roleDefinitionName, scope:scope, created:createdOn}" -o table`.

How to mend: wait until the time shown. Do not grant again, and do not widen the role. Then create a deployment that
had failed again; one that stands only needs the next request. A token that was issued before may last until the
deployment restarts.

https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pfdoctor.api import (
    Access,
    ArmId,
    Check,
    Draft,
    Evidence,
    Facts,
    Identity,
    Missing,
    Need,
    RoleAssignment,
    Unreadable,
    source_of,
)

check = Check(
    id="role-propagation",
    title="The identity's roles are old enough to work",
    severity="info",
    after=("endpoint-identity", "acr-pull", "storage-blob-data-reader", "connection-secrets-reader"),
    proves="the roles by which the identity reads image, model and connections are older than their propagation takes",
    does_not_prove="that roles which are missing were granted, or when the identity joined a group",
    symptoms=("does not have authorization to perform action", "wait for a few minutes"),
)

DIRECT = timedelta(minutes=15)
THROUGH_GROUP = timedelta(hours=24)

PULL = "Microsoft.ContainerRegistry/registries/pull/read"
REPOSITORY = "Microsoft.ContainerRegistry/registries/repositories/content/read"
BLOB = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
SECRETS = "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action"


@dataclass(frozen=True, slots=True)
class Needed:
    """One right by which an endpoint starts or runs."""

    action: str
    scope: ArmId
    data: bool = False


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    if facts.endpoint.kind == "kubernetes":
        yield check.skipped("pfdoctor does not judge endpoints on Kubernetes.")
        return
    if not facts.identities:
        yield check.skipped("The endpoint has no identity, so no role is on its way.")
    for identity in facts.identities:
        yield _judge(facts, identity, str(identity.id))


def _judge(facts: Facts, identity: Identity, subject: str) -> Draft:
    needs: list[Need] = []
    young: list[RoleAssignment] = []
    old: list[RoleAssignment] = []
    for needed in _needed(facts):
        granting, unread = _granting(facts, identity, needed)
        ready = [one for one in granting if _ready(facts, identity, one)]
        needs += unread if not granting else []
        old += ready
        young += granting if not ready else []
    if young:
        return _wait(facts, identity, list(dict.fromkeys(young)), subject)
    if needs:
        message = f"How old the roles of {identity.name} are is not known."
        return check.unknown(message, *dict.fromkeys(needs), subject=subject)
    if not old:
        return check.skipped(f"{identity.name} holds no role that is needed, so none is on its way.", subject=subject)
    evidence = [_dated(one) for one in dict.fromkeys(old)]
    return check.passed(f"The roles of {identity.name} are old enough to work.", subject=subject, evidence=evidence)


def _wait(facts: Facts, identity: Identity, young: Sequence[RoleAssignment], subject: str) -> Draft:
    needs = []
    times = []
    for one in young:
        request = f"GET {one.id}"
        when = _effective(identity, one)
        if when is None:
            reason = f"{one.id} does not say when it was created"
        else:
            times.append(when)
            reason = f"granted at {one.created_on:%H:%M} UTC, expected to work by {when:%Y-%m-%d %H:%M} UTC"
        needs.append(Need(request, "Microsoft.Authorization/roleAssignments/read", str(one.scope), 200, reason=reason))
    if not times:
        message = f"When {identity.name} was granted its roles is not told, so they may not work yet."
    else:
        minutes = int((max(times) - facts.now).total_seconds() // 60) + 1
        message = f"{identity.name} was granted a role so recently that it may not work yet: wait {minutes} minutes."
    return check.unknown(message, *needs, subject=subject)


def _needed(facts: Facts) -> Iterator[Needed]:
    yield Needed(SECRETS, facts.workspace.id)
    storage = facts.home.storage_account
    if storage is not None:
        yield Needed(BLOB, storage, data=True)
    for deployment in facts.deployments:
        try:
            registry = source_of(facts, deployment).registry
            if registry is not None:
                yield Needed(REPOSITORY, registry.id, data=True) if registry.abac else Needed(PULL, registry.id)
        except (Missing, Unreadable):
            # The checks of the image say so; here its role is left out.
            continue


def _granting(facts: Facts, identity: Identity, needed: Needed) -> tuple[list[RoleAssignment], tuple[Need, ...]]:
    """The assignments that allow it, and what is missing where that is not known."""
    proof = facts.access(identity.principal_id, needed.action, needed.scope, data=needed.data)
    if proof.verdict is Access.DENIED:
        return [], ()
    named = {node.id.lower() for node in proof.because if node.rule in ("R3", "R4", "R5")}
    held = facts.held(identity.principal_id, needed.scope)
    return [one for one in held.assignments if one.id.key in named], proof.needs


def _ready(facts: Facts, identity: Identity, assignment: RoleAssignment) -> bool:
    when = _effective(identity, assignment)
    return when is not None and when <= facts.now


def _effective(identity: Identity, assignment: RoleAssignment) -> datetime | None:
    direct = assignment.principal_id == identity.principal_id
    created = assignment.created_on
    return None if created is None else created + (DIRECT if direct else THROUGH_GROUP)


def _dated(assignment: RoleAssignment) -> Evidence:
    created = assignment.created_on
    return Evidence(str(assignment.id), "properties.createdOn", created.isoformat() if created else None)
