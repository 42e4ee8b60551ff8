"""The endpoint's identity can read the blobs of the workspace's default storage account.

Before a container starts, Azure mounts the model and the code from the default storage account, as the endpoint's
identity. A user-assigned identity must hold the right before the deployment is created; a system-assigned one is given
it by Azure when the endpoint is created, which fails silently where that person may not grant roles, and is lost when
the assignment is deleted. A Foundry project uses the storage account of its hub.

What counts is the data action `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read`. Storage Blob
Data Reader, Contributor and Owner hold it; Owner, Contributor and Reader of the resource do not. A role may carry a
condition that limits it to some containers.

How to confirm by hand: in the portal, the storage account's Access control (IAM), "Check access"; or
`az role assignment list --assignee PRINCIPAL --scope STORAGE_ID --include-inherited --include-groups -o table`.

How to mend: grant the role shown, wait up to 15 minutes, and create the deployment again.
Tell an administrator: "the managed identity PRINCIPAL needs Storage Blob Data Reader on this storage account, to read
the model it serves".

https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth
"""

from collections.abc import Iterator

from pfdoctor.api import Check, Draft, Facts, Unreadable, identities_at_start, read_blobs

from ._rights import judge

check = Check(
    id="storage-blob-data-reader",
    title="The endpoint's identity can read the workspace's storage",
    severity="error",
    after=("endpoint-identity",),
    proves="role assignments let the identity read the blobs of the default storage account",
    does_not_prove="the network path to the account, that the model is there, or access to a model in a registry",
    symptoms=(
        "Unable to download user model",
        "This request is not authorized to perform this operation using this permission",
        "Startup task failed due to authorization error",
        "Startup task failed due to incorrect role assignments",
    ),
)


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("On Kubernetes the cluster's identity reads the model, which pfdoctor does not judge.")
        return
    home = facts.home
    account = home.storage_account
    if account is None:
        raise Unreadable(home.document.need(f"workspace {home.name} names no storage account"))
    evidence = [home.evidence("properties.storageAccount")]
    yield judge(check, facts, identities_at_start(facts), read_blobs(account), evidence=evidence)
