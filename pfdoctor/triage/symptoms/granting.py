"""Role assignments that could not be made, or do not work yet."""

from __future__ import annotations

from pfdoctor.model.symptom import SUGGESTS, Symptom
from pfdoctor.triage.contexts import AZURE
from pfdoctor.triage.symptoms.forms import forms
from pfdoctor.triage.symptoms.refusals import refused

_ALWAYS_SAID = ("deny assignments or role definitions were changed recently",)
"""What Key Vault adds to every refusal."""

SYMPTOMS = (
    Symptom("principal-not-found", "PrincipalNotFound"),
    Symptom("principal-not-found", "Principal ... does not exist in the directory"),
    Symptom("principal-not-found", "Principals of type ... cannot validly be used in role assignments", 0.8),
    *forms(
        "principal-not-found",
        "{principal|assignee|service principal} ... {not be found|not found|cannot be found} ... {directory|tenant}",
        0.75,
        within=160,
    ),
    Symptom("principal-not-found", "this error might be related to a replication delay"),
    Symptom("role-assignment-name-conflict", "RoleAssignmentUpdateNotPermitted"),
    Symptom(
        "role-assignment-name-conflict",
        "Tenant ID, application ID, principal ID, and scope are not allowed to be updated",
    ),
    Symptom("role-assignment-name-conflict", "RoleAssignmentExists", 0.8),
    Symptom("role-assignment-name-conflict", "The role assignment already exists", 0.8),
    Symptom("role-assignment-limit", "RoleAssignmentLimitExceeded", 0.98),
    Symptom("role-assignment-limit", "No more role assignments can be created", 0.98),
    Symptom("role-assignment-limit", "role assignment limit", 0.8, given=AZURE),
    Symptom("role-propagation-delay", "role assignment ... propagat", 0.6, unless=_ALWAYS_SAID, within=120),
    Symptom("role-propagation-delay", "role assignment ... take effect", 0.6, within=120),
    Symptom("role-propagation-delay", "role assignment ... not yet effective", 0.7, within=120),
    Symptom("role-propagation-delay", "ACRTokenExchangeForbidden", 0.95),
    Symptom("role-propagation-delay", "ACRTokenExchangeFailed", 0.95),
    Symptom("role-propagation-delay", "ACRSecretError", 0.7),
    Symptom("role-propagation-delay", "exchange ACR token failed", 0.95),
    Symptom("role-propagation-delay", "The role assignment takes some time"),
    Symptom("role-propagation-delay", "Failed to create Kubernetes deployment identity", SUGGESTS),
    Symptom("role-wrong-scope", "roles ... error: Resources not found", 0.8),
    Symptom("role-wrong-scope", "Setting roles ... not found", 0.7),
    Symptom("role-wrong-scope", "Scope ... should have even number of parts", 0.8),
    Symptom("role-wrong-scope", "MissingSubscription ... roleAssignments", 0.7),
    Symptom("role-wrong-scope", "roleAssignments ... InvalidResourceNamespace", 0.7),
    Symptom("role-wrong-scope", "role assignment create ... was not found", 0.8),
    Symptom("role-wrong-scope", "--scope ... ResourceNotFound ... under resource group", 0.7),
    Symptom("role-wrong-scope", "roleAssignments ... ParentResourceNotFound", 0.8),
    Symptom("role-wrong-scope", "role assignment ... (ResourceNotFound)", 0.8, given=AZURE),
    Symptom("role-wrong-scope", "assign role ... (ResourceNotFound)", 0.8),
    *forms("rbac-other", "Cannot delete the last {RBAC admin|owner|Owner role|administrator|admin}"),
    Symptom("rbac-other", "There are existing role assignments referencing role"),
    Symptom("rbac-other", "RoleDefinitionHasAssignments"),
    Symptom("rbac-other", "RoleDefinitionLimitExceeded"),
    Symptom("rbac-other", "RoleDefinitionDoesNotExist", 0.8),
    Symptom("rbac-other", "The specified role definition ... does not exist", 0.8),
    Symptom("rbac-other", "The provided information does not map to a role assignment"),
    Symptom("workspace-msi-role", "workspace managed identity ... does not have", 0.95),
    Symptom("workspace-msi-role", "workspace's managed identity ... does not have", 0.95),
    Symptom("workspace-msi-role", "workspace MSI ... does not have", 0.95),
    Symptom("workspace-msi-role", "project managed identity ... does not have", 0.95),
    Symptom("workspace-msi-role", "hub managed identity ... does not have", 0.95),
    Symptom("workspace-msi-role", "managed identity of the workspace ... permission", 0.8),
    Symptom("workspace-msi-role", "workspace identity ... does not have ... permission", 0.95),
    *refused(
        "managed-network-rbac",
        "/privateEndpointConnections/",
        "privateEndpointConnectionsApproval",
        "privateEndpointConnectionProxies",
    ),
)
