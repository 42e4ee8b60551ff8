"""Traces and metrics of the deployment go somewhere.

With `app_insights_enabled: true` a deployment sends its traces to the Application Insights of the workspace. If the
workspace has none linked, nothing fails and nothing is collected. The environment variable
`APPLICATIONINSIGHTS_CONNECTION_STRING` names another one; where both are set, the workspace's wins. A project uses
that of its hub.

Without traces the only way to see why a flow fails is the container's log, which is kept for a short time.

How to confirm by hand: in the portal, the workspace's overview shows "Application Insights"; the studio shows
"Application Insights diagnostics" of the deployment. Or `az ml online-deployment show --name DEPLOYMENT
--endpoint-name ENDPOINT --query app_insights_enabled`.

How to mend: link an Application Insights to the workspace (`az ml workspace update --name WORKSPACE
--application-insights ID`), or name one in the deployment's environment variable, which restarts the deployment
(10 to 20 minutes).
Tell an administrator: "the workspace has no Application Insights linked". Never put a connection string into a ticket.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-to-code
"""

from collections.abc import Iterator

from pfdoctor.api import Check, Deployment, Draft, Evidence, Facts, Fix, Safety, Severity, az, named

check = Check(
    id="app-insights",
    title="Traces of the deployment are collected",
    severity="warning",
    proves="a deployment that sends traces has an Application Insights to send them to",
    does_not_prove="that this Application Insights still exists, or that traces arrive",
    symptoms=("APP_INSIGHTS_KEY is not set!",),
)

VARIABLE = "APPLICATIONINSIGHTS_CONNECTION_STRING"


@check.each(lambda facts: facts.deployments, "deployments")
def run(facts: Facts, deployment: Deployment) -> Iterator[Draft]:
    name = deployment.name
    if facts.on_kubernetes:
        yield check.skipped("pfdoctor does not judge endpoints on Kubernetes.")
        return
    own = bool(deployment.environment_variables.get(VARIABLE))
    evidence = [deployment.evidence("properties.appInsightsEnabled")]
    if own:
        evidence.append(Evidence(str(deployment.id), f"properties.environmentVariables.{VARIABLE}", "set"))
    if not deployment.app_insights_enabled:
        if own:
            yield check.passed(f"{name} sends its traces where its variable {VARIABLE} says.", evidence=evidence)
        else:
            message = f"{name} is not asked to send traces; `app_insights_enabled: true` would turn them on."
            yield check.skipped(message, evidence=evidence)
        return
    linked = facts.home.application_insights
    evidence.append(facts.home.evidence("properties.applicationInsights"))
    if linked is not None and own:
        message = f"{name} sends its traces to {linked.name} of the workspace, and ignores its variable {VARIABLE}."
        yield check.failed(message, severity=Severity.INFO, evidence=evidence)
    elif linked is not None:
        yield check.passed(f"{name} sends its traces to {linked.name}.", evidence=evidence)
    elif own:
        yield check.passed(f"{name} sends its traces where its variable {VARIABLE} says.", evidence=evidence)
    else:
        yield check.failed(
            f"{name} is asked to send traces, but {facts.home.name} has no Application Insights: nothing is collected.",
            evidence=evidence,
            fixes=[_link(facts)],
        )


def _link(facts: Facts) -> Fix:
    home = facts.home
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title=f"link an Application Insights to {home.name}",
        scope=str(home.id),
        commands=(az("ml workspace update", **named(home.id), application_insights="APPLICATION_INSIGHTS_ID"),),
    )
