"""The endpoint's enforcement of access to connection secrets suits its identity and the person who deploys.

`enforce_access_to_default_secret_stores` is a property that an endpoint gets when it is created: the studio's wizard
enables it, the command line and the SDK do not. It works for a system-assigned identity alone. Azure then grants the
endpoint Connection Secrets Reader by itself, and in return refuses to create the endpoint and every deployment of it
for a person who may not read the secrets. With a user-assigned identity it is not allowed.

Without the property nothing is granted by it and nothing is refused; then the role must be held otherwise, which the
check connection-secrets-reader looks at.

How to confirm by hand: `az ml online-endpoint show --name ENDPOINT --query properties`, and for the person:
`az rest --method get --url "WORKSPACE_ID/providers/Microsoft.Authorization/permissions?api-version=2022-04-01"`.
In the portal, the workspace's "Access control (IAM)", "View my access" lists the person's roles.

How to mend: let the person who deploys be granted Azure Machine Learning Workspace Connection Secrets Reader on the
workspace, which takes up to 15 minutes to take effect; or create the endpoint anew without the property and grant the
role to its identity. With a user-assigned identity: create it anew without the property.
Tell an administrator: "to deploy to this endpoint I need to read the connection secrets of its workspace".

https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth
"""

from collections.abc import Iterator

from pfdoctor.api import Check, Draft, Evidence, Facts, Need

check = Check(
    id="connection-secret-enforcement",
    title="Enforced access to connection secrets suits identity and caller",
    severity="warning",
    after=("endpoint-identity",),
    proves="the property is not combined with a user-assigned identity, and does not keep the caller from deploying",
    does_not_prove="that the endpoint's identity may read the secrets, or who else may deploy",
    symptoms=("enforce_access_to_default_secret_stores",),
)

FLAG = "enforce_access_to_default_secret_stores"
LIST_SECRETS = "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action"


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    endpoint = facts.endpoint
    kinds = endpoint.identity_type
    evidence = [endpoint.evidence("properties.properties"), endpoint.evidence("identity.type")]
    if facts.on_kubernetes:
        yield check.skipped("On Kubernetes the cluster's identity is used, which pfdoctor does not judge.")
    elif not kinds:
        yield check.skipped(f"{endpoint.name} has no identity for which access could be enforced.")
    elif "userassigned" in kinds and endpoint.enforces_secret_access:
        message = f"{endpoint.name} was created with {FLAG}, which is not allowed with a user-assigned identity."
        yield check.failed(message, evidence=evidence)
    elif "userassigned" in kinds:
        message = f"{endpoint.name} does not set {FLAG}, as is right for a user-assigned identity."
        yield check.passed(message, evidence=evidence)
    elif not endpoint.enforces_secret_access:
        yield check.skipped(
            f"{endpoint.name} does not set {FLAG}: Azure granted nothing by it, and asks nothing of who deploys."
        )
    else:
        yield _caller(facts, evidence)


def _caller(facts: Facts, evidence: list[Evidence]) -> Draft:
    workspace = facts.target.workspace_id
    may = facts.caller_may(LIST_SECRETS, workspace)
    if may:
        return check.passed(
            f"You may read the connection secrets of {workspace.name}, so you may deploy.", evidence=evidence
        )
    if may is False:
        return check.failed(
            f"{facts.endpoint.name} refuses a deployment from you: you may not read the secrets of {workspace.name}.",
            evidence=evidence,
        )
    need = Need(
        request=f"GET {workspace}/providers/Microsoft.Authorization/permissions",
        action=LIST_SECRETS,
        scope=str(workspace),
        reason="a condition that only Azure can evaluate decides",
    )
    return check.unknown(f"It is not known whether you may read the connection secrets of {workspace.name}.", need)
