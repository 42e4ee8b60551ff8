"""The roles of the endpoint's identity are old enough to have taken effect.

Azure needs time until a new role works everywhere: usually minutes, and Microsoft asks to wait 15 after granting to an
endpoint's identity. The list of role assignments shows a new one at once, so it says "granted" while requests are
still refused. A role held through a group can take up to 24 hours, because a managed identity's token keeps its groups
for so long.

Only roles that let the identity read the image, the model, the connections or what those with Entra ID sign-in lead to
are looked at, and only where no older role already does the same.

How to confirm by hand: `az role assignment list --assignee PRINCIPAL --all --include-groups --query
"[].{role:roleDefinitionName, scope:scope, created:createdOn}" -o table`. In the
portal, Access control (IAM), "Role assignments" of the resource lists who has the role.

How to mend: wait until the time shown, 15 minutes or, through a group, 24 hours after the change. Do not grant again,
and do not widen the role. Then create a deployment that had failed again; one that stands only needs the next request.
A token that was issued before may last until the deployment restarts. Nobody else is needed.

https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pfdoctor.api import (
    Access,
    ArmId,
    Check,
    Connection,
    Draft,
    Evidence,
    Facts,
    Identity,
    Missing,
    Need,
    Registry,
    RoleAssignment,
    Unreadable,
    account_of,
    no_prompt_flow,
    read_repositories,
    search_service_of,
    source_of,
    used_connections,
)

check = Check(
    id="role-propagation",
    title="The identity's roles are old enough to work",
    severity="info",
    running=True,
    after=("endpoint-identity", "acr-pull", "storage-blob-data-reader", "connection-secrets-reader"),
    proves="the roles by which the identity reads image, model and connections, and what those lead to, are old enough",
    does_not_prove="that roles which are missing were granted, or when the identity joined a group",
    symptoms=("does not have authorization to perform action", "wait for a few minutes"),
)

DIRECT = timedelta(minutes=15)
THROUGH_GROUP = timedelta(hours=24)

PULL = "Microsoft.ContainerRegistry/registries/pull/read"
REPOSITORY = "Microsoft.ContainerRegistry/registries/repositories/content/read"
BLOB = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
CHAT = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"
QUERY = "Microsoft.Search/searchServices/indexes/documents/read"
SECRETS = "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action"


@dataclass(frozen=True, slots=True)
class Needed:
    """One right by which an endpoint starts or runs. `optional`: no flow is known to need it.

    `attributes` are those of the request that a condition may ask for.
    """

    action: str
    scope: ArmId
    data: bool = False
    optional: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("pfdoctor does not judge endpoints on Kubernetes.")
        return
    if not facts.identities:
        yield check.skipped("The endpoint has no identity, so no role is on its way.")
    for identity in facts.identities:
        yield _judge(facts, identity, str(identity.id))


def _judge(facts: Facts, identity: Identity, subject: str) -> Draft:
    rights, needs = _needed(facts)
    young: list[RoleAssignment] = []
    old: list[RoleAssignment] = []
    for needed in rights:
        granting, unread = _granting(facts, identity, needed)
        ready = [one for one in granting if _ready(facts, identity, one)]
        needs += unread if not granting and not needed.optional else []
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


def _needed(facts: Facts) -> tuple[list[Needed], list[Need]]:
    """The rights, and what is missing where it is not known which registry counts, or how."""
    found, unread = [Needed(SECRETS, facts.workspace.id)], list[Need]()
    storage = facts.home.storage_account
    if storage is not None:
        found.append(Needed(BLOB, storage, data=True))
    found += _behind_connections(facts)
    for deployment in facts.deployments:
        try:
            source = source_of(facts, deployment)
            if source.registry is not None:
                found.append(_pulling(source.registry, source.reference))
        except Unreadable as error:
            unread += error.needs
        except Missing:
            continue
    return found, unread


def _pulling(registry: Registry, reference: str) -> Needed:
    if not registry.abac:
        return Needed(PULL, registry.id)
    told = read_repositories(registry.id, reference).attributes
    return Needed(REPOSITORY, registry.id, data=True, attributes=told)


def _behind_connections(facts: Facts) -> Iterator[Needed]:
    """The rights on what connections with Entra ID sign-in lead to; which of them a flow reads is mostly not known."""
    try:
        connections = facts.connections
        reason = no_prompt_flow(facts)
        used = used_connections(facts)
    except (Missing, Unreadable):
        return
    for connection in connections:
        if connection.uses_entra_id and (not reason or connection.name.lower() in used):
            yield from _behind(facts, connection)


def _behind(facts: Facts, connection: Connection) -> Iterator[Needed]:
    category = connection.category.lower()
    try:
        if category in ("azureopenai", "aiservices"):
            yield Needed(CHAT, account_of(facts, connection), data=True, optional=True)
        elif category == "cognitivesearch":
            yield Needed(QUERY, search_service_of(facts, connection), data=True, optional=True)
    except Unreadable:
        return


def _granting(facts: Facts, identity: Identity, needed: Needed) -> tuple[list[RoleAssignment], tuple[Need, ...]]:
    """The assignments that allow it, and what is missing where that is not known."""
    proof = facts.access(
        identity.principal_id, needed.action, needed.scope, data=needed.data, attributes=needed.attributes
    )
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
