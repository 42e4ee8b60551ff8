"""Storage accounts, and what is kept there."""

from __future__ import annotations

from pfdoctor.model.diagnosis import Diagnosis

_LIST = "az role assignment list --assignee PRINCIPAL --scope STORAGE_ID --include-inherited --include-groups -o table"
_IDENTITY = "https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication"
_FIREWALL = "https://learn.microsoft.com/azure/storage/common/storage-network-security"

DIAGNOSES = (
    Diagnosis(
        "storage-data-role",
        "An identity lacks a data role on the storage account",
        "Reading or writing blobs and files needs data actions, which Owner and Contributor do not have. 'Using this "
        "permission' in the message tells that a role is missing, not a way through the firewall.",
        f"Command line: {_LIST}. Portal: the storage account, Access control (IAM), Check access.",
        "Assign Storage Blob Data Reader (Contributor where it writes) to the endpoint's identity, or to the "
        "workspace's where the message comes from the workspace.",
        "15 minutes.",
        "PRINCIPAL needs Storage Blob Data Reader (or Contributor) on the storage account ACCOUNT.",
        ("storage-blob-data-reader",),
        docs=_IDENTITY,
    ),
    Diagnosis(
        "caller-storage-data-role",
        "The user lacks a data role on the workspace's storage account",
        "Code and models are uploaded with the rights of the person who deploys, where the datastore signs in by "
        "identity. Contributor of the account does not hold data actions.",
        f"Command line: {_LIST}. Portal: the storage account, Access control (IAM), Check access, the user.",
        "Assign Storage Blob Data Contributor on the workspace's storage account to the user.",
        "10 minutes; sign in again.",
        "USER needs Storage Blob Data Contributor on the storage account of WORKSPACE, to upload code and models.",
        docs=_IDENTITY,
    ),
    Diagnosis(
        "storage-file-privileged-contributor",
        "The studio cannot open the flow's files in the file share",
        "The studio reads a flow from the file share of the workspace's storage account, as the user where keys are "
        "not allowed. That needs Storage File Data Privileged Contributor.",
        "Portal: the storage account, Access control (IAM), Check access. "
        f"Command line: {_LIST}; az storage account show -n ACCOUNT --query allowSharedKeyAccess.",
        "Assign Storage File Data Privileged Contributor on the account to the user (and the workspace's identity), or "
        "allow shared keys.",
        "15 minutes.",
        "USER needs Storage File Data Privileged Contributor on the storage account of WORKSPACE.",
        docs="https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-secure-prompt-flow",
    ),
    Diagnosis(
        "storage-posix-acl",
        "The file's own access list keeps the user out",
        "In an account with a hierarchical namespace each folder has POSIX access lists. They can keep a person from a "
        "flow, though the roles are right.",
        "Portal: the storage account, Containers, the folder, Manage ACL. "
        "Command line: az storage account show -n ACCOUNT --query isHnsEnabled; az storage fs access show.",
        "Correct the access list of the flow's folder, or use a workspace storage account without hierarchical "
        "namespace.",
        "At once.",
        "The access list of the folder in the message must let USER read and write.",
        docs="https://learn.microsoft.com/azure/storage/blobs/data-lake-storage-access-control",
    ),
    Diagnosis(
        "storage-network-blocked",
        "The storage account's firewall refuses the caller",
        "The account allows some networks only, and the call comes from another. 'Not authorized to perform this "
        "operation' without 'using this permission' means the network.",
        "Command line: az storage account show -n ACCOUNT --query '{public: publicNetworkAccess, rules: "
        "networkRuleSet}'. Portal: the storage account, Networking.",
        "Add a private endpoint (an outbound rule of the managed network), or allow the caller's network.",
        "Firewall rules work within minutes.",
        "ACCOUNT refuses the caller's network; please add a private endpoint for WORKSPACE, or allow it.",
        ("storage-network", "private-link-outbound"),
        docs=_FIREWALL,
    ),
    Diagnosis(
        "storage-shared-key-disabled",
        "The storage account does not take keys, and the client uses one",
        "allowSharedKeyAccess is false: keys and SAS made from them are refused. Datastores with credentials, and "
        "older clients, still use them.",
        "Command line: az storage account show -n ACCOUNT --query allowSharedKeyAccess. Portal: Configuration.",
        "Make the datastore sign in by identity and assign the data roles, or allow shared keys.",
        "Minutes for the account, 15 minutes for roles.",
        "ACCOUNT has shared keys disabled; the datastores of WORKSPACE must sign in by identity.",
        docs="https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent",
    ),
    Diagnosis(
        "model-artifact-not-found",
        "The files of the model or code are not where the deployment looks for them",
        "The model is registered in another workspace, its container was deleted, or the workspace's storage account "
        "was replaced since.",
        "Studio: Models, the model, Artifacts. "
        "Command line: az ml model show -n MODEL -v VERSION -w WORKSPACE -g GROUP --query path; az ml "
        "online-deployment get-logs -e ENDPOINT -n DEPLOYMENT --container storage-initializer.",
        "Register the model again in this workspace, and deploy that version.",
        "A new deployment, 10 to 15 minutes.",
        checks=("storage-blob-data-reader", "storage-network"),
        docs="https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints",
    ),
)
