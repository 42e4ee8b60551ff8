"""What the person or pipeline at work may not do."""

from __future__ import annotations

from pfdoctor.model.symptom import SUGGESTS, Symptom
from pfdoctor.triage.contexts import AZURE
from pfdoctor.triage.symptoms.forms import forms
from pfdoctor.triage.symptoms.reasons import DENIED
from pfdoctor.triage.symptoms.refusals import refused, unable

SYMPTOMS = (
    Symptom("caller-authorization-failed", "without the following permissions over selected scope", 0.8),
    Symptom("caller-authorization-failed", "level access is required on the", 0.6, given=AZURE),
    Symptom("caller-authorization-failed", "does not have authorization to perform action", 0.8),
    Symptom("caller-authorization-failed", "doesn't have authorization to perform action", 0.8),
    Symptom("caller-authorization-failed", "does not have permission to perform action", 0.8, given=AZURE),
    Symptom("caller-authorization-failed", "You do not have permission to perform action", 0.7, given=AZURE),
    Symptom("caller-authorization-failed", "(AuthorizationFailed)", 0.7),
    Symptom("caller-authorization-failed", "code: AuthorizationFailed", 0.7),
    Symptom("caller-authorization-failed", "code=AuthorizationFailed", 0.7),
    Symptom("caller-authorization-failed", "Error type: AuthorizationFailed", 0.7),
    Symptom("caller-authorization-failed", "LinkedAuthorizationFailed", 0.8),
    Symptom("caller-authorization-failed", "Authorization failed for template resource", 0.7),
    Symptom("caller-authorization-failed", "InvalidAuthenticationTokenTenant", SUGGESTS),
    Symptom(
        "caller-authorization-failed", "or the scope is invalid. If access was recently granted, please refresh", 0.7
    ),
    *refused("caller-lacks-roleassignment-write", "Microsoft.Authorization/roleAssignments/write"),
    *refused("caller-lacks-roleassignment-write", "Microsoft.Authorization/roleAssignments/delete"),
    *refused("caller-lacks-roleassignment-write", "Microsoft.Authorization/roleAssignment/write"),
    *unable(
        "caller-lacks-roleassignment-write",
        "{create|write|add|delete|manage|make} {|the |a |this }role assignment",
        "assign {roles|the role|a role|Azure roles}",
    ),
    Symptom(
        "caller-lacks-roleassignment-write",
        "of type Microsoft.Authorization/roleAssignments failed ... AuthorizationFailed",
    ),
    *forms(
        "caller-authorization-failed",
        "{を実行する|执行操作|執行動作|die Aktion|effectuer l'action|realizar la acción|executar a ação"
        "|eseguire l'azione}",
        0.65,
        near=(*DENIED, "権限を持って", "承認がありません"),
        given=("/subscriptions/", "Microsoft."),
    ),
    *refused("caller-lacks-deployments-write", "Microsoft.Resources/deployments/"),
    *forms("caller-constrained-delegation", "ABAC condition {that is |}not fulfilled", 0.98),
    *forms(
        "caller-constrained-delegation",
        "{ABAC|role assignment} condition",
        0.98,
        near=("not fulfilled", "not met", "not satisfied", "not allow", "n't allow"),
    ),
    Symptom(
        "caller-missing-workspace-dataaction",
        "Identity(object id: ... does not have permissions for",
        unless=("listsecrets", "datastores/read"),
    ),
    *forms(
        "caller-missing-workspace-dataaction",
        "{lacks|missing|without|requires} ... data action ... "
        "{Microsoft.MachineLearningServices/|accounts/AIServices/}",
        within=240,
    ),
    Symptom(
        "caller-missing-workspace-dataaction", "aka.ms/azureml-auth-troubleshooting", SUGGESTS, unless=("listsecrets",)
    ),
    Symptom("caller-missing-workspace-dataaction", "aka.ms/FoundryPermissions", SUGGESTS, unless=("accounts/OpenAI/",)),
    Symptom("caller-missing-workspace-dataaction", "Failed to load agents for project", SUGGESTS),
    Symptom("caller-compute-instance-not-assigned", "not authorized to invoke this runtime"),
    Symptom("caller-compute-instance-not-assigned", "runtime compute instance ... is assigned to"),
    Symptom("caller-compute-instance-not-assigned", "compute instance ... is assigned to another user", SUGGESTS),
    Symptom("local-credential", "AADSTS50", 0.5),
    Symptom("local-credential", "AADSTS53", 0.5),
    Symptom("local-credential", "AADSTS70", 0.5),
    Symptom("local-credential", "AADSTS90", 0.5),
    *forms("local-credential", "{DefaultAzureCredential|ChainedTokenCredential} failed to retrieve a token", 0.65),
    Symptom("local-credential", "no response from the IMDS endpoint", 0.8),
    Symptom(
        "local-credential",
        "ManagedIdentityCredential authentication unavailable, no managed identity endpoint found",
        0.7,
    ),
    Symptom("local-credential", "Please run 'az login' to", 0.8),
    Symptom("local-credential", "Please run 'az login' or 'az login --use-device-code'", 0.8),
    Symptom("local-credential", "CredentialUnavailableError", 0.5),
    Symptom("local-credential", "CredentialUnavailableException", 0.5),
    Symptom("local-credential", "Azure CLI not found on path", 0.8),
    Symptom("local-credential", "Failed to invoke the Azure CLI", SUGGESTS),
    Symptom("local-credential", "AzureCliCredential authentication failed", SUGGESTS),
    Symptom("local-credential", "Can't find token from MSAL cache"),
    Symptom("local-credential", "EnvironmentCredential authentication unavailable", SUGGESTS),
    Symptom("local-credential", "Interactive authentication is needed. Please run: az login"),
    Symptom("local-credential", "AADSTS700082", 0.8),
    Symptom("local-credential", "AADSTS50076", 0.8),
    Symptom("local-credential", "AADSTS70043", 0.8),
    Symptom("local-credential", "AADSTS7000215", 0.7),
    Symptom("local-credential", "_ml_client.workspaces.get", SUGGESTS),
    Symptom("directory-read-denied", "Insufficient privileges to complete the operation"),
    Symptom("directory-read-denied", "Authorization_RequestDenied"),
    Symptom("directory-read-denied", "Cannot find user or service principal in graph database", 0.8),
    Symptom("directory-read-denied", "Directory permission is needed for the current user to register the application"),
    Symptom("deny-assignment", "by deny assignment", 0.95),
    Symptom("deny-assignment", "a deny assignment", 0.8),
    Symptom("deny-assignment", "DenyAssignmentAuthorizationFailed", 0.98),
    Symptom("deny-assignment", "the access is denied because of the deny assignment", 0.98),
    Symptom("deny-assignment", "because of the deny assignment", 0.98),
    Symptom("deny-assignment", "denied by the deny assignment", 0.98),
    Symptom("azure-policy-denied", "RequestDisallowedByPolicy"),
    Symptom("azure-policy-denied", "was disallowed by policy"),
    Symptom("azure-policy-denied", "disallowed by Azure Policy"),
    Symptom("azure-policy-denied", "is not compliant with policy", SUGGESTS, given=AZURE),
    Symptom("azure-policy-denied", "Invalid template function specification"),
    Symptom("azure-policy-denied", "PolicyViolation ... policyAssignment", 0.8),
    Symptom("provider-not-registered", "is not registered to use namespace"),
    Symptom("provider-not-registered", "subscription ... is not registered to use"),
    Symptom("provider-not-registered", "subscription is not registered with"),
    Symptom("provider-not-registered", "MissingSubscriptionRegistration"),
    Symptom("provider-not-registered", "SubscriptionNotRegistered"),
    Symptom("provider-not-registered", "No registered resource provider found for location"),
    Symptom("provider-not-registered", "NoRegisteredProviderFound"),
    Symptom("provider-not-registered", "resource provider ... is not registered", 0.8, given=AZURE),
    Symptom("provider-not-registered", "register the resource provider", SUGGESTS, given=AZURE),
)
