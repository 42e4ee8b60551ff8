"""The endpoint's traffic goes to deployments that can answer.

A new deployment gets no traffic by itself, and deploying a template again can set it back to 0 %. Without a positive
share for a deployment that works, every request ends with 404. Mirrored traffic is a copy whose answers are thrown
away, and does not count.

A caller that names a deployment in the header `azureml-model-deployment` reaches it whatever the shares are.

How to confirm by hand: in the studio, Endpoints, the endpoint, "Traffic allocation". Or
`az ml online-endpoint show --name ENDPOINT --query traffic`.

How to mend: `az ml online-endpoint update --name ENDPOINT --traffic "DEPLOYMENT=100"`, which takes effect within about
a minute. Nobody else is needed.

https://learn.microsoft.com/azure/machine-learning/how-to-safely-rollout-online-endpoints
"""

from collections.abc import Iterator

from pfdoctor.api import Check, Deployment, Draft, Facts, Fix, Safety, az, in_workspace

check = Check(
    id="endpoint-traffic",
    title="The endpoint's traffic goes to deployments that can answer",
    severity="error",
    running=True,
    after=("workspace-ready", "deployment-state"),
    proves="every share of the traffic goes to a deployment that exists and is provisioned, and the shares are not 0",
    does_not_prove="that the deployments answer; a caller that names one in the header azureml-model-deployment needs"
    " no share",
    symptoms=("404 Not Found", "Can't delete deployment with non-zero traffic weight"),
)

SERVING = ("succeeded", "updating", "scaling")


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    endpoint = facts.endpoint
    if facts.on_kubernetes:
        yield check.skipped("pfdoctor does not judge endpoints on Kubernetes.")
        return
    if endpoint.document.value("properties.traffic") is None:
        need = endpoint.document.need(f"the traffic of {endpoint.name} is not in the answer")
        yield check.unknown(f"The traffic of {endpoint.name} is not told.", need)
        return
    shares = {name: percent for name, percent in endpoint.traffic.items() if percent > 0}
    known = {deployment.name.lower(): deployment for deployment in facts.all_deployments}
    evidence = [endpoint.evidence("properties.traffic")]
    if not shares:
        yield check.failed(_no_share(known), evidence=evidence, fixes=_give_all(facts, known))
        return
    states = {name: known[name.lower()].provisioning_state for name in shares if name.lower() in known}
    broken = [f"{name}, which does not exist" for name in shares if name.lower() not in known]
    broken += [f"{name}, which is {state}" for name, state in states.items() if _lower(state) in ("failed", "canceled")]
    unsure = {name: state for name, state in states.items() if _lower(state) not in (*SERVING, "failed", "canceled")}
    evidence += [known[name.lower()].evidence("properties.provisioningState") for name in states]
    if broken:
        message = f"Traffic goes to {' and to '.join(broken)}."
        yield check.failed(message, evidence=evidence, fixes=_give_all(facts, known))
    elif unsure:
        needs = [
            known[name.lower()].document.need(f"{name} has traffic and is {state or 'in no state that is told'}")
            for name, state in unsure.items()
        ]
        yield check.unknown(f"It is not known whether {' and '.join(unsure)} can take its traffic.", *needs)
    else:
        told = ", ".join(f"{percent} % to {name}" for name, percent in sorted(shares.items()))
        yield check.passed(f"Traffic goes {told}.", evidence=evidence)


def _lower(state: str | None) -> str:
    return (state or "").lower()


def _no_share(known: dict[str, Deployment]) -> str:
    if not known:
        return "The endpoint has no deployment, so every request ends with 404."
    return "No deployment gets traffic, so requests end with 404 unless they name a deployment in a header."


def _give_all(facts: Facts, known: dict[str, Deployment]) -> list[Fix]:
    """Only where there is no choice to make."""
    healthy = [one.name for one in known.values() if _lower(one.provisioning_state) == "succeeded"]
    if len(healthy) != 1:
        return []
    target = facts.target
    where = in_workspace(target.endpoint_id, name=target.endpoint)
    return [
        Fix(
            kind="run-command",
            safety=Safety.MANUAL,
            title=f"send all traffic to {healthy[0]}",
            scope=str(target.endpoint_id),
            commands=(az("ml online-endpoint update", **where, traffic=f"{healthy[0]}=100"),),
        )
    ]
