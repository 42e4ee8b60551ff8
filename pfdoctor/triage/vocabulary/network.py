"""Networks."""

from __future__ import annotations

from pfdoctor.model.diagnosis import Depth, Diagnosis

_SECURE = "https://learn.microsoft.com/azure/machine-learning/how-to-secure-online-endpoint"

DIAGNOSES = (
    Diagnosis(
        "network-isolation",
        "A resource takes calls through its private endpoint only, and this one came another way",
        "Public network access is disabled on the workspace, the endpoint or a service behind it. The caller must be "
        "in the virtual network, with names that resolve to private addresses.",
        "Portal: the resource, Networking. "
        "Command line: az ml workspace show -n WORKSPACE -g GROUP --query public_network_access; az ml online-endpoint "
        "show -n ENDPOINT --query public_network_access; nslookup HOST from where the call is made.",
        "Call from the virtual network, add the private endpoint and its DNS zone, or enable public access.",
        "Minutes; DNS up to an hour.",
        "Calls to HOST from the caller's network are refused; please add a private endpoint or allow the network.",
        ("network-mode", "private-link-outbound"),
        Depth.GENERAL,
        _SECURE,
    ),
    Diagnosis(
        "managed-network-not-provisioned",
        "The workspace's managed network is not set up yet",
        "A workspace with a managed network provisions it with its first compute, or when told to. Until then no "
        "managed online deployment can be created.",
        "Command line: az ml workspace show -n WORKSPACE -g GROUP --query managed_network.status. Portal: Networking.",
        "az ml workspace provision-network -n WORKSPACE -g GROUP.",
        "10 to 30 minutes.",
        "Please provision the managed network of WORKSPACE.",
        ("managed-network-ready",),
        docs="https://learn.microsoft.com/azure/machine-learning/how-to-managed-network",
    ),
    Diagnosis(
        "v1-legacy-mode",
        "The workspace is in v1 legacy mode",
        "In legacy mode the workspace refuses the v2 API on which managed online endpoints rest.",
        "Portal: the workspace, Networking. "
        "Command line: az ml workspace show -n WORKSPACE -g GROUP; the property v1_legacy_mode.",
        "Set v1_legacy_mode to false, after asking the network team: v2 calls go through public Azure Resource "
        "Manager.",
        "Minutes.",
        "Please set v1_legacy_mode of WORKSPACE to false, so that managed online endpoints can be created.",
        ("workspace-ready",),
        docs="https://learn.microsoft.com/azure/machine-learning/how-to-configure-network-isolation-with-v2",
    ),
    Diagnosis(
        "cors",
        "A web page called the endpoint directly",
        "Online endpoints do not answer the preflight requests by which a browser asks for leave (CORS).",
        "The browser's console says so; the same call with curl works.",
        "Call the endpoint from a server, or put Azure API Management, a Function or a gateway in between.",
        "Depends on the gateway.",
        docs="https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints",
    ),
)
