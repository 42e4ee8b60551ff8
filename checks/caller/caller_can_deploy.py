"""The signed-in caller may create and change endpoints and deployments.

This is about you, or whoever runs pfdoctor, not about the endpoint's identity. Creating and changing an endpoint takes
`onlineEndpoints/write` and `onlineEndpoints/deployments/write` on the workspace; AzureML Data Scientist, Azure AI
Developer, Contributor and Owner hold them. The studio deploys by a template, and so also takes
`Microsoft.Resources/deployments/write` on the resource group, which AzureML Data Scientist lacks: then the button in
the studio fails while the command line works. Giving an endpoint a user-assigned identity takes
`userAssignedIdentities/assign/action` on it (Managed Identity Operator).

How to confirm by hand: in the portal, the workspace's "Access control (IAM)", "View my access"; or
`az rest --method get --url WORKSPACE_ID/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`.

How to mend: ask an owner of the workspace for one of the roles above, on the workspace, and for Managed Identity
Operator on the identity. A new role works after about 10 minutes; sign in again to see it sooner.
Tell an administrator: your name, the role, and the scope that the result names.

https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth
"""

from collections.abc import Iterator

from pfdoctor.api import Check, Draft, Facts, Severity

from ._may import judge

check = Check(
    id="caller-can-deploy",
    title="The signed-in caller may create and change endpoints",
    severity="error",
    about="workspace",
    proves="Azure's own list of the caller's permissions allows what a deployment takes",
    does_not_prove="that no deny assignment, lock or policy stands in the way, or what anyone else may do",
    symptoms=(
        "does not have authorization to perform action 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
        "does not have authorization to perform action 'Microsoft.Resources/deployments/write'",
        "does not have authorization to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign",
    ),
)

ENDPOINTS = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints"
DEPLOY = (f"{ENDPOINTS}/write", f"{ENDPOINTS}/deployments/write")
TEMPLATE = "Microsoft.Resources/deployments/write"
ASSIGN = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"
# Managed Identity Operator holds the action with a star where a name would stand.
ALIASES = {ASSIGN: "Microsoft.ManagedIdentity/userAssignedIdentities/NAME/assign/action"}


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    workspace = facts.target.workspace_id
    facts.permissions_ahead(workspace, workspace.parent, *facts.endpoint.user_assigned_ids)
    doing = f"create and change endpoints in {workspace.name}"
    yield judge(check, facts, doing, workspace, DEPLOY, subject=str(workspace))
    group = workspace.parent
    if group is not None:
        doing = f"deploy from the studio in {group.name}"
        yield judge(check, facts, doing, group, [TEMPLATE], subject=str(group), severity=Severity.WARNING)
    for identity in facts.endpoint.user_assigned_ids:
        doing = f"give {identity.name} to an endpoint"
        yield judge(check, facts, doing, identity, [ASSIGN], ALIASES, subject=str(identity))
