"""Access that is refused, in nobody's exact words: what was asked for and, close to it, the refusal.

In whatever order and language. These weigh less than a service's own wording, which is more precise where it is there.
"""

from __future__ import annotations

from pfdoctor.triage.contexts import AZURE, AZURE_ML, INVOKED, OPENAI, PROMPT_FLOW, REGISTRY, STORAGE
from pfdoctor.triage.symptoms.forms import forms
from pfdoctor.triage.symptoms.reasons import BLOCKED, DENIED, FAILED

_LIKELY = 0.65
_MAYBE = 0.5
_DEFINED = ("roleName", "notActions", "notDataActions")
"""Of the definition of a role, which describes what it allows and withholds."""

SYMPTOMS = (
    *forms(
        "missing-connection-secrets-reader",
        "{connection|connection's|connections|workspace} {secret|secrets}",
        _LIKELY,
        given=PROMPT_FLOW,
        near=DENIED,
        unless=("secret scope", "key vault"),
    ),
    *forms(
        "missing-connection-secrets-reader",
        "{read|reading|list|listing|get|getting|retrieve|access} {|the |its }{secret|secrets|credentials} of "
        "{|the |a |its |workspace |the workspace }connection",
        _LIKELY,
        given=PROMPT_FLOW,
        near=(*DENIED, *FAILED),
    ),
    *forms(
        "acr-pull-denied",
        "{pull|pulling|download|downloading} {|the |its |an }{|container |docker }image",
        _LIKELY,
        given=REGISTRY,
        near=DENIED,
        unless=("firewall", "client with IP", "not found: manifest"),
    ),
    *forms(
        "acr-pull-denied",
        "{authentication failed|authentication required|authorization failed|pull access denied|unauthorized"
        "|access denied}",
        _LIKELY,
        given=(*REGISTRY, *AZURE_ML),
        near=(
            "container registry",
            "docker image",
            "from the registry",
            "azurecr.io",
            "docker.io",
            "docker pull",
            "docker login",
        ),
        unless=("firewall", "not allowed access", "failed to communicate"),
    ),
    *forms(
        "storage-data-role",
        "{blob|blobs|storage account|datastore}",
        _MAYBE,
        given=AZURE_ML,
        near=DENIED,
        unless=(*BLOCKED, *_DEFINED),
    ),
    *forms("storage-file-privileged-contributor", "{dag.yaml|file share|fileshare}", 0.55, given=AZURE_ML, near=DENIED),
    *forms("datastore-read", "{read|reading|access to} {|the |a }datastore", 0.6, given=AZURE_ML, near=DENIED),
    *forms(
        "cognitive-listkeys-denied",
        "{listKeys|list keys|account keys|keys of the account}",
        _LIKELY,
        given=OPENAI,
        near=DENIED,
    ),
    *forms(
        "openai-entra-role",
        "{identity|principal} ... {Azure OpenAI|OpenAI resource|OpenAI account|openai.azure.com}",
        0.6,
        near=DENIED,
        within=160,
        unless=("firewall", "virtual network"),
    ),
    *forms("search-network-or-role", "{AI Search|Cognitive Search|search service|search index}", _MAYBE, near=DENIED),
    *forms("index-lookup-access", "{Index Lookup|lookup node}", 0.55, given=PROMPT_FLOW, near=DENIED),
    *forms(
        "workspace-msi-role",
        "{workspace|workspace's|project|hub} {managed identity|system-assigned identity|identity|msi}",
        0.75,
        given=(*AZURE_ML, *OPENAI, "workspace msi", "storage account", "Foundry"),
        near=(*DENIED, "failed to authenticate", "please grant", "needs", "not have", "n't have"),
    ),
    *forms("managed-network-rbac", "private endpoint {connection|connections}", 0.55, given=AZURE_ML, near=DENIED),
    *forms(
        "directory-read-denied",
        "{Microsoft Graph|Entra ID|Azure AD|Azure Active Directory|directory}",
        _MAYBE,
        given=AZURE,
        near=("insufficient privileges", "not allowed to read", "cannot query", "directory readers"),
    ),
    *forms(
        "invoke-auth",
        "{endpoint key|API key|Authorization header|bearer token|primary key}",
        0.55,
        given=INVOKED,
        near=(*DENIED, "invalid", "incorrect", "wrong", "expired", "missing"),
        unless=("openai",),
    ),
    *forms(
        "azure-policy-denied",
        "{Azure Policy|policy assignment|policy definition}",
        _LIKELY,
        near=("denied", "denies", "disallow", "blocked", "blocks", "forbid", "non-compliant"),
    ),
    *forms(
        "caller-authorization-failed",
        "{you|user|caller|account} {do not|don't|does not|doesn't} have "
        "{|the required |the necessary |sufficient |enough }{permission|permissions|rights|access}",
        0.45,
        given=AZURE_ML,
    ),
    *forms("acr-network-blocked", "{container registry|azurecr.io}", _LIKELY, given=REGISTRY, near=BLOCKED),
    *forms(
        "storage-network-blocked",
        "{storage account|blob.core.windows.net|file.core.windows.net|dfs.core.windows.net}",
        0.55,
        given=STORAGE,
        near=BLOCKED,
        unless=_DEFINED,
    ),
    *forms(
        "network-isolation",
        "{public network access|private link|private endpoint}",
        _MAYBE,
        given=AZURE_ML,
        near=DENIED,
    ),
    *forms(
        "managed-network-not-provisioned",
        "managed {network|virtual network|VNet}",
        _LIKELY,
        given=AZURE_ML,
        near=(
            "not provisioned",
            "n't provisioned",
            "not been provisioned",
            "not ready",
            "n't ready",
            "inactive",
            "not active",
        ),
    ),
    *forms("cors", "CORS {policy|preflight|error|request|headers}", _LIKELY, given=AZURE),
    *forms(
        "uai-not-assigned",
        "user-assigned {|managed }identity",
        0.6,
        near=("not attached", "n't attached", "not assigned to", "n't assigned to", "not found"),
    ),
    *forms(
        "uai-client-id-missing",
        "{AZURE_CLIENT_ID|client id}",
        0.6,
        given=("managed identity", "user-assigned", "user assigned"),
        near=(
            "not set",
            "n't set",
            "missing",
            "must be set",
            "must specify",
            "must be specified",
            "please specify",
            "which identity",
            "multiple",
        ),
    ),
    *forms(
        "managed-identity-not-enabled",
        "{managed|system-assigned} identity",
        0.6,
        near=("not enabled", "n't enabled", "identity is disabled", "turned off"),
        given=AZURE,
    ),
    *forms(
        "managed-identity-token",
        "{acquire|get|obtain|retrieve|fetch} {|a |an |the }{|access }token",
        0.55,
        near=("managed identity", "MSI_", "/msi/", "IMDS"),
        given=AZURE,
        unless=("az login", "no response from the IMDS"),
    ),
    *forms(
        "local-credential",
        "{az login|azd auth login}",
        _MAYBE,
        near=("please run", "not logged in", "log in", "sign in", "expired"),
    ),
)
