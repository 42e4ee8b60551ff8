"""The endpoint's identity can read the secrets of the workspace's connections.

A prompt flow reads each connection when the first request comes, as the endpoint's identity. Without the right the
deployment still ends as Succeeded and its health route still answers: only the requests fail, and the studio's Test
tab cannot show the inputs. So a deployment that succeeded proves nothing here.

What counts is the action `Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action` on the
endpoint's own workspace. A Foundry project is not below its hub as a scope: a role on the hub does not reach it. The
built-in role holds the action, and so do AzureML Data Scientist, Azure AI Developer, Contributor and Owner; Reader
does not. A custom role counts if the action is among its actions and not among its NotActions.

Azure grants the role by itself in one case only: a system-assigned identity, an endpoint created with
`enforce_access_to_default_secret_stores` enabled (the studio's default, not that of the command line), by a person who
may read the secrets. An environment variable that refers to a connection (`${{azureml://connections/...}}`) needs the
same right when the deployment is created, whatever it runs.

Where Azure shows no sign of a prompt flow (nor the routes of its server, /score on port 8080) and no such variable, a
lacking right is a warning and not an error.

How to confirm by hand: in the portal, the workspace's Access control (IAM), "Check access", the endpoint's identity;
or `az role assignment list --assignee PRINCIPAL --scope WORKSPACE_ID --include-inherited --include-groups -o table`.

How to mend: grant the role on the workspace. It takes 15 minutes or more to take effect; then send a request again,
the deployment need not be created anew.
Tell an administrator: "the managed identity PRINCIPAL needs Azure Machine Learning Workspace Connection Secrets Reader
on this one workspace, to read the keys of its connections".

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-for-real-time-inference
"""

from collections.abc import Iterator

from pfdoctor.api import (
    Check,
    Draft,
    Evidence,
    Facts,
    Missing,
    Severity,
    Symptom,
    Unreadable,
    identities_at_run_time,
    looks_like_prompt_flow,
    no_prompt_flow,
    read_connection_secrets,
    references,
    signs_of_prompt_flow,
)

from ._rights import judge

check = Check(
    id="connection-secrets-reader",
    title="The endpoint's identity can read connection secrets",
    severity="error",
    after=("endpoint-identity",),
    proves="role assignments let the identity list the secrets of the connections of the endpoint's workspace",
    does_not_prove="that a role younger than 15 minutes works yet, or that a connection's key is right",
    symptoms=(
        Symptom(
            "missing-connection-secrets-reader", "Access denied to list workspace secret due to invalid authentication"
        ),
        Symptom(
            "missing-connection-secrets-reader",
            "Please ensure you have gain RBAC role 'Azure Machine Learning Workspace Connection Secrets Reader'",
        ),
        Symptom(
            "missing-connection-secrets-reader",
            "Please assign RBAC role 'Azure Machine Learning Workspace Connection Secrets Reader'",
        ),
        Symptom("missing-connection-secrets-reader", "Access denied to list workspace secret"),
        Symptom("missing-connection-secrets-reader", "ワークスペース シークレット一覧へのアクセスが拒否されました"),
        Symptom("missing-connection-secrets-reader", "action: listsecrets", 0.7),
        Symptom("deployment-schema-unavailable", "Unable to fetch deployment schema"),
        Symptom("deployment-schema-unavailable", "デプロイ スキーマをフェッチできません"),
        "SecretsInjectionError",
    ),
)


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped(
            "On Kubernetes the cluster's identity reads the connections, which pfdoctor does not judge."
        )
        return
    injected = [
        Evidence(str(one.id), f"properties.environmentVariables.{variable}", f"refers to connection {name}")
        for one in facts.deployments
        for variable, name in references(one).items()
    ]
    unneeded = None if injected else no_prompt_flow(facts) or _no_connections(facts)
    if unneeded:
        yield check.skipped(f"No connection is read: {unneeded}.")
        return
    signs = injected + [sign for one in facts.deployments for sign in signs_of_prompt_flow(facts, one)]
    right = read_connection_secrets(facts.target.workspace_id)
    shown = signs or any(looks_like_prompt_flow(facts, one) for one in facts.deployments)
    severity = Severity.ERROR if shown else Severity.WARNING
    yield judge(check, facts, identities_at_run_time(facts), right, evidence=signs, severity=severity)


def _no_connections(facts: Facts) -> str | None:
    """A list that could not be read is no empty list: then the right is judged."""
    try:
        return None if facts.connections else f"workspace {facts.target.workspace} has no connection"
    except (Missing, Unreadable):
        return None
