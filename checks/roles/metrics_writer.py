"""The endpoint's identity can write the endpoint's metrics.

CPU, GPU, disk and memory of the instances are logged as the endpoint's identity. A user-assigned identity needs a role
for it on the workspace; without it the endpoint works and its charts stay empty. Azure grants the role to a
system-assigned identity when the endpoint is created.

What counts is an action below `Microsoft.MachineLearningServices/workspaces/metrics/`; Microsoft documents the pattern
`metrics/*/write` and, for one custom role, `metrics/resource/write`, which is what this check asks for. AzureML Metrics
Writer (preview) is the role that Microsoft's guide calls "Workspace metrics writer"; AzureML Data Scientist,
Contributor and Owner hold the action too.

How to confirm by hand: the endpoint's Metrics in the portal show no CPU utilization; or
`az role assignment list --assignee PRINCIPAL --scope WORKSPACE_ID --include-inherited --include-groups -o table`.

How to mend: grant the role on the workspace, and look again 15 minutes later. It is optional.
Tell an administrator: "the managed identity PRINCIPAL needs AzureML Metrics Writer (preview) on this workspace, so that
we can watch the endpoint's CPU and memory".

https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth
"""

from collections.abc import Iterator
from dataclasses import replace

from pfdoctor.api import Check, Draft, Facts, identities_at_run_time, write_metrics

from ._rights import judge

check = Check(
    id="metrics-writer",
    title="The endpoint's identity can write metrics",
    severity="warning",
    after=("endpoint-identity",),
    proves="role assignments let the user-assigned identity write metrics of the workspace",
    does_not_prove="that metrics arrive, or that a custom role naming another metrics action would not do",
    symptoms=("metrics empty",),
)


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("On Kubernetes the cluster reports its own metrics.")
        return
    users = identities_at_run_time(facts)
    assigned = tuple(one for one in users.identities if one.user_assigned)
    if users.identities and not assigned:
        yield check.skipped("Azure grants a system-assigned identity this right when the endpoint is created.")
        return
    yield judge(check, facts, replace(users, identities=assigned), write_metrics(facts.target.workspace_id))
