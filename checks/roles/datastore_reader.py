"""The endpoint's identity can read the workspace's datastores, as index lookup needs.

A flow with an index lookup tool (or a FAISS or MLIndex folder) asks the workspace where its datastore is before it
reads the index, as the endpoint's identity. Other flows never ask.

What counts is the action `Microsoft.MachineLearningServices/workspaces/datastores/read` on the endpoint's own workspace
(the project, in Foundry). Microsoft's page names AzureML Data Scientist or a custom role; the former may change almost
everything in the workspace, so the fix proposed here is a custom role with this one action. Reader holds it too. The
message of the service spells the action `Microsoft.MachineLearningService/workspaces/datastores/read`; the provider's
real name ends in "Services".

Whether a flow looks up an index is written in its own files, which Azure does not show. It is an error where an
environment variable speaks of an MLIndex, or where the files that are given by --project have such a lookup, and
otherwise only information: pass over it if the flow has no lookup.

How to confirm by hand: look for a lookup tool in flow.dag.yaml; and `az role assignment list --assignee PRINCIPAL
--scope WORKSPACE_ID --include-inherited --include-groups -o table`, or in the portal "Check access" of the workspace.

How to mend: save the role as shown, create it, assign it. A new custom role takes some minutes to appear and up to 15
more to take effect. The identity must also read the blobs of the account that the index lies in.
Tell an administrator: "the managed identity PRINCIPAL needs a role with workspaces/datastores/read on this workspace".

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-for-real-time-inference
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pfdoctor.api import (
    Access,
    ArmId,
    Check,
    Deployment,
    Draft,
    Evidence,
    Facts,
    Fix,
    Identity,
    Outcome,
    Safety,
    Severity,
    Symptom,
    az,
    identities_at_run_time,
    no_prompt_flow,
    read_datastores,
)

from ._rights import judge

check = Check(
    id="datastore-reader",
    title="The endpoint's identity can read datastores, for index lookup",
    severity="info",
    after=("endpoint-identity",),
    proves="role assignments let the identity read the datastores of the endpoint's workspace",
    does_not_prove="that the flow looks up an index, or that the identity may read the account that holds it",
    symptoms=(
        "Microsoft.MachineLearningService/workspaces/datastores/read",
        "Microsoft.MachineLearningServices/workspaces/datastores/read",
        Symptom("managed-identity-token", "MSI: Failed to retrieve a token", 0.8),
    ),
)


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("On Kubernetes the cluster's identity is used, which pfdoctor does not judge.")
        return
    reason = no_prompt_flow(facts)
    if reason:
        yield check.skipped(f"No index is looked up by a flow: {reason}.")
        return
    signs = [sign for deployment in facts.deployments for sign in _signs(deployment)]
    signs += facts.project.lookups if facts.project is not None else []
    workspace = facts.target.workspace_id
    right = read_datastores(workspace)
    users = identities_at_run_time(facts)
    severity = Severity.ERROR if signs else Severity.INFO
    draft = judge(check, facts, users, right, evidence=signs, severity=severity)
    if draft.outcome is Outcome.FAILED:
        denied = [one for one in users.identities if facts.holds(one.principal_id, right).verdict is Access.DENIED]
        draft = replace(draft, fixes=tuple(_grant(one, workspace, right.actions) for one in denied))
    yield draft


def _signs(deployment: Deployment) -> list[Evidence]:
    """Environment variables that speak of an MLIndex, the folder format of the lookup tools."""
    return [
        Evidence(str(deployment.id), f"properties.environmentVariables.{name}", "speaks of an MLIndex")
        for name, value in sorted(deployment.environment_variables.items())
        if "mlindex" in f"{name} {value}".replace("_", "").lower()
    ]


def _grant(identity: Identity, workspace: ArmId, actions: Sequence[str]) -> Fix:
    name = f"Datastore Reader of {workspace.name}"
    # The scope of a custom role is a resource group at least; the assignment then narrows it to the workspace.
    group = f"/subscriptions/{workspace.subscription}/resourceGroups/{workspace.resource_group}"
    role = {
        "Name": name,
        "Description": "Reads the datastores of one workspace.",
        "Actions": list(actions),
        "AssignableScopes": [group],
    }
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title=f"let {identity.name} read the datastores of {workspace.name} by a role of its own",
        scope=str(workspace),
        principal_id=identity.principal_id,
        commands=(
            f"Save as datastore-reader.json: {json.dumps(role)}",
            az("role definition create", role_definition="@datastore-reader.json"),
            az(
                "role assignment create",
                assignee_object_id=identity.principal_id,
                assignee_principal_type="ServicePrincipal",
                role=name,
                scope=workspace,
            ),
        ),
    )
