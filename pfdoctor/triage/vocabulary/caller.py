"""The person or pipeline at work may not do what it tries."""

from __future__ import annotations

from pfdoctor.model.diagnosis import Depth, Diagnosis

_ROLES = "az role assignment list --assignee PRINCIPAL --scope SCOPE --include-inherited --include-groups -o table"
_RBAC = "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting"
_WAIT = "A new role works after up to 10 minutes; sign in again, for tokens keep old group memberships longer."

DIAGNOSES = (
    Diagnosis(
        "caller-authorization-failed",
        "The signed-in user or service principal lacks a right in Azure",
        "Azure Resource Manager refused an operation: no role of the caller holds the action that the message names, "
        "at "
        'the scope that it names. "Or the scope is invalid" is meant literally too: a misspelled name, or a blank at '
        "the "
        "end of one, gives the same message.",
        f"Portal: the resource at the scope, Access control (IAM), Check access. Command line: {_ROLES}. Compare the "
        "scope in the message with the resource, letter by letter.",
        "Have a role assigned that holds the action, at this scope or above, to the object id in the message.",
        _WAIT,
        "OBJECT_ID needs the action ACTION at the scope SCOPE; the narrowest built-in role that has it is enough.",
        ("caller-can-deploy",),
        Depth.GENERAL,
        _RBAC,
    ),
    Diagnosis(
        "caller-lacks-roleassignment-write",
        "The caller may not assign roles",
        "Assigning a role needs Microsoft.Authorization/roleAssignments/write at the scope. Contributor does not "
        "have it; Owner, User Access Administrator and Role Based Access Control Administrator do. Templates that "
        "contain role assignments fail as a whole.",
        f"Portal: Access control (IAM) of the resource; 'Add role assignment' is grey. Command line: {_ROLES}.",
        "Have someone with the right run the assignment, or be given Role Based Access Control Administrator at the "
        "resource, with a condition that limits it to the roles in question. `pfdoctor fix ENDPOINT --grant-roles "
        "--emit az` writes the exact commands for an administrator.",
        _WAIT,
        "Please run these role assignments, or give OBJECT_ID Role Based Access Control Administrator on SCOPE.",
        ("caller-can-grant-roles",),
        docs=_RBAC,
    ),
    Diagnosis(
        "caller-constrained-delegation",
        "The caller may assign some roles, but a condition excludes this one",
        "The caller's role assignment carries a condition that limits which roles, or to whom, it may assign. Owner "
        "of a Visual Studio subscription, for one, often excludes the privileged roles only, so the roles that an "
        "endpoint needs can still be assigned.",
        "Portal: Access control (IAM), Role assignments, the caller's own, View/Edit condition. Command line: az role "
        "assignment list --assignee PRINCIPAL --scope SCOPE --include-inherited --query '[].[roleDefinitionName, "
        "condition]'.",
        "Assign a role that the condition allows, or have an administrator assign this one.",
        _WAIT,
        "The condition on OBJECT_ID's assignment at SCOPE does not allow the role ROLE; please assign it, or widen the "
        "condition.",
        ("caller-can-grant-roles",),
        docs="https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview",
    ),
    Diagnosis(
        "caller-lacks-deployments-write",
        "The caller may not create ARM deployments in the resource group",
        "The studio deploys an endpoint through an ARM template, and so needs Microsoft.Resources/deployments/write at "
        "the resource group, where the command line does not. AzureML Data Scientist on the workspace is not enough "
        "there.",
        f"Portal: the resource group, Access control (IAM), Check access. Command line: {_ROLES}.",
        "Deploy with `az ml online-deployment create`, or have a role with the action at the resource group.",
        _WAIT,
        "OBJECT_ID needs Microsoft.Resources/deployments/write on the resource group, to deploy from the studio.",
        ("caller-can-deploy",),
        docs="https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth",
    ),
    Diagnosis(
        "caller-missing-workspace-dataaction",
        "An identity lacks a right on the workspace or project",
        "The Azure Machine Learning service itself refused: the identity with the object id in the message does not "
        "hold the action that it names on the workspace or the Foundry project. Reader of the resource is not enough.",
        f"Portal: the workspace or project, Access control (IAM), Check access. Command line: {_ROLES}.",
        "Assign AzureML Data Scientist (workspace) or Azure AI Developer (project), or another role with the action.",
        _WAIT,
        "OBJECT_ID needs ACTION on WORKSPACE; Azure AI Developer or AzureML Data Scientist holds it.",
        ("caller-can-deploy",),
        docs="https://learn.microsoft.com/azure/machine-learning/how-to-assign-roles",
    ),
    Diagnosis(
        "caller-compute-instance-not-assigned",
        "The compute instance belongs to somebody else",
        "A prompt flow runtime on a compute instance can be used by the person to whom the instance is assigned, and "
        "by nobody else.",
        "Portal: the studio, Compute, Compute instances, 'Assigned to'. Command line: az ml compute show -n COMPUTE -w "
        "WORKSPACE -g GROUP.",
        "Use an automatic (serverless) session, or a compute instance of your own.",
        "A serverless session starts in a few minutes.",
        docs="https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-manage-compute-session",
    ),
    Diagnosis(
        "local-credential",
        "The code on this machine could not sign in to Azure",
        "DefaultAzureCredential tried every way to sign in and none worked, often because it ended with the managed "
        "identity of a machine that has none. This is about the machine where the code runs, not about the endpoint.",
        "Command line: az account show; az account get-access-token. In code: log at level DEBUG for azure.identity.",
        "Run `az login` (with --tenant where there are several), or hand the intended credential to the client.",
        "At once.",
        docs="https://learn.microsoft.com/azure/developer/python/sdk/authentication/overview",
    ),
    Diagnosis(
        "directory-read-denied",
        "The caller may not look things up in Microsoft Entra ID",
        "To assign a role by name the tools first look the principal up in the directory, which a service principal "
        "usually may not. The role assignment itself was not refused.",
        "Portal: Microsoft Entra ID, Enterprise applications, cannot be opened either. "
        "Command line: az ad sp show --id PRINCIPAL fails in the same way.",
        "Name the principal by its object id: az role assignment create --assignee-object-id OBJECT_ID "
        "--assignee-principal-type ServicePrincipal ...; then nothing is looked up.",
        "At once.",
        "Only if names must be looked up: Directory Readers for the service principal of the pipeline.",
        docs=_RBAC,
    ),
    Diagnosis(
        "deny-assignment",
        "A deny assignment forbids the operation",
        "A deny assignment beats every role. Deployment stacks and managed applications make them; the message names "
        "it.",
        "Portal: Access control (IAM), Deny assignments. Command line: az rest --method get --url 'https://"
        "management.azure.com/SCOPE/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01'.",
        "Have the owner of the deployment stack or managed application exclude the principal or the action, or do the "
        "change through the stack itself. No role assignment helps.",
        "A changed deny assignment works within minutes.",
        "The deny assignment NAME forbids ACTION on SCOPE to OBJECT_ID; please exclude this principal in the stack.",
        docs="https://learn.microsoft.com/azure/role-based-access-control/deny-assignments",
    ),
    Diagnosis(
        "azure-policy-denied",
        "Azure Policy forbids the resource or its settings",
        "A policy with the effect deny is assigned at a scope above. The message names the assignment and the "
        "definition.",
        "Portal: Policy, Assignments, the one in the message. Command line: az policy assignment list --scope SCOPE "
        "--disable-scope-strict-match.",
        "Change the resource so that it complies, or ask for an exemption.",
        "An exemption works after up to 30 minutes.",
        "Please exempt RESOURCE from the policy assignment that the message names, or tell which setting it demands.",
        docs="https://learn.microsoft.com/azure/governance/policy/how-to/determine-non-compliance",
    ),
    Diagnosis(
        "provider-not-registered",
        "A resource provider is not registered in the subscription",
        "Azure offers a service in a subscription after its provider was registered there. Endpoints need "
        "Microsoft.MachineLearningServices and those it builds on; a managed network Microsoft.Network as well, "
        "Foundry Microsoft.PolicyInsights.",
        "Portal: the subscription, Resource providers. Command line: az provider show -n NAMESPACE --query "
        "registrationState.",
        "az provider register -n NAMESPACE, by somebody with a role on the subscription.",
        "A few minutes.",
        "Please register the resource provider NAMESPACE in the subscription (it costs nothing).",
        ("workspace-ready",),
        docs="https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider",
    ),
)
