"""The endpoint and its deployments are provisioned.

Azure keeps the outcome of the last create or update of the endpoint and of each deployment. `Failed` says that it
went wrong, not why: the cause is usually a role, an image, a network or a quota, each of which has a check of its own,
shown first. A deployment takes about 15 minutes to create; one that is at it for more than 30 rarely ends well.

`Succeeded` is not healthy: the server of a prompt flow reads its connections with the first request to /score, and
its /health says "Healthy" before that.

How to confirm by hand: in the studio, Endpoints, the endpoint, "Provisioning state" of each deployment. Or
`az ml online-deployment show --name DEPLOYMENT --endpoint-name ENDPOINT --query provisioning_state`.

How to mend: mend the cause that is shown, then create the deployment again. Where no cause is shown, read what the
container and the step before it said with the commands shown (`--container storage-initializer` is the step that
fetches model and code). What has hung for an hour can be deleted, which takes up to 20 minutes.
Tell an administrator or support: the endpoint's name, region, and the request id in the error text.

https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints
"""

from collections.abc import Iterator
from datetime import timedelta

from pfdoctor.api import (
    Check,
    Deployment,
    Draft,
    Endpoint,
    Facts,
    Fix,
    Safety,
    Severity,
    Symptom,
    az,
    in_workspace,
)

check = Check(
    id="deployment-state",
    title="The endpoint and its deployments are provisioned",
    severity="error",
    running=True,
    after=(
        "workspace-ready",
        "endpoint-identity",
        "user-assigned-identity-exists",
        "acr-pull",
        "storage-blob-data-reader",
        "inference-config",
        "connection-secret-enforcement",
        "managed-network-ready",
        "network-mode",
        "registry-network",
        "storage-network",
        "quota",
    ),
    proves="the last create or update of the endpoint and of each deployment succeeded",
    does_not_prove="that a deployment is healthy: a prompt flow fails at the first request if it may not read its"
    " connections",
    symptoms=(
        "ResourceNotReady",
        Symptom("container-crash", "User container has crashed or terminated"),
        "Liveness probe failed",
        "Deployment failed due to timeout while waiting for Environment Image to become available",
        "ImageBuildFailure",
        Symptom("deployment-slow", "The Managed Inference service creation is taking longer than our normal time"),
    ),
)

USUAL = timedelta(minutes=30)
UNDER_WAY = ("creating", "updating", "scaling", "deleting")


@check.each(lambda facts: (facts.endpoint, *facts.deployments), "endpoints")
def run(facts: Facts, one: Endpoint | Deployment) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("pfdoctor does not judge endpoints on Kubernetes.")
        return
    state = one.provisioning_state
    evidence = [one.evidence("properties.provisioningState")]
    if state is None:
        need = one.document.need(f"the state of {one.name} is not in the answer")
        yield check.unknown(f"The state of {one.name} is not told.", need)
    elif state.lower() == "succeeded":
        yield check.passed(f"{one.name} is provisioned.", evidence=evidence)
    elif state.lower() in ("failed", "canceled"):
        fixes = [_read_logs(one)] if isinstance(one, Deployment) else []
        yield check.failed(f"The last create or update of {one.name} {_ended(state)}.", evidence=evidence, fixes=fixes)
    elif state.lower() in UNDER_WAY:
        yield _under_way(facts, one, state)
    else:
        need = one.document.need(f"the state {state!r} of {one.name} is not known to pfdoctor")
        yield check.unknown(f"{one.name} is in the state {state}, which pfdoctor does not know.", need)


def _under_way(facts: Facts, one: Endpoint | Deployment, state: str) -> Draft:
    since = one.document.moment("systemData.lastModifiedAt") or one.document.moment("systemData.createdAt")
    evidence = [one.evidence("properties.provisioningState"), one.evidence("systemData.lastModifiedAt")]
    if since is not None and facts.now - since > USUAL:
        minutes = int((facts.now - since).total_seconds() // 60)
        return check.failed(
            f"{one.name} is {state} for {minutes} minutes; 15 are usual.",
            severity=Severity.WARNING,
            evidence=evidence,
            fixes=[_read_logs(one)] if isinstance(one, Deployment) else [],
        )
    until = f"at {since + USUAL:%H:%M} UTC" if since else "in 30 minutes"
    need = one.document.need(f"{one.name} is still {state}; ask again {until}")
    return check.unknown(f"{one.name} is still {state}: wait, and ask again {until} at the latest.", need)


def _ended(state: str) -> str:
    return "failed" if state.lower() == "failed" else "was canceled"


def _read_logs(deployment: Deployment) -> Fix:
    command = "ml online-deployment get-logs"
    where = in_workspace(deployment.id, name=deployment.name, endpoint_name=deployment.endpoint_id.name)
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title=f"read what {deployment.name} said while it started",
        scope=str(deployment.id),
        commands=(az(command, **where), az(command, **where, container="storage-initializer")),
    )
