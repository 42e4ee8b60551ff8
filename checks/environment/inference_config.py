"""The deployment's environment says where its server listens.

A container of one's own is started as it is: Azure must be told the port and path of the liveness, readiness and
scoring routes, by `inference_config` in the environment. Without it, and without a scoring script, Azure does not know
what to run and refuses with MissingDriverProgram: "Could not find driver program in the request".

An MLflow or Triton model needs none, and neither does a deployment with a scoring script. The prompt flow
images listen on port 8080, with /health for liveness and readiness and /score for scoring.

How to confirm by hand: `az ml environment show --name NAME --version VERSION --query inference_config`.

How to mend, the way Microsoft recommends: make the custom image the flow's base image (`environment.image` in
flow.dag.yaml) and deploy with the environment of the flow. Or register a new version of the environment with

    inference_config:
      liveness_route: {port: 8080, path: /health}
      readiness_route: {port: 8080, path: /health}
      scoring_route: {port: 8080, path: /score}

and point the deployment at it. A version that is registered cannot be changed.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-for-real-time-inference
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pfdoctor.api import Check, Deployment, Draft, Environment, Facts, Fix, Missing, Outcome, Safety, Unreadable

check = Check(
    id="inference-config",
    title="The environment says where its server listens",
    severity="error",
    after=("endpoint-identity",),
    proves="the environment version of the deployment has all three routes",
    does_not_prove="that the image really listens there",
    symptoms=("MissingDriverProgram", "Could not find driver program in the request"),
)

ROUTES = ("livenessRoute", "readinessRoute", "scoringRoute")


@check.each(lambda facts: facts.deployments, "deployments")
def run(facts: Facts, deployment: Deployment) -> Iterator[Draft]:
    if deployment.scoring_script:
        yield check.skipped(f"{deployment.name} runs a scoring script, which needs no routes.")
        return
    try:
        environment = facts.environment(deployment)
    except Missing as error:
        message = f"Environment {error.resource} of {deployment.name} does not exist."
        yield check.failed(message, evidence=[deployment.evidence("properties.environmentId")])
        return
    if environment is None:
        yield check.skipped(f"{deployment.name} has no environment; Azure serves an MLflow model without one.")
        return
    draft = _judge(deployment, environment)
    kind = _served_by_azure(facts, deployment) if draft.outcome is Outcome.FAILED else ""
    if kind:
        yield check.skipped(f"{deployment.name} serves a model of type {kind}, whose server Azure brings itself.")
        return
    yield draft


def _judge(deployment: Deployment, environment: Environment) -> Draft:
    name = f"{environment.name}:{environment.version}"
    config = environment.inference_config
    evidence = [environment.evidence("properties.inferenceConfig"), deployment.evidence("properties.environmentId")]
    if not all(_understood(config.get(route)) for route in ROUTES):
        raise Unreadable(environment.document.need(f"a route of {name} is not understood"))
    lacking = [route for route in ROUTES if not _complete(config.get(route))]
    if not lacking:
        return check.passed(f"{name} has all three routes.", evidence=evidence)
    what = "no inference_config" if not config else f"no complete {' and '.join(lacking)} in its inference_config"
    message = f"Environment {name} of {deployment.name} has {what}."
    return check.failed(message, evidence=evidence, fixes=[_register(environment)])


def _served_by_azure(facts: Facts, deployment: Deployment) -> str:
    """The type of a model that needs no routes, "" for every other.

    https://learn.microsoft.com/azure/machine-learning/how-to-deploy-mlflow-models-online-endpoints
    """
    try:
        model = facts.model(deployment)
    except (Missing, Unreadable):
        return ""
    kind = model.document.text("properties.modelType") or "" if model else ""
    return kind if kind.lower() in ("mlflow_model", "triton_model") else ""


def _understood(route: Any) -> bool:
    if not isinstance(route, Mapping):
        return route is None
    path, port = route.get("path"), route.get("port")
    return (path is None or isinstance(path, str)) and (port is None or isinstance(port, int))


def _complete(route: Any) -> bool:
    return isinstance(route, Mapping) and bool(route.get("path")) and isinstance(route.get("port"), int)


def _register(environment: Environment) -> Fix:
    return Fix(
        kind="register-environment",
        safety=Safety.SAFE,
        title=f"register a new version of {environment.name} with the three routes",
        scope=str(environment.id),
        setting="inferenceConfig",
    )
