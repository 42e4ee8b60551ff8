"""A role assignment could not be made, does not work yet, or is not the one that was meant."""

from __future__ import annotations

from pfdoctor.model.diagnosis import Depth, Diagnosis

_RBAC = "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting"
_LIST = "az role assignment list --assignee PRINCIPAL --scope SCOPE --include-inherited --include-groups -o table"

DIAGNOSES = (
    Diagnosis(
        "principal-not-found",
        "The principal of a role assignment is not in the directory",
        "The object id was deleted, belongs to another tenant, is a client id by mistake, or is so new that it has not "
        "reached every region.",
        "Command line: az ad sp show --id OBJECT_ID. Portal: Microsoft Entra ID, Enterprise applications, search by "
        "object id.",
        "For a new identity: send principalType (--assignee-principal-type ServicePrincipal), and try again. Otherwise "
        "take the object id from the endpoint: az ml online-endpoint show -n ENDPOINT --query identity.",
        "A new identity is known everywhere within a few minutes.",
        checks=("user-assigned-identity-exists",),
        docs=_RBAC,
    ),
    Diagnosis(
        "role-assignment-name-conflict",
        "A role assignment of this name, or an equal one, exists",
        "A role assignment's name is a GUID, and neither may two share one nor may an existing one be changed. A "
        "template whose name does not depend on the principal fails once the identity was made anew; an equal "
        "assignment under another name gives RoleAssignmentExists, and then nothing is missing.",
        "Command line: az role assignment list --scope SCOPE --query \"[?name=='GUID']\". Portal: Access control "
        "(IAM).",
        "Name it guid(scope, principal id, role id) in the template, and delete the orphaned one. "
        "RoleAssignmentExists: treat it as done, unless the existing one carries a condition.",
        "At once.",
        docs=_RBAC,
    ),
    Diagnosis(
        "role-assignment-limit",
        "The subscription has no room for further role assignments",
        "A subscription holds 4,000 role assignments, those of its resource groups and resources included. The limit "
        "cannot be raised.",
        "Portal: the subscription, Access control (IAM), the chart under Role assignments. Command line: az role "
        "assignment list --all --query 'length(@)'.",
        "Delete those of deleted identities, assign to groups, or assign once higher up in place of many times below.",
        "A deleted assignment makes room at once.",
        "The subscription has reached its 4,000 role assignments; those marked 'Identity not found' can go.",
        docs="https://learn.microsoft.com/azure/role-based-access-control/troubleshoot-limits",
    ),
    Diagnosis(
        "role-propagation-delay",
        "A new role is not effective yet",
        "A role assignment is listed at once and works later: 10 to 15 minutes as a rule, up to a day where a managed "
        "identity has it through a group. Until then tokens are refused as if the role were missing.",
        f"Command line: {_LIST}, and look at createdOn. Portal: the same under Access control (IAM).",
        "Wait, then try again; for a deployment that failed while its image was pulled, create it again.",
        "15 minutes; through a group up to 24 hours.",
        checks=("role-propagation",),
        depth=Depth.GENERAL,
        docs=_RBAC,
    ),
    Diagnosis(
        "role-wrong-scope",
        "The role was to be assigned at a resource that does not exist",
        "The scope was put together from a wrong name, often the name of a connection in place of that of the resource "
        "that the connection points to.",
        "Portal: the search finds no resource of the name in the message. "
        "Command line: az resource show --ids SCOPE. The real id stands in the connection: az ml connection show -n "
        "CONNECTION --query metadata.",
        "Take the scope from the connection's ResourceId, or from its target.",
        "At once.",
        checks=("connections-resolve",),
        docs="https://learn.microsoft.com/azure/role-based-access-control/scope-overview",
    ),
    Diagnosis(
        "rbac-other",
        "Another rule of Azure RBAC stands in the way",
        "For example: the last Owner of a subscription cannot be removed, and a custom role that is assigned cannot be "
        "deleted.",
        "Portal: Access control (IAM) at the scope in the message."
        " Command line: az role assignment list --scope SCOPE --include-inherited -o table.",
        "Do what the message asks for; the page below lists these rules.",
        "At once.",
        docs=_RBAC,
    ),
    Diagnosis(
        "workspace-msi-role",
        "The workspace's or project's own identity lacks a role",
        "Apart from the endpoint, the workspace or Foundry project acts with a managed identity of its own, for "
        "instance on the Azure AI services account or on its storage account.",
        "Portal: the workspace, Identity, its object id; then Access control (IAM) of the resource. Command line: "
        f"{_LIST}.",
        "Assign the role to the object id of the workspace's identity, at the resource that refused.",
        "Up to 15 minutes.",
        "The managed identity of WORKSPACE needs ROLE on RESOURCE.",
        docs="https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication",
    ),
    Diagnosis(
        "managed-network-rbac",
        "Whoever creates the managed network may not make private endpoint connections",
        "A managed network adds private endpoints to the workspace's resources, and needs read and write on "
        "privateEndpointConnections of each, the workspace included.",
        f"Portal: the resource in the message, Access control (IAM), Check access. Command line: {_LIST}.",
        "Assign Azure AI Enterprise Network Connection Approver, or a custom role with "
        "*/privateEndpointConnections/read and /write, at the resource.",
        "Up to 15 minutes, then provision the network again.",
        "OBJECT_ID needs privateEndpointConnections/read and /write on the resources of WORKSPACE.",
        ("managed-network-ready", "private-link-outbound"),
        docs="https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-managed-network",
    ),
)
