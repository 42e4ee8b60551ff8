"""Requests have the time that a prompt flow needs.

A deployment that says nothing cuts each request off after 5 seconds. A flow that asks a language model, let alone
several in a row, rarely answers in that: callers then get 408, or 504 from a gateway, though the flow works.

A managed endpoint allows 180 seconds at most, and 300 for a deployment that it knows to be a prompt flow, which is
told by the property `azureml.promptflow.source_flow_id` of its model.

How to confirm by hand: `az ml online-deployment show --name DEPLOYMENT --endpoint-name ENDPOINT --query
request_settings.request_timeout_ms`; the studio shows "Request timeout" of the deployment.

How to mend: set `request_settings.request_timeout_ms: 90000` or more, and update the deployment, which restarts it
and takes some minutes. For more than 180 seconds register the model again with the property and deploy that version.
The caller's own time-out must be longer still.
Tell an administrator of whatever stands before the endpoint, as a gateway: how long the flow takes.

https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas
"""

from collections.abc import Iterator
from datetime import timedelta

from pfdoctor.api import (
    Check,
    Deployment,
    Draft,
    Evidence,
    Facts,
    Fix,
    Safety,
    cannot_be_prompt_flow,
    signs_of_prompt_flow,
)

check = Check(
    id="request-timeout",
    title="Requests have the time that a prompt flow needs",
    severity="warning",
    running=True,
    proves="the time-out is above the 5 seconds that Azure sets by default, and within what Azure allows",
    does_not_prove="that the flow answers in that time",
    symptoms=("408 Request Timeout", "upstream request timeout"),
)

DEFAULT = timedelta(seconds=5)
MOST = timedelta(seconds=180)
MOST_OF_A_FLOW = timedelta(seconds=300)
PROPERTY = "azureml.promptflow.source_flow_id"
PATH = "requestSettings.requestTimeout"


@check.each(lambda facts: facts.deployments, "deployments")
def run(facts: Facts, deployment: Deployment) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("pfdoctor does not judge endpoints on Kubernetes.")
        return
    yield _judge(facts, deployment, deployment.request_timeout)


def _judge(facts: Facts, deployment: Deployment, timeout: timedelta) -> Draft:
    seconds = f"{timeout.total_seconds():g} s"
    evidence = [deployment.evidence(f"properties.{PATH}")]
    other = cannot_be_prompt_flow(deployment)
    most = MOST if other else MOST_OF_A_FLOW
    if timeout > most:
        message = f"{deployment.name} sets a time-out of {seconds}; Azure allows {most.total_seconds():g} s at most."
        return check.failed(message, evidence=evidence, fixes=[_set(deployment, most)])
    if timeout > MOST:
        return _long(facts, deployment, seconds)
    if timeout > DEFAULT:
        return check.passed(f"{deployment.name} gives each request {seconds}.", evidence=evidence)
    if other:
        return check.skipped(f"{seconds} may be enough: {other}.")
    signs = signs_of_prompt_flow(facts, deployment)
    if not signs:
        # An environment that could not be read may be a prompt flow's: that is unknown, not skipped.
        facts.environment(deployment)
        return check.skipped(f"{seconds} may be enough: nothing shows that {deployment.name} serves a prompt flow.")
    return check.failed(
        f"{deployment.name} cuts each request off after {seconds}, which is short for a prompt flow.",
        evidence=[*evidence, *signs],
        fixes=[_set(deployment, timedelta(seconds=90))],
    )


def _long(facts: Facts, deployment: Deployment, seconds: str) -> Draft:
    evidence = [deployment.evidence(f"properties.{PATH}")]
    model = facts.model(deployment)
    bag = model.document.mapping("properties.properties") if model else {}
    flow = next((value for name, value in bag.items() if name.lower() == PROPERTY), None)
    if model and flow is not None:
        evidence.append(Evidence(str(model.id), f"properties.properties.{PROPERTY}", flow))
        return check.passed(f"{deployment.name} gives each request {seconds}, as a prompt flow may.", evidence=evidence)
    what = "its model lacks the property " if model else "it has no model with the property "
    message = f"{deployment.name} sets a time-out of {seconds}, but {what}{PROPERTY}, so Azure allows 180 s."
    return check.failed(message, evidence=evidence, fixes=[_set(deployment, MOST)])


def _set(deployment: Deployment, timeout: timedelta) -> Fix:
    seconds = int(timeout.total_seconds())
    return Fix(
        kind="set-deployment",
        safety=Safety.UNSAFE,
        title=f"give each request to {deployment.name} {seconds} s",
        scope=str(deployment.id),
        setting=PATH,
        value=f"PT{seconds}S",
    )
