"""The endpoint's identity holds no right to change things, or to grant rights, that an endpoint does not need.

Whoever can make a flow run code, by a prompt or by a dependency, acts as the endpoint's identity. An endpoint reads:
its image, its model, its connections, what those lead to. So the rule goes by what a role allows, whatever its name:

Grant: it may assign or define roles, `Microsoft.Authorization/roleAssignments/write` and its like. Owner, User Access
Administrator and Role Based Access Control Administrator do.

Change: it may write or delete resources, or read the keys by which everything in a storage account or a registry may be
written. Contributor, AzureML Data Scientist, Azure AI Developer and many custom roles do.

Data: it may write or delete data in a registry or a key vault, or in all resources of a group or a subscription.

Not counted: metrics of the workspace; what a deployment's data collector, or a flow's own code, which Azure does not
show, writes into a single storage account, search service or database; the use of models, which Azure spells as writing
now and then; support tickets, alert rules and deployments, which so many reading roles hold, the last of which changes
nothing without another right. Conditions of an assignment are named, not judged; deny assignments are not looked at.

How to confirm by hand: `az role assignment list --assignee PRINCIPAL --all --include-groups -o table`, and for each
role `az role definition list --name ROLE --query "[].permissions"`. In the portal, the identity's page "Azure role
assignments".

How to mend: grant first what the endpoint needs by the roles that pfdoctor names, wait 15 minutes, then remove the
assignment shown. Microsoft's guide names AzureML Data Scientist for a flow that looks up an index; a custom role with
`Microsoft.MachineLearningServices/workspaces/datastores/read` does as well. An identity that something else uses too,
as a pipeline or the workspace itself, may need its rights there: give the endpoint one of its own instead.
Tell an administrator: "the managed identity PRINCIPAL serves an endpoint and only needs to read".

https://learn.microsoft.com/azure/role-based-access-control/best-practices
"""

from collections.abc import Iterator

from pfdoctor.api import (
    ArmId,
    Check,
    Draft,
    Evidence,
    Facts,
    Fix,
    Holding,
    Identity,
    Missing,
    Need,
    Safety,
    Unreadable,
    az,
    documented_rights,
    grant,
)

from ._excess import Excess, excess_of

check = Check(
    id="over-privilege",
    title="The endpoint's identity holds no right that it does not need",
    severity="info",
    after=("endpoint-identity",),
    proves="no role that reaches the identity here lets it grant rights or change what an endpoint need not change",
    does_not_prove="anything of other subscriptions, or that something else that uses the identity needs the right",
)

SHOWN = 3


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("On Kubernetes the cluster's identity is used, which pfdoctor does not judge.")
        return
    if not facts.identities:
        yield check.skipped("The endpoint has no identity, so none holds too much.")
    for identity in facts.identities:
        yield _judge(facts, identity)


def _judge(facts: Facts, identity: Identity) -> Draft:
    holdings, needs = _held(facts, identity)
    subject = str(identity.id)
    too_much = {one: found for one in holdings if one.role and (found := excess_of(one.role, one.assignment.scope))}
    gravest_first = sorted(too_much.items(), key=lambda pair: pair[1].rank)
    certain = {one: found for one, found in gravest_first if not one.needs}
    if certain:
        told = [_told(one, found) for one, found in certain.items()]
        more = f"; and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
        return check.failed(
            f"{identity.name} holds more than an endpoint needs: {'; '.join(told[:SHOWN])}{more}.",
            subject=subject,
            evidence=[_evidence(one, found) for one, found in certain.items()],
            fixes=_fixes(facts, identity, list(certain)),
        )
    needs += [need for one in holdings if one.role is None or one in too_much for need in one.needs]
    if needs:
        message = f"It is not known whether {identity.name} holds more than an endpoint needs."
        return check.unknown(message, *dict.fromkeys(needs), subject=subject)
    return check.passed(
        f"{identity.name} holds no right to change or to grant that an endpoint does not need.",
        subject=subject,
        evidence=[_evidence(one, None) for one in holdings],
    )


def _held(facts: Facts, identity: Identity) -> tuple[list[Holding], list[Need]]:
    """What reaches the identity around the workspace, its storage and its registry; and what was not read of that."""
    needs: list[Need] = []
    scopes = [facts.target.workspace_id]
    try:
        home = facts.home
        scopes += [scope for scope in (home.storage_account, home.container_registry) if scope is not None]
    except Unreadable as error:
        needs += error.needs
    except Missing as error:
        needs.append(error.need)
    found: dict[ArmId, Holding] = {}
    for scope in scopes:
        holdings, unread = facts.holdings(identity.principal_id, scope)
        found |= {one.assignment.id: one for one in holdings}
        needs += unread
    return list(found.values()), needs


def _told(holding: Holding, excess: Excess) -> str:
    blocks = holding.role.permissions if holding.role else ()
    through = f" through group {holding.group}" if holding.group else ""
    limited = holding.assignment.condition or any(block.condition for block in blocks)
    bound = ", under a condition" if limited else ""
    return f"{_role(holding)} on {holding.where}{through} ({excess.words}{bound})"


def _role(holding: Holding) -> str:
    return holding.role.role_name if holding.role else holding.assignment.role_guid


def _evidence(holding: Holding, excess: Excess | None) -> Evidence:
    value = f"{_role(holding)}: {', '.join(excess.patterns[:SHOWN])}" if excess else _role(holding)
    return Evidence(str(holding.assignment.id), "properties.roleDefinitionId", value)


def _fixes(facts: Facts, identity: Identity, holdings: list[Holding]) -> list[Fix]:
    workspace = facts.workspace
    used = workspace.document.mapping("identity.userAssignedIdentities")
    if identity.user_assigned and identity.id in {ArmId(name) for name in used}:
        title = f"give the endpoint an identity of its own: {workspace.name} signs in as {identity.name} too"
        words = "Create an identity, grant it the roles that pfdoctor names, and create the endpoint anew with it."
        return [Fix("run-command", Safety.MANUAL, title, scope=str(facts.endpoint.id), commands=(words,))]
    going = {one.assignment.id for one in holdings}
    return [_remove(identity, one, _lost(facts, identity, one, going)) for one in holdings]


def _lost(facts: Facts, identity: Identity, holding: Holding, going: set[ArmId]) -> list[Fix]:
    """The narrow roles for what the endpoint needs and would no longer have, this one among what gives it now."""
    try:
        rights = documented_rights(facts).rights
    except (Missing, Unreadable):
        return []
    lost = []
    for role, right in rights:
        giving = {ArmId(one.id) for one in facts.grants(identity.principal_id, right)}
        if holding.assignment.id in giving and giving <= going:
            lost.append(grant(role, identity, right.scope))
    return lost


def _remove(identity: Identity, holding: Holding, first: list[Fix]) -> Fix:
    role = _role(holding)
    delete = az("role assignment delete", ids=holding.assignment.id)
    title = f"take {role} on {holding.where} from {identity.name}"
    commands = [delete]
    if holding.group:
        title = f"take {identity.name} out of group {holding.group}, or {role} on {holding.where} from the whole group"
        leave = az("ad group member remove", group=holding.group, member_id=identity.principal_id)
        commands = [leave, f"Or, for all members of the group: {delete}"]
    if first:
        title += ", but first grant it what it needs of that"
        commands = [*(command for one in first for command in one.commands), *commands]
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title=title,
        scope=str(holding.assignment.scope),
        principal_id=identity.principal_id,
        commands=tuple(commands),
    )
