"""The image: pulling it, and building it."""

from __future__ import annotations

from pfdoctor.model.diagnosis import Depth, Diagnosis

_TROUBLE = "https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints"
_LIST = "az role assignment list --assignee PRINCIPAL --scope REGISTRY_ID --include-inherited -o table"

DIAGNOSES = (
    Diagnosis(
        "acr-pull-denied",
        "The image may not be pulled from its registry",
        "The endpoint's identity (or the workspace's credentials for the registry) is refused. Azure grants AcrPull "
        "only to a system-assigned identity, and only on the registry of the workspace; a user-assigned one must "
        "hold it before the deployment is created.",
        f"Command line: {_LIST}. Portal: the registry, Access control (IAM), Check access.",
        "Assign AcrPull on the registry of the image to the endpoint's identity and create the deployment again. If "
        "the workspace's keys are out of date: az ml workspace sync-keys -n WORKSPACE -g GROUP.",
        "15 minutes for the role, then the deployment.",
        "The managed identity PRINCIPAL needs AcrPull on the container registry REGISTRY.",
        ("acr-pull", "role-propagation"),
        docs=_TROUBLE,
    ),
    Diagnosis(
        "acr-abac-mode",
        "The registry is in ABAC mode, in which AcrPull means nothing",
        'In the mode "RBAC Registry + ABAC Repository Permissions" only the data actions for repositories count. '
        "AcrPull, "
        "AcrPush, Reader and Owner are ignored, and registry tasks lose their access too.",
        "Command line: az acr show -n REGISTRY --query roleAssignmentMode. Portal: the registry, Properties.",
        "Assign Container Registry Repository Reader to the endpoint's identity, without a condition or with one that "
        "covers the image's repository.",
        "15 minutes for the role, then the deployment.",
        "REGISTRY is in ABAC mode: PRINCIPAL needs Container Registry Repository Reader there, AcrPull has no effect.",
        ("acr-pull",),
        docs="https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions",
    ),
    Diagnosis(
        "acr-network-blocked",
        "The registry refuses the network from which it is called",
        "Public access is disabled or limited to some addresses, and the caller comes neither from them nor through a "
        "private endpoint. Image builds by registry tasks come from Microsoft's addresses, and are hit first.",
        "Command line: az acr show -n REGISTRY --query '{public: publicNetworkAccess, rules: networkRuleSet, bypass: "
        "networkRuleBypassOptions}'. Portal: the registry, Networking.",
        "Name a compute that builds images inside the network (az ml workspace update --image-build-compute CLUSTER), "
        "add a private endpoint, or allow the address.",
        "Firewall rules work within minutes.",
        "REGISTRY refuses the address in the message; please allow it, or add a private endpoint for the workspace.",
        ("registry-network", "private-link-outbound"),
        docs="https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-access",
    ),
    Diagnosis(
        "image-build",
        "The environment's image could not be built, or is not to be had",
        "Azure ML builds an image from the environment before the deployment starts. A package that cannot be "
        "installed, a build that takes too long, or a registry that holds new images in quarantine ends it there.",
        "Studio: Environments, the environment, Build log. The message names the log's path in the workspace's "
        "storage. Command line: az acr show -n REGISTRY --query policies.quarantinePolicy.",
        "Read the log's last lines, pin the versions of packages, or build the image yourself and name it by `image:`.",
        "A build takes 5 to 20 minutes.",
        checks=("deployment-state", "base-image", "registry-network"),
        depth=Depth.GENERAL,
        docs=_TROUBLE,
    ),
    Diagnosis(
        "environment-image-missing",
        "The environment names no image",
        "The deployment's environment has neither an image nor a build. Models from a registry that do not bring an "
        "environment of their own need one named.",
        "Studio: Environments, the environment, Details. "
        "Command line: az ml environment show -n ENVIRONMENT -v VERSION -w WORKSPACE -g GROUP --query image.",
        "Name an environment with an image in the deployment.",
        "A new deployment, 10 to 15 minutes.",
        checks=("inference-config",),
        docs="https://learn.microsoft.com/azure/machine-learning/reference-yaml-environment",
    ),
    Diagnosis(
        "missing-inference-config",
        "The custom environment does not say how requests are routed",
        "A deployment without a scoring script takes the liveness, readiness and scoring routes from the environment's "
        "inference_config. Without it Azure ML looks for a driver program, and finds none.",
        "Studio: Environments, the environment, Details. "
        "Command line: az ml environment show -n ENVIRONMENT -v VERSION -w WORKSPACE -g GROUP --query "
        "inference_config.",
        "Make a new version of the environment with inference_config (port 8080; /health, /health, /score for prompt "
        "flow) and point the deployment at it, or set the image as the flow's base image.",
        "A new deployment, 10 to 15 minutes.",
        checks=("inference-config",),
        docs="https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-for-real-time-inference",
    ),
    Diagnosis(
        "environment-missing-package",
        "The image lacks a Python package",
        "The container imports a package that the image does not hold, promptflow-tools being the usual one: the "
        "environment was built from another base image, or requirements.txt was not used.",
        "Command line: az ml online-deployment get-logs -e ENDPOINT -n DEPLOYMENT -l 200. Studio: the endpoint's Logs.",
        "Add the package to requirements.txt (or the conda file), build the environment anew, deploy it.",
        "A build and a deployment, 15 to 30 minutes.",
        checks=("base-image",),
        docs="https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-for-real-time-inference",
    ),
)
