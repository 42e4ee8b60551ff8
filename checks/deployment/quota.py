"""The quota of the machine family has room for the deployment.

Managed endpoints draw on the vCPU quota of Azure Machine Learning, by machine family and region, apart from that of
virtual machines. On most sizes Azure keeps a reserve of 20 % for upgrades: for n instances a deployment needs
ceil(1.2 * n) times the vCPUs of the size. So one instance of 4 vCPUs needs 8, and a quota of 6 refuses it though it
looks free. Some large sizes need no reserve.

Certain is only what can never fit: a limit below the need. Where others use what is left, or for a deployment that
stands already, Azure does not say how much of the usage is its own, nor whether usage holds the reserve.

How to confirm by hand: in the studio, "Quota"; or `az ml compute list-usage --location REGION`.

How to mend: delete deployments that are not used, choose a smaller size or another family, or ask for more quota in
the studio under "Quota", which may take from minutes to days. Tell an administrator: the family, the region, and the
number of vCPUs shown.

https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas#virtual-machine-quota-allocation-for-deployment
"""

from collections.abc import Iterator

from pfdoctor.api import Check, Deployment, Document, Draft, Evidence, Facts, Fix, Need, Safety

check = Check(
    id="quota",
    title="The quota has room for the deployment and its upgrades",
    severity="warning",
    after=("workspace-ready",),
    proves="the vCPU quota of the machine family and of the region holds the deployment and its reserve of 20 %",
    does_not_prove="that Azure has the machines, that a quota of the workspace alone is not lower, or that the number"
    " of endpoints and deployments is within its limit",
    symptoms=("OutOfQuota", "Not enough quota available for", "InferencingClientCreateDeploymentFailed"),
)

# The column "Skip 20% Reservation" of
# https://learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list
NO_RESERVE = frozenset(
    f"standard_{size}"
    for size in (
        "nc24ads_a100_v4",
        "nc48ads_a100_v4",
        "nc96ads_a100_v4",
        "nc40ads_h100_v5",
        "nc80adis_h100_v5",
        "nd96amsr_a100_v4",
        "nd96asr_v4",
        "nd40rs_v2",
        "nd96is_h100_v5",
        "nd96isr_h100_v5",
    )
)
REGION = "Total Cluster Dedicated Regional vCPUs"


@check.each(lambda facts: facts.deployments, "deployments")
def run(facts: Facts, deployment: Deployment) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("A deployment on Kubernetes draws on its cluster, not on the quota of Azure.")
        return
    size, count = deployment.instance_type, deployment.instance_count
    if not size or count is None or not facts.endpoint.location:
        need = deployment.document.need(f"size, count or region of {deployment.name} is not in the answer")
        yield check.unknown(f"What {deployment.name} needs is not told.", need)
        return
    machine = next((one for one in facts.vm_sizes if (one.text("name") or "").lower() == size.lower()), None)
    cores = machine.number("vCPUs") if machine else None
    family = machine.text("family") if machine else None
    if machine is None or not cores or not family:
        yield check.unknown(f"Size {size} is not in the region's list.", _not_listed(facts, "vmSizes", size))
        return
    instances = count if size.lower() in NO_RESERVE else -(-count * 12 // 10)
    wanted = instances * cores
    usages = [one for one in facts.usages if _counts(one, family)]
    if not any(_matches(one, family) for one in usages):
        yield check.unknown(f"The quota of {family} is not in the list.", _not_listed(facts, "usages", family))
        return
    standing = count * cores if (deployment.provisioning_state or "").lower() == "succeeded" else 0
    yield _judge(deployment, wanted, wanted - standing, usages, planned=facts.planned)


def _judge(deployment: Deployment, wanted: int, on_top: int, usages: list[Document], *, planned: bool) -> Draft:
    """`on_top`: what is needed beside what a deployment that stands holds already; all of it, if it is only planned."""
    evidence = [
        deployment.evidence("properties.instanceType"),
        deployment.evidence("sku.capacity"),
        *(Evidence(one.source, f"{_name(one)}: currentValue", one.value("currentValue")) for one in usages),
        *(Evidence(one.source, f"{_name(one)}: limit", one.value("limit")) for one in usages),
    ]
    needs = [one.need(f"{_name(one)} tells no limit and usage") for one in usages if _free(one) is None]
    short = [one for one in usages if _free(one) is not None and (one.number("limit") or 0) < wanted]
    if short:
        first = short[0]
        return check.failed(
            f"{deployment.name} needs {wanted} vCPUs with its reserve; the limit of {_name(first)} is"
            f" {first.number('limit')}.",
            evidence=evidence,
            fixes=[_ask_for(first, wanted)],
        )
    if needs:
        return check.unknown(f"The quota that {deployment.name} draws on is not told.", *needs)
    tight = [one for one in usages if (_free(one) or 0) < on_top]
    if tight:
        first = tight[0]
        if planned:
            message = f"{deployment.name} needs {wanted} vCPUs; {_name(first)} has {_free(first)} free."
            return check.failed(message, evidence=evidence, fixes=[_ask_for(first, wanted)])
        reason = f"{_name(first)} has {_free(first)} vCPUs free; whether its usage counts {deployment.name} is not told"
        message = (
            f"{deployment.name} needs {wanted} vCPUs with its reserve, and {_name(first)} has {_free(first)} free,"
            " of which Azure does not say whether they come on top."
        )
        return check.unknown(message, first.need(reason))
    return check.passed(f"{deployment.name} needs {wanted} vCPUs with its reserve, and they fit.", evidence=evidence)


def _counts(usage: Document, family: str) -> bool:
    return _matches(usage, family) or _name(usage) == REGION


def _matches(usage: Document, family: str) -> bool:
    """The services write a family as `standardDSv2Family` or as `Standard DSv2 Family Cluster Dedicated vCPUs`."""
    kind = (usage.text("type") or "").lower()
    wanted = _plain(family)
    return kind.endswith("/vmfamily/usages") and _plain(_name(usage)) in (wanted, f"{wanted}clusterdedicatedvcpus")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _name(usage: Document) -> str:
    return usage.text("name.value") or ""


def _free(usage: Document) -> int | None:
    """None where the answer tells no limit; a negative limit is not documented."""
    limit, used = usage.number("limit"), usage.number("currentValue")
    return None if limit is None or used is None or limit < 0 else limit - used


def _not_listed(facts: Facts, what: str, name: str) -> Need:
    base = f"/subscriptions/{facts.target.subscription}"
    place = f"{base}/providers/Microsoft.MachineLearningServices/locations/{facts.endpoint.location}/{what}"
    action = f"Microsoft.MachineLearningServices/locations/{what}/read"
    return Need(f"GET {place}", action, base, status=200, reason=f"{name} is not in the list of {what}")


def _ask_for(usage: Document, wanted: int) -> Fix:
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title=f"ask for {wanted} vCPUs of {_name(usage)}, or choose a smaller size",
        commands=("In the studio, open Quota, choose the family and region, and request the new limit.",),
    )
