"""Managed identities and their tokens."""

from __future__ import annotations

from pfdoctor.model.symptom import HINTS, SUGGESTS, Symptom
from pfdoctor.triage.contexts import AZURE
from pfdoctor.triage.symptoms.forms import forms

SYMPTOMS = (
    Symptom(
        "uai-not-assigned",
        "Identity not found",
        0.7,
        given=("ManagedIdentity", "managed identity", "invalid_request", "/msi/", "msi_", "IMDS"),
    ),
    Symptom("uai-not-assigned", "identity_not_found", 0.7),
    *forms("uai-not-assigned", "No {managed |}identity has been assigned to this resource", 0.85),
    Symptom("uai-not-assigned", "No User Assigned or Delegated Managed Identity found for specified"),
    Symptom("uai-not-assigned", "No assigned managed identity found for specified"),
    Symptom("uai-not-assigned", "No managed identity was found for", SUGGESTS),
    Symptom("uai-not-assigned", "Managed Identity is not assigned to this resource or doesn't exist"),
    Symptom("uai-not-assigned", "requested identity has not been assigned", 0.9),
    Symptom("uai-not-assigned", "requested identity isn't assigned to this resource"),
    Symptom("uai-client-id-missing", "Multiple user assigned identities exist"),
    Symptom("uai-client-id-missing", "please specify the clientId / resourceId of the identity"),
    Symptom("uai-client-id-missing", "Multiple user-assigned ... identities ... client"),
    Symptom("managed-identity-not-enabled", "ManagedIdentityIsNotEnabled"),
    Symptom("managed-identity-not-enabled", "assigned identity is not enabled"),
    Symptom("managed-identity-not-enabled", "Managed Identity is not enabled"),
    Symptom("managed-identity-token", "Failed to acquire token ... managed identity", 0.7),
    Symptom("managed-identity-token", "identity-responder-not-enabled"),
    Symptom("managed-identity-token", "AADSTS500011", 0.8),
    Symptom("managed-identity-token", "resource principal named ... was not found in the tenant", 0.8),
    Symptom("managed-identity-token", "AADSTS100040", 0.7),
    Symptom("managed-identity-token", "failed to get token ... managed identity", SUGGESTS),
    Symptom("managed-identity-token", "/v1/token/msi/xds", 0.8),
    Symptom("managed-identity-token", "Managed Identity response was not in the expected format", 0.8),
    Symptom("managed-identity-token", "MSI token ... failed", HINTS, given=AZURE),
    Symptom("managed-identity-token", "GetAADTokenFailed", 0.7),
    *forms(
        "managed-identity-token",
        "{ManagedIdentityCredential|AzureMLCredential|AppServiceCredential|ImdsCredential}.get_token failed",
        0.6,
        unless=("no response from the IMDS",),
    ),
    Symptom("managed-identity-token", "ManagedIdentityCredential: Unexpected content type", 0.7),
    Symptom("managed-identity-token", "SSO failure: unable to retrieve a token", 0.75),
    Symptom("managed-identity-token", "TokenRefreshFailed", 0.7),
)
