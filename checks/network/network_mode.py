"""The ways that workspace and deployments use the network fit together.

A managed endpoint knows one kind of private network: the managed virtual network of its workspace (a project uses its
hub's). Compute in a virtual network of one's own is for other things, and Microsoft does not support deploying a
prompt flow to a managed endpoint from such a workspace. Without a managed network a deployment goes out through the
public network; so the workspace must allow public access, which its requests go to.

The older way, `egress_public_network_access: disabled`, gives each deployment a private network of its own that
reaches only the workspace, its storage and its registry. It cannot serve an MLflow model without environment, it has
no effect in a workspace with a managed network, and it cannot be changed after the deployment was created.

How to confirm by hand: in the portal, the workspace's Networking; or `az ml workspace show --name WORKSPACE
--query "{mode:managed_network.isolation_mode, public:public_network_access}"` and `az ml online-deployment show --name
DEPLOYMENT --endpoint-name ENDPOINT --query egress_public_network_access`.

How to mend: give the workspace a managed network (it cannot be taken away again, and managed endpoints and compute
that exist must be deleted and created again), or deploy from a second workspace that has one. Create the deployment
again without `egress_public_network_access`. A new managed network takes up to half an hour, each
deployment 15 minutes.
Tell a network administrator: which of the two workspace and endpoint are to use, and why.

https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint
"""

from collections.abc import Iterator

from pfdoctor.api import Check, Deployment, Draft, Facts, Fix, Safety, Severity, Workspace, az, named

from ._ways import private_egress

check = Check(
    id="network-mode",
    title="Workspace and deployments use the network in ways that fit",
    severity="error",
    after=("workspace-ready",),
    proves="the network settings of workspace and deployments do not contradict each other",
    does_not_prove="that what a deployment needs lets it in",
    symptoms=(
        "MLflow model format with private network is unsupported",
        "Access to workspace was denied based on workspace private link configuration",
    ),
)

MODE = "properties.managedNetwork.isolationMode"
EGRESS = "properties.egressPublicNetworkAccess"


@check.each(lambda facts: (facts.workspace, *facts.deployments), "deployments")
def run(facts: Facts, one: Workspace | Deployment) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("A Kubernetes endpoint uses its cluster's network, which pfdoctor does not judge.")
    elif isinstance(one, Deployment):
        yield _of_deployment(facts, one)
    else:
        yield _of_workspace(facts.home)


def _of_workspace(home: Workspace) -> Draft:
    evidence = [home.evidence(MODE)]
    if home.isolation_mode != "disabled":
        return check.passed(f"{home.name} has a managed network.", evidence=evidence)
    subnet = home.custom_subnet
    if subnet is not None:
        path = "properties.serverlessComputeSettings.serverlessComputeCustomSubnet"
        return check.failed(
            f"{home.name} puts compute into a virtual network of your own ({subnet.name}); managed endpoints support"
            " only its managed network.",
            severity=Severity.WARNING,
            evidence=[*evidence, home.evidence(path)],
            fixes=[_manage(home)],
        )
    message = f"{home.name} has no managed network: deployments go out through the public network."
    return check.passed(message, evidence=evidence)


def _of_deployment(facts: Facts, deployment: Deployment) -> Draft:
    home, name = facts.home, deployment.name
    evidence = [home.evidence(MODE), deployment.evidence(EGRESS)]
    if home.isolation_mode != "disabled":
        # An older answer that does not tell is good enough: here the setting has no effect.
        if deployment.egress_public_network_access != "disabled":
            return check.passed(f"{name} uses the managed network of {home.name}.", evidence=evidence)
        message = (
            f"{name} sets egress_public_network_access, which has no effect beside a managed network; leave it out."
        )
        return check.failed(message, severity=Severity.WARNING, evidence=evidence)
    if private_egress(deployment):
        if deployment.environment_id is None and not deployment.scoring_script:
            message = f"{name} serves an MLflow model without public egress, which Azure does not support."
            return check.failed(message, evidence=evidence, fixes=[_manage(home)])
        message = f"{name} has a private network of its own that reaches only the workspace, its storage and registry."
        return check.passed(message, evidence=evidence)
    workspace = facts.workspace
    if not workspace.public_network_access:
        return check.failed(
            f"{name} goes out through the public network, but {workspace.name} refuses public access.",
            evidence=[*evidence, workspace.evidence("properties.publicNetworkAccess")],
            fixes=[_manage(home)],
        )
    return check.passed(f"{name} goes out through the public network.", evidence=evidence)


def _manage(home: Workspace) -> Fix:
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title=f"give {home.name} a managed network, which cannot be taken away again",
        scope=str(home.id),
        commands=(
            az("ml workspace update", **named(home.id), managed_network="allow_internet_outbound"),
            az("ml workspace provision-network", **named(home.id)),
        ),
    )
