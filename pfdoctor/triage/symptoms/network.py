"""Networks."""

from __future__ import annotations

from pfdoctor.model.symptom import SUGGESTS, Symptom
from pfdoctor.triage.contexts import AZURE, AZURE_ML, OPENAI, SEARCH

_OURS = (*AZURE_ML, *OPENAI, *SEARCH)
"""The services that an endpoint calls: vaults and databases of other applications say that they are closed likewise."""

SYMPTOMS = (
    Symptom("network-isolation", "based on workspace private link configuration", 0.95),
    Symptom("network-isolation", "Public access is disabled. Please configure private endpoint"),
    Symptom("network-isolation", "Public network access is disabled", 0.85, given=_OURS, alone=True),
    Symptom("network-isolation", "Access denied due to Virtual Network/Firewall rules"),
    Symptom("network-isolation", "Traffic is not from an approved private endpoint"),
    Symptom("network-isolation", "Public network access on this ... is disabled", 0.8, given=_OURS),
    Symptom(
        "network-isolation", "Client address is not authorized and caller is not a trusted service", given=AZURE_ML
    ),
    Symptom(
        "network-isolation", "request is not from a trusted service nor via an approved private link", given=AZURE_ML
    ),
    Symptom("network-isolation", "ForbiddenByFirewall", 0.8, given=AZURE_ML),
    Symptom("network-isolation", "ForbiddenByConnection", 0.8, given=AZURE_ML),
    Symptom("network-isolation", "The public network interface on this ... is not accessible", 0.85, given=AZURE),
    Symptom("network-isolation", "use the Private Endpoint from inside your virtual network", 0.9),
    Symptom("network-isolation", "workspace ... private endpoint ... not accessible", SUGGESTS, given=AZURE_ML),
    Symptom("network-isolation", "inference.ml.azure ... getaddrinfo failed", 0.7),
    Symptom("network-isolation", "inference.ml.azure ... Name or service not known", 0.7),
    Symptom("network-isolation", "Could not resolve host: ... inference.ml.azure", 0.7),
    Symptom("network-isolation", "inference.ml.azure ... Failed to resolve", 0.7),
    Symptom("network-isolation", "MLflow model format with private network is unsupported", 0.8),
    Symptom("managed-network-not-provisioned", "managed network ... not ... provisioned", 0.8, given=AZURE),
    Symptom("managed-network-not-provisioned", "managed virtual network ... not ... provisioned", 0.8, given=AZURE),
    Symptom("managed-network-not-provisioned", "oe-tsg#error-workspacemanagednetworknotready"),
    Symptom("v1-legacy-mode", "V1LegacyMode: true", 0.8),
    Symptom("v1-legacy-mode", "V1LegacyMode=true", 0.8),
    Symptom("v1-legacy-mode", "V1LegacyMode is true", 0.8),
    Symptom("v1-legacy-mode", "v1_legacy_mode: true", 0.8),
    Symptom("v1-legacy-mode", "v1_legacy_mode is set to true", 0.8),
    Symptom("v1-legacy-mode", "v1_legacy_mode=true", 0.8),
    Symptom("v1-legacy-mode", "in v1 legacy mode", 0.8),
    Symptom("v1-legacy-mode", "v1 legacy mode is enabled", 0.8),
    Symptom("cors", "has been blocked by CORS policy", given=AZURE),
    Symptom("cors", "No 'Access-Control-Allow-Origin' header is present", given=AZURE),
    Symptom("cors", "Cross-Origin Request Blocked", 0.8, given=AZURE),
    Symptom("cors", "Response to preflight request doesn't pass access control check", given=AZURE),
)
