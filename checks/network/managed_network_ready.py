"""The workspace's managed network has been provisioned.

A workspace with a managed virtual network does not have it yet: Azure makes it, with its private endpoints, when the
first compute instance is created or when somebody asks for it. Until then an online deployment is refused with
WorkspaceManagedNetworkNotReady. A project uses its hub's network.

How to confirm by hand: in the portal, the workspace's Networking, "Workspace managed outbound access"; or
`az ml workspace show --name WORKSPACE --resource-group GROUP --query managed_network`.

How to mend: run the command shown, on the hub for a project. It takes about 30 minutes, 10 more where rules for host
names need a firewall, and from then on the private endpoints (and the firewall) cost money. A managed network can
never be turned off again.
Tell an administrator: "please provision the managed network of this workspace".

https://learn.microsoft.com/azure/machine-learning/how-to-managed-network#manually-provision-a-managed-vnet
"""

from collections.abc import Iterator

from pfdoctor.api import (
    Check,
    Draft,
    Facts,
    Fix,
    Safety,
    Symptom,
    Workspace,
    az,
    named,
)

check = Check(
    id="managed-network-ready",
    title="The managed network is provisioned",
    severity="error",
    about="workspace",
    after=("workspace-ready",),
    proves="the managed network of the workspace, or of a project's hub, is active, or there is none",
    does_not_prove="that its rules let the deployment reach what it needs",
    symptoms=(Symptom("managed-network-not-provisioned", "WorkspaceManagedNetworkNotReady"),),
)


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    subject = str(facts.workspace.id)
    if facts.on_kubernetes:
        yield check.skipped("A Kubernetes endpoint does not use the managed network.", subject=subject)
        return
    home = facts.home
    if home.isolation_mode == "disabled":
        yield check.skipped(f"{home.name} has no managed network, so there is none to provision.", subject=subject)
        return
    evidence = [home.evidence(f"properties.managedNetwork.{name}") for name in ("isolationMode", "status")]
    if home.document.text("properties.managedNetwork.status.status") is None:
        need = home.document.need(f"the status of the managed network of {home.name} is not in the answer")
        yield check.unknown(
            f"Whether the managed network of {home.name} is provisioned is not told.", need, subject=subject
        )
    elif home.managed_network_status == "active":
        yield check.passed(f"The managed network of {home.name} is active.", subject=subject, evidence=evidence)
    else:
        yield check.failed(
            f"The managed network of {home.name} is {home.managed_network_status}: it was never provisioned.",
            subject=subject,
            evidence=evidence,
            fixes=[_provision(home)],
        )


def _provision(home: Workspace) -> Fix:
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title=f"provision the managed network of {home.name}, which costs money",
        scope=str(home.id),
        commands=(az("ml workspace provision-network", **named(home.id)),),
    )
