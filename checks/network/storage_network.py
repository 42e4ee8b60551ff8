"""A deployment reaches the workspace's storage.

Model and code lie in the workspace's default storage account (the hub's for a project) and are fetched from there
before the container starts. The role is one thing, the network another: "This request is not authorized to perform
this operation" without "using this permission" is a refusal by the network.

With a managed network the service makes a private endpoint to the storage by itself: always in the mode "allow only
approved outbound", otherwise where public access is disabled. Without one, an account that is closed to the public
network is out of reach; its exception for trusted services, or for this workspace, may help, which Microsoft does not
say of deployments.

How to confirm by hand: in the portal, the storage account's Networking; or `az storage account show --name ACCOUNT
--query "{public:publicNetworkAccess, rules:networkRuleSet}"` and `az ml workspace outbound-rule list
--workspace-name WORKSPACE --resource-group GROUP`.

How to mend: use the managed network of the workspace and provision it; then approve the private endpoint on the
storage account if it is pending. Changes to a firewall take some minutes.
Tell a network administrator: which account, and that managed online endpoints of this workspace must read its blobs.

https://learn.microsoft.com/azure/machine-learning/how-to-managed-network#list-of-required-rules
"""

from collections.abc import Iterator

from pfdoctor.api import (
    Check,
    Draft,
    Facts,
    Missing,
    Severity,
    Symptom,
    Unreadable,
)

from ._walls import of_storage
from ._ways import Place, all_private_egress, way_to

check = Check(
    id="storage-network",
    title="A deployment reaches the workspace's storage",
    severity="error",
    after=("workspace-ready", "managed-network-ready", "network-mode"),
    proves="network settings and private endpoints let deployments reach the default storage account",
    does_not_prove="that the identity may read there, or that names resolve and private endpoints are approved",
    symptoms=(
        "Unable to download user model",
        "BlobContainerNotFound",
        "This request is not authorized to perform this operation.",
        Symptom("storage-network-blocked", "Public access is not permitted on this storage account"),
    ),
)


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("On Kubernetes the cluster's network decides, which pfdoctor does not judge.")
        return
    account = facts.home.storage_account
    if account is None:
        need = facts.home.document.need(f"workspace {facts.home.name} names no storage account")
        yield check.unknown(f"Which storage account {facts.home.name} uses is not told.", need)
        return
    place = Place(
        account,
        "blob",
        lambda: of_storage(facts.storage, facts.home),
        linked=True,
        resource=lambda: facts.storage,
    )
    if _is_missing(facts):
        yield check.failed(
            f"Storage account {account.name} of {facts.home.name} does not exist, so no model can be fetched.",
            evidence=[facts.home.evidence("properties.storageAccount")],
        )
        return
    way = way_to(facts, place, all_private_egress(facts))
    if way.open:
        yield check.passed(f"{account.name} is in reach: {way.why}.", evidence=way.evidence)
    elif way.open is None:
        message = f"Whether deployments reach {account.name} is not known: {way.why}."
        yield check.unknown(message, *way.needs, severity=Severity.WARNING, evidence=way.evidence)
    else:
        yield check.failed(f"Deployments cannot reach {account.name}: {way.why}.", evidence=way.evidence)


def _is_missing(facts: Facts) -> bool:
    """An account that may not be read is not missing; whether that matters, the way to it tells."""
    try:
        _ = facts.storage
    except Missing:
        return True
    except Unreadable:
        return False
    return False
