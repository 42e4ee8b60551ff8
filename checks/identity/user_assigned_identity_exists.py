"""Each user-assigned identity of the endpoint still exists, as the one that was attached.

The endpoint keeps the identity's principal and client id from the day it was attached. If the identity was deleted, no
token can be had for it. If it was deleted and created again under the same name, it looks the same everywhere and is
another principal: the endpoint still signs in as the old one, and roles that are granted to the new one help nobody.
The identity of an endpoint cannot be changed once the endpoint is created.

How to confirm by hand: compare `az identity show --ids IDENTITY_ID --query "{principal:principalId,client:clientId}"`
with `az rest --method get --url "ENDPOINT_ID?api-version=2024-10-01" --query identity.userAssignedIdentities`. In
the portal, the identity's overview shows both ids.

How to mend: create the identity if it is gone, grant it its roles, and create the endpoint anew with it; a new endpoint
takes some minutes, its deployments 10 to 20 more. Role assignments of the old principal show as "Identity not found"
in the portal and can be removed.
Tell an administrator: "identity NAME was deleted; please grant the same roles to its successor".

https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
"""

from collections.abc import Iterator

from pfdoctor.api import ArmId, Check, Draft, Facts, Missing, Unreadable, UserAssignedIdentity

check = Check(
    id="user-assigned-identity-exists",
    title="The endpoint's user-assigned identities exist",
    severity="error",
    after=("endpoint-identity",),
    proves="each identity exists, and has the principal and client id that the endpoint has for it",
    does_not_prove="that the identity may do anything",
    symptoms=("Identity not found", "Unable to load the proper Managed Identity", "PrincipalNotFound"),
)


@check.each(lambda facts: facts.endpoint.user_assigned_ids, "user-assigned identities")
def run(facts: Facts, id: ArmId) -> Iterator[Draft]:
    subject = str(id)
    if facts.on_kubernetes:
        yield check.skipped(
            "On Kubernetes the cluster's identity is used, which pfdoctor does not judge.", subject=subject
        )
        return
    try:
        identity = facts.user_assigned_identity(id)
        if facts.planned:
            yield check.passed(f"{id.name} exists.", subject=subject, evidence=[identity.evidence("name")])
        else:
            yield _compare(facts, id, identity)
    except Missing:
        yield check.failed(
            f"Identity {id.name} of {facts.endpoint.name} does not exist any more, so nothing can sign in as it.",
            subject=subject,
            evidence=[facts.endpoint.evidence("identity.userAssignedIdentities")],
        )
    except Unreadable as error:
        yield check.unknown(
            f"It is not known whether {id.name} exists, because {error}.", *error.needs, subject=subject
        )


def _compare(facts: Facts, id: ArmId, identity: UserAssignedIdentity) -> Draft:
    endpoint = facts.endpoint
    subject = str(id)
    attached = endpoint.attached(id)
    evidence = [
        endpoint.evidence("identity.userAssignedIdentities"),
        identity.evidence("properties.principalId"),
        identity.evidence("properties.clientId"),
    ]
    pairs = ((attached.principal_id, identity.principal_id), (attached.client_id, identity.client_id))
    if any(told and read and told != read for told, read in pairs):
        return check.failed(
            f"{id.name} was created again: {endpoint.name} still signs in as the one it was created with.",
            subject=subject,
            evidence=evidence,
        )
    if not all(told and read for told, read in pairs):
        silent = identity.document if not identity.principal_id or not identity.client_id else endpoint.document
        need = silent.need(f"the principal and client id of {id.name} are not in the answer")
        return check.unknown(f"{id.name} exists; whether it is the one attached is not known.", need, subject=subject)
    return check.passed(f"{id.name} exists, and is the one that was attached.", subject=subject, evidence=evidence)
