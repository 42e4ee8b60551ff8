"""A deployment for production has at least three instances.

With fewer, an upgrade of the operating system or a machine that fails takes away a large part of what the deployment
can serve, with one instance all of it. For trying things out fewer are fine: this is a suggestion.

How to confirm by hand: in the studio, the deployment's "Instance count"; or `az ml online-deployment show --name
DEPLOYMENT --endpoint-name ENDPOINT --query instance_count`.

How to mend: run the command shown. It needs quota for the new instances and a reserve of 20 %, costs what they cost,
and takes some minutes. Autoscale rules of Azure Monitor may set the count back; change their minimum instead.
Tell an administrator, where the quota is too small: the machine size, the region and the number of instances.

https://learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list
"""

from collections.abc import Iterator

from pfdoctor.api import Check, Deployment, Draft, Facts, Fix, Safety, az, in_workspace

check = Check(
    id="instance-count",
    title="The deployment has three instances or more",
    severity="info",
    running=True,
    proves="the deployment asks for at least three instances",
    does_not_prove="that they suffice for the load, or that an autoscale rule keeps so many",
    symptoms=(),
)

ENOUGH = 3


@check.each(lambda facts: facts.deployments, "deployments")
def run(facts: Facts, deployment: Deployment) -> Iterator[Draft]:
    count = deployment.instance_count
    if facts.on_kubernetes:
        yield check.skipped("pfdoctor does not judge endpoints on Kubernetes.")
    elif count is None:
        need = deployment.document.need(f"the instance count of {deployment.name} is not in the answer")
        yield check.unknown(f"How many instances {deployment.name} has is not told.", need)
    elif count < ENOUGH:
        instances = f"{count} instance{'' if count == 1 else 's'}"
        yield check.failed(
            f"{deployment.name} has {instances}; Microsoft suggests {ENOUGH} or more for production.",
            evidence=[deployment.evidence("sku.capacity")],
            fixes=[_scale(deployment)],
        )
    else:
        yield check.passed(f"{deployment.name} has {count} instances.", evidence=[deployment.evidence("sku.capacity")])


def _scale(deployment: Deployment) -> Fix:
    where = in_workspace(deployment.id, name=deployment.name, endpoint_name=deployment.endpoint_id.name)
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title=f"give {deployment.name} {ENOUGH} instances",
        scope=str(deployment.id),
        commands=(az("ml online-deployment update", **where, set=f"instance_count={ENOUGH}"),),
    )
