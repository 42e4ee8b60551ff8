"""The signed-in caller may grant the roles that the endpoint's identity misses.

Most of what goes wrong with an endpoint is a role that its identity misses. Granting one takes
`Microsoft.Authorization/roleAssignments/write` on the workspace, the registry or the storage account: Owner, User
Access Administrator and Role Based Access Control Administrator hold it; Contributor does not. A condition may limit it
to some roles, some principals or some kinds of them, so each role is judged as it would be granted: this role, to this
identity, on this resource. Where nothing is missing, the roles that an endpoint needs stand for those to come.

Registry and storage are judged by their resource group: a role held on one of them alone would do for that one, and is
not seen. Without the right nothing is wrong with the endpoint: each failed role check shows the command for someone
who holds it, and `pfdoctor who-can` names who that is.

How to confirm by hand: in the portal, "Access control (IAM)" of the resource: "Add role assignment" is greyed out for
those who may not, and shows few roles where a condition limits them. Or
`az role assignment list --assignee YOU --scope ID --include-inherited --include-groups --query "[].condition"`.

How to mend: usually not at all; hand the commands to an owner of the resource. A role that may grant only certain
roles (a condition) is enough, and narrower; it works after about 10 minutes.
Tell an administrator: what `pfdoctor fix ENDPOINT --grant-roles --emit markdown` prints.

https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview
"""

from collections.abc import Iterator

from pfdoctor.api import Access, ArmId, Check, Draft, Evidence, Facts, Missing, Proof, Unreadable, all_of

from ._may import who_can
from ._planned import Plan, Planned, Plans, names, plans

check = Check(
    id="caller-can-grant-roles",
    title="The signed-in caller may grant roles",
    severity="info",
    about="workspace",
    proves="Azure's own list of the caller's permissions, and the conditions that are seen, allow granting the roles",
    does_not_prove="that no policy or lock stands in the way; nor, where the resource group does not allow it, that no"
    " role on the registry or the storage account alone does",
    symptoms=(
        "does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write'",
        "has an authorization with ABAC condition that is not fulfilled",
    ),
)

GRANT = "Microsoft.Authorization/roleAssignments/write"


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    home, workspace = facts.home, facts.workspace.id
    own = [scope for scope in (home.container_registry, home.storage_account) if scope is not None]
    planned = _plans(facts)
    yield _judge(facts, f"grant roles on {workspace.name}", workspace, planned.at(workspace, whole=True))
    # Asked of the group, which is read anyway: two more requests for each run would buy little.
    held: dict[ArmId, list[ArmId]] = {}
    for scope in own:
        if scope.parent is not None:
            held.setdefault(scope.parent, []).append(scope)
    missing = list(dict.fromkeys(one.scope for one in planned.grants if one.missing and one.scope != workspace))
    for group, scopes in held.items():
        resources = " and ".join(scope.name for scope in scopes)
        doing = f"grant roles on {resources} through resource group {group.name}"
        beside = [scope for scope in missing if scope.parent == group]
        yield _judge(facts, doing, group, planned.at(*scopes, *beside))
    for scope in missing:
        if scope.parent not in held:
            yield _judge(facts, f"grant roles on {scope.name}", scope, planned.at(scope, whole=True))


def _plans(facts: Facts) -> Plans:
    try:
        return plans(facts)
    except Unreadable as error:
        return Plans((), error.needs)
    except Missing as error:
        return Plans((), (error.need,))


def _judge(facts: Facts, doing: str, place: ArmId, plan: Plan) -> Draft:
    subject = str(place)
    try:
        # Whoever may grant any role to anyone may grant those, whichever they are; whoever may grant none, none.
        any_role = facts.assigning("", "", "", place)
        if any_role.verdict is not Access.UNKNOWN:
            return _whichever(doing, place, any_role)
        proofs = {one: _may(facts, one, place) for one in plan.grants}
    except Unreadable as error:
        return check.unknown(
            f"It is not known whether the signed-in caller may {doing}.", *error.needs, subject=subject
        )
    except Missing as error:
        return check.skipped(f"{error}, so there is nothing to ask.", subject=subject)
    if proofs:
        return _draft(place, proofs, plan)
    message = f"Whether the signed-in caller may {doing} depends on the role, and which are needed is not known."
    return check.unknown(message, *plan.needs, *any_role.needs, subject=subject)


def _whichever(doing: str, place: ArmId, proof: Proof) -> Draft:
    may = proof.verdict is Access.ALLOWED
    evidence = [Evidence(str(place), f"permissions: {GRANT}", may)]
    if may:
        return check.passed(f"The signed-in caller may {doing}.", subject=str(place), evidence=evidence, proof=proof)
    return check.failed(
        f"The signed-in caller may not {doing}, which takes {GRANT}.",
        subject=str(place),
        evidence=evidence,
        proof=proof,
        fixes=[who_can(GRANT, place)],
    )


def _may(facts: Facts, one: Planned, place: ArmId) -> Proof:
    return facts.assigning(one.role.guid, one.principal_id, "ServicePrincipal", one.scope, seen_at=place)


def _draft(place: ArmId, proofs: dict[Planned, Proof], plan: Plan) -> Draft:
    by = {verdict: [one for one, proof in proofs.items() if proof.verdict is verdict] for verdict in Access}
    allowed, denied, open_ = by[Access.ALLOWED], by[Access.DENIED], by[Access.UNKNOWN]
    subject, evidence = str(place), [Evidence(str(place), f"permissions: {GRANT}", True)]
    certain = [one for one in denied if one.missing or not plan.needs]
    if certain:
        but = f"; it may grant {names(allowed)}" if allowed else ""
        return check.failed(
            f"The signed-in caller may grant roles, but not {names(certain)}{but}.",
            subject=subject,
            evidence=evidence,
            proof=all_of([proofs[one] for one in certain]),
            fixes=[who_can(GRANT, certain[0].scope)],
        )
    if open_ or plan.needs:
        needs = [*(need for one in open_ for need in proofs[one].needs), *plan.needs]
        message = (
            f"It is not known whether the signed-in caller may grant {names(open_ or proofs)}, or what is missing."
        )
        return check.unknown(message, *dict.fromkeys(needs), subject=subject)
    proof = all_of(list(proofs.values()))
    return check.passed(
        f"The signed-in caller may grant {names(allowed)}.", subject=subject, evidence=evidence, proof=proof
    )
