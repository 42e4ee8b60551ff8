"""The endpoint's identity, and the tokens it gets."""

from __future__ import annotations

from pfdoctor.model.diagnosis import Diagnosis

_SHOW = "az ml online-endpoint show -n ENDPOINT -w WORKSPACE -g GROUP --query identity"
_DOCS = "https://learn.microsoft.com/azure/machine-learning/how-to-access-resources-from-endpoints-managed-identities"

DIAGNOSES = (
    Diagnosis(
        "missing-connection-secrets-reader",
        "The endpoint's identity may not read the secrets of the workspace's connections",
        "A prompt flow reads its connections when the first request comes, as the endpoint's identity. Without "
        "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action on the workspace the deployment "
        "succeeds, and every request fails.",
        f"Command line: {_SHOW}; then az role assignment list --assignee PRINCIPAL --scope WORKSPACE_ID "
        "--include-inherited --include-groups -o table. Portal: the workspace, Access control (IAM), Check access.",
        "Assign Azure Machine Learning Workspace Connection Secrets Reader on the workspace to the endpoint's "
        "identity. The deployment need not be created again.",
        "15 minutes, sometimes more.",
        "The managed identity PRINCIPAL of the endpoint ENDPOINT needs Azure Machine Learning Workspace Connection "
        "Secrets Reader on this one workspace.",
        ("connection-secrets-reader", "role-propagation", "connection-secret-enforcement"),
        docs="https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-for-real-time-inference",
    ),
    Diagnosis(
        "uai-client-id-missing",
        "It is not said which user-assigned identity the container is to use",
        "With a user-assigned identity, and the more so with several, a token is given only to who names its client "
        "id. Prompt flow and DefaultAzureCredential take it from the environment variable AZURE_CLIENT_ID.",
        "Studio: the endpoint's Details, Identity. "
        f"Command line: {_SHOW}; az ml online-deployment show -e ENDPOINT -n DEPLOYMENT --query environment_variables.",
        "Set AZURE_CLIENT_ID in the deployment to the client id (not the object id) of the identity, and update it.",
        "An update of the deployment, 10 to 15 minutes.",
        checks=("endpoint-identity",),
        docs=_DOCS,
    ),
    Diagnosis(
        "uai-not-assigned",
        "The identity that is asked for is not assigned to the resource",
        "AZURE_CLIENT_ID, or the code, names an identity that this endpoint does not have: another endpoint's, a "
        "deleted one, an object id in place of a client id, or none is assigned at all.",
        f"Command line: {_SHOW}, and compare the client ids with AZURE_CLIENT_ID. Portal: the endpoint's Details page.",
        "Correct AZURE_CLIENT_ID. The identities of an endpoint cannot be changed: to use another, create the endpoint "
        "anew.",
        "An update of the deployment, 10 to 15 minutes.",
        checks=("endpoint-identity", "user-assigned-identity-exists"),
        docs=_DOCS,
    ),
    Diagnosis(
        "managed-identity-not-enabled",
        "The resource that makes the call has no managed identity",
        "A service was told to sign in with its system-assigned identity, which is switched off. With Azure OpenAI On "
        "Your Data that is the Azure OpenAI resource.",
        "Portal: the calling resource, Identity. Command line: az cognitiveservices account identity show -n ACCOUNT "
        "-g GROUP.",
        "Switch the system-assigned identity on, and assign it the roles that the call needs.",
        "The identity at once, its roles after 15 minutes.",
        docs="https://learn.microsoft.com/azure/ai-foundry/openai/how-to/on-your-data-configuration",
    ),
    Diagnosis(
        "managed-identity-token",
        "No token could be had for the managed identity",
        "The container or compute asked for a token and got none: there is no identity, the address that hands tokens "
        "out is not there, or the resource (audience) in the request is written wrongly. Libraries then fall back to a "
        "sign-in in the browser, which nobody answers.",
        "Studio: the endpoint's Details, Identity. "
        f"Command line: {_SHOW}. In the log: the URL and the resource of the failed token request.",
        "Give the endpoint or compute an identity, take a newer image, and write the resource exactly as documented.",
        "A new deployment, 10 to 15 minutes.",
        checks=("endpoint-identity", "base-image"),
        docs=_DOCS,
    ),
)
