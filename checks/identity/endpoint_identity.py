"""The endpoint has an identity that Azure can give rights to.

A managed endpoint reads its image, its model and its connections as its own managed identity, never as the person who
deployed it. The identity is chosen when the endpoint is created and cannot be changed afterwards.

With several user-assigned identities the container cannot guess which one to sign in with: the environment variable
`AZURE_CLIENT_ID` of each deployment must name the client id of one of them. With a single one, an `AZURE_CLIENT_ID`
that names another identity breaks every sign-in of the flow, and so does any beside a system-assigned identity alone.

Endpoints on Kubernetes use the identity of the cluster's extension; pfdoctor does not judge those.

How to confirm by hand: in the studio, the endpoint's details show "Identity"; or `az ml online-endpoint show --name
ENDPOINT --query identity`.

How to mend: recreate an endpoint without identity. Set the variable with `az ml online-deployment update --name
DEPLOYMENT --endpoint-name ENDPOINT --set environment_variables.AZURE_CLIENT_ID=CLIENT_ID`, which restarts it
(10 to 20 minutes, a new endpoint with its deployment about as long).
Tell an administrator, for a new identity: the roles that `pfdoctor can ENDPOINT --all` lists.

https://learn.microsoft.com/azure/machine-learning/how-to-access-resources-from-endpoints-managed-identities
"""

from collections.abc import Iterator

from pfdoctor.api import (
    Check,
    Deployment,
    Draft,
    Facts,
    Fix,
    Identity,
    Missing,
    Safety,
    Symptom,
    Unreadable,
)

check = Check(
    id="endpoint-identity",
    title="The endpoint has an identity, and its deployments select it",
    severity="error",
    after=("workspace-ready",),
    proves="the endpoint has a managed identity with a principal, and AZURE_CLIENT_ID selects one of its identities",
    does_not_prove="that the identity may do anything",
    symptoms=(
        Symptom("uai-not-assigned", "The requested identity has not been assigned to this resource", 0.9),
        Symptom(
            "uai-client-id-missing",
            "Unable to load the proper Managed Identity",
            0.85,
            unless=("logic app", "WorkflowApp", "azurewebsites", "functionapp"),
        ),
        "Identity not found",
    ),
)


# With one of these the variable selects an application and no managed identity.
SECRETS = {"AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_PASSWORD"}


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    endpoint = facts.endpoint
    if facts.on_kubernetes:
        yield check.skipped("A Kubernetes endpoint uses its cluster's identity, which pfdoctor does not judge.")
        return
    evidence = [endpoint.evidence("identity")]
    identities = facts.identities
    if not identities:
        yield check.failed(
            f"{endpoint.name} has no identity, so it can read neither image nor connections; recreate it with one.",
            evidence=evidence,
        )
        return
    names = ", ".join(f"{one.name} ({one.kind})" for one in identities)
    yield check.passed(f"{endpoint.name} has {names}.", evidence=evidence)
    user_assigned = [one for one in identities if one.user_assigned]
    try:
        deployments = facts.deployments
    except Unreadable as error:
        message = f"Which identity the deployments of {endpoint.name} select is not known, because {error}."
        yield check.unknown(message, *error.needs, subject=str(endpoint.id.child("deployments")))
        return
    except Missing:
        return
    for deployment in deployments:
        if not SECRETS & deployment.environment_variables.keys():
            yield from _selected(deployment, identities, user_assigned)


def _selected(deployment: Deployment, all_of_them: tuple[Identity, ...], user: list[Identity]) -> Iterator[Draft]:
    written = deployment.environment_variables.get("AZURE_CLIENT_ID", "")
    path = "properties.environmentVariables"
    evidence = [deployment.evidence(f"{path}.AZURE_CLIENT_ID")]
    chosen = next((one for one in user if one.client_id == written.strip().lower()), None)
    subject = str(deployment.id)
    if not written:
        if len(all_of_them) > 1:
            yield check.failed(
                f"{deployment.name} does not say by AZURE_CLIENT_ID which of {len(all_of_them)} identities to use.",
                subject=subject,
                evidence=evidence,
            )
    elif chosen is None:
        known = ", ".join(f"{one.client_id} ({one.name})" for one in user) or "a system-assigned one only"
        yield check.failed(
            f"AZURE_CLIENT_ID of {deployment.name} is {written}, no identity of the endpoint; it has {known}.",
            subject=subject,
            evidence=evidence,
            fixes=[_select(deployment, user[0])] if len(user) == 1 else [],
        )


def _select(deployment: Deployment, identity: Identity) -> Fix:
    return Fix(
        kind="set-deployment",
        safety=Safety.UNSAFE,
        title=f"let {deployment.name} use {identity.name}",
        scope=str(deployment.id),
        setting="environmentVariables.AZURE_CLIENT_ID",
        value=identity.client_id,
    )
