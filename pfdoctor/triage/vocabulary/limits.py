"""Quotas, conflicts, and Kubernetes."""

from __future__ import annotations

from pfdoctor.model.diagnosis import Depth, Diagnosis

_QUOTA = "https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas"
_TROUBLE = "https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints"

DIAGNOSES = (
    Diagnosis(
        "quota",
        "There are not enough cores, or not enough capacity, for the instance type",
        "A managed online deployment reserves 20% more instances for upgrades: one instance of 4 cores needs 8. The "
        "quota counts per family, region and subscription, together with clusters and compute instances.",
        "Command line: az ml compute list-usage -w WORKSPACE -g GROUP -o table. Studio: Quota.",
        "Delete unused deployments, take a smaller instance type or another family or region, or request quota.",
        "A request is answered in minutes to days.",
        "Please request quota for the VM family in the region: cores of one instance, times 1.2 times the instances, "
        "rounded up.",
        ("quota",),
        Depth.GENERAL,
        _QUOTA,
    ),
    Diagnosis(
        "endpoint-quota",
        "The subscription has no room for further endpoints in the region",
        "Endpoints and deployments are counted over all workspaces of a subscription in a region.",
        "Command line: az ml online-endpoint list in each workspace of the region. Studio: Quota.",
        "Delete unused endpoints, or request a higher limit.",
        "A deleted endpoint makes room at once.",
        "Please raise the limit of online endpoints in REGION, or name endpoints that can go.",
        ("quota",),
        docs=_QUOTA,
    ),
    Diagnosis(
        "throttled",
        "More requests came than are let through",
        "The endpoint takes 2 x max_concurrent_requests_per_instance x instances at a time, and a limited rate; the "
        "services behind it (Azure OpenAI, Resource Manager) have limits of their own. The answer is 429.",
        "Portal: the endpoint's metrics, Requests per minute by status code. For Azure OpenAI: tokens per minute of "
        "the model deployment."
        " Command line: az monitor metrics list --resource ENDPOINT_ID --metric RequestsPerMinute.",
        "Retry with growing delays, raise max_concurrent_requests_per_instance or the instances, or the service's "
        "quota.",
        "Minutes for new instances.",
        checks=("instance-count",),
        depth=Depth.GENERAL,
        docs=_TROUBLE,
    ),
    Diagnosis(
        "operation-conflict",
        "Another operation on the same resource is under way",
        "Azure runs one change at a time on a resource. A later one is refused with 409, or an earlier one is "
        "canceled.",
        "Studio: the endpoint, Provisioning state. "
        "Command line: az ml online-deployment show -e ENDPOINT -n DEPLOYMENT --query provisioning_state.",
        "Wait until the state is Succeeded or Failed, then try again.",
        "A minute, at most the 15 minutes of a deployment.",
        checks=("deployment-state",),
        depth=Depth.GENERAL,
        docs=_TROUBLE,
    ),
    Diagnosis(
        "resource-not-found",
        "Something that the request names does not exist",
        "A name or path is misspelled, the resource was deleted, or the command looked in another subscription or "
        "group.",
        "Portal: search for the name in the message. "
        "Command line: az resource show --ids RESOURCE_ID; az account show.",
        "Correct the name, or create the resource.",
        "At once.",
        checks=("workspace-ready", "deployment-state"),
        depth=Depth.GENERAL,
        docs="https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found",
    ),
    Diagnosis(
        "service-internal-error",
        "Azure itself failed, without a reason",
        "The service reports a failure of its own. Nothing in the message says what to change.",
        "Portal: Service Health, and Activity log with the correlation id."
        " Command line: az monitor activity-log list --correlation-id ID.",
        "Try again once. If it stays, open a support request with the x-request-id, the region, the endpoint and the "
        "time.",
        "Depends on support.",
        "Please open a support request for Azure Machine Learning with the ids below.",
        ("deployment-state",),
        Depth.EFFECT,
        _TROUBLE,
    ),
    Diagnosis(
        "kubernetes-certificate",
        "The certificate of the Kubernetes cluster is not valid",
        "Azure ML reaches the cluster's API with a certificate that has run out or was replaced.",
        "Portal: the cluster, Node pools. Command line: az aks show -n CLUSTER -g GROUP; kubectl get nodes.",
        "Rotate the certificates: az aks rotate-certs -n CLUSTER -g GROUP, then deploy again.",
        "The new certificate is used after up to 5 hours.",
        "The certificates of the cluster CLUSTER must be rotated.",
        docs="https://learn.microsoft.com/azure/aks/certificate-rotation",
    ),
    Diagnosis(
        "kubernetes-quota",
        "No node of the Kubernetes cluster can take the deployment",
        "The pods ask for more CPU, memory or GPU than any node has left, or the node selector fits none.",
        "Portal: the cluster, Workloads. Command line: kubectl describe pod -n NAMESPACE; kubectl describe nodes.",
        "Add nodes, delete unused pods, or ask for less by another instance type.",
        "Minutes for a new node.",
        "The cluster has no schedulable node for the pods of DEPLOYMENT; please add one.",
        docs=_TROUBLE,
    ),
)
