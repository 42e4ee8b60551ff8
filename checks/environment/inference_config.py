"""The deployment's environment says where its server listens.

A container of one's own is started as it is: Azure must be told the port and path of the liveness, readiness and
scoring routes, by `inference_config` in the environment. Without it, and without a scoring script, Azure does not know
what to run and refuses with MissingDriverProgram: "Could not find driver program in the request".

An MLflow or Triton model needs none, and neither does a deployment with a scoring script; what type a model has that is
registered already, a file does not tell. The prompt flow images listen on port 8080, with /health for liveness and
readiness and /score for scoring.

How to confirm by hand: `az ml environment show --name NAME --version VERSION --query inference_config`. In the
studio, Environments, the environment, "Details" shows the image and what it is built from.

How to mend, the way Microsoft recommends: make the custom image the flow's base image (`environment.image` in
flow.dag.yaml) and deploy with the environment of the flow. Or register a new version of the environment with

    inference_config:
      liveness_route: {port: 8080, path: /health}
      readiness_route: {port: 8080, path: /health}
      scoring_route: {port: 8080, path: /score}

and point the deployment at it. A version that is registered cannot be changed. Registering takes seconds, the new
deployment about 15 minutes. Nobody else is needed.

With --project the environments in files are judged before they are registered; one that no deployment of the folder
uses is left out. The ports are compared with Microsoft's, and with what the Dockerfile of the build context exposes:
that is a warning, as EXPOSE binds nobody. What `az ml` refuses in such a file fails on its line, by the schemas of the
installed azure-ai-ml; where no deployment of the folder uses it, that is a warning, and so are a field that they do not
know and a file that is named and not there.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-for-real-time-inference
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pfdoctor.api import (
    FILE_ROUTES,
    Check,
    Deployment,
    DeploymentFile,
    Draft,
    Environment,
    EnvironmentFile,
    Evidence,
    Facts,
    Fix,
    Image,
    Missing,
    Node,
    Outcome,
    Project,
    Safety,
    Severity,
    Symptom,
    Unreadable,
    absent,
    broken,
    misshapen,
    paths_of_environment,
    refused,
    routes_needed,
    signs_of_prompt_flow,
)

check = Check(
    id="inference-config",
    title="The environment says where its server listens",
    severity="error",
    after=("endpoint-identity",),
    proves="the environment version of the deployment has all three routes",
    does_not_prove="that the image really listens there",
    symptoms=(
        Symptom("missing-inference-config", "MissingDriverProgram"),
        Symptom("missing-inference-config", "Could not find driver program in the request"),
    ),
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
    draft = _judge(facts, deployment, environment)
    kind = _served_by_azure(facts, deployment) if draft.outcome is Outcome.FAILED else ""
    if kind:
        yield check.skipped(f"{deployment.name} serves a model of type {kind}, whose server Azure brings itself.")
        return
    yield draft


def _judge(facts: Facts, deployment: Deployment, environment: Environment) -> Draft:
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
    fixes = [*_into_flow(facts, environment), _register(facts, deployment, environment)]
    return check.failed(message, evidence=evidence, fixes=fixes)


def _served_by_azure(facts: Facts, deployment: Deployment) -> str:
    """The type of a model that needs no routes, "" for every other.

    https://learn.microsoft.com/azure/machine-learning/how-to-deploy-mlflow-models-online-endpoints
    """
    try:
        model = facts.model(deployment)
    except Missing:
        return ""
    except Unreadable:
        if signs_of_prompt_flow(facts, deployment):
            return ""
        raise
    kind = model.document.text("properties.modelType") or "" if model else ""
    return kind if kind.lower() in ("mlflow_model", "triton_model") else ""


def _understood(route: Any) -> bool:
    if not isinstance(route, Mapping):
        return route is None
    path, port = route.get("path"), route.get("port")
    return (path is None or isinstance(path, str)) and (port is None or isinstance(port, int))


def _complete(route: Any) -> bool:
    return isinstance(route, Mapping) and bool(route.get("path")) and isinstance(route.get("port"), int)


def _register(facts: Facts, deployment: Deployment, environment: Environment) -> Fix:
    """The routes of another server than prompt flow's are for its owner to say."""
    known = bool(signs_of_prompt_flow(facts, deployment))
    routes = "the three routes" if known else "the routes of its own server"
    return Fix(
        kind="register-environment",
        safety=Safety.SAFE if known else Safety.MANUAL,
        title=f"register a new version of {environment.name} with {routes}",
        scope=str(environment.id),
        setting="inferenceConfig",
    )


def _into_flow(facts: Facts, environment: Environment) -> list[Fix]:
    """The cure that Microsoft recommends, where the files of the flow are here and it names no image yet."""
    flows = facts.project.deployed_flows if facts.project is not None else ()
    image = environment.image
    return [
        Fix(
            kind="edit-file",
            safety=Safety.SAFE,
            title=f"make {image} the base image of {'the flow' if flow.name == '.' else flow.name}",
            scope=str(flow.path),
            setting="environment.image",
            value=image,
        )
        for flow in flows
        if image and flow.root is not None and flow.image is None and flow.path.name == "flow.dag.yaml"
    ]


SHAPES = {"inference_config": Mapping, "build": Mapping}
PROMPT_FLOW_PORT = 8080
PROMPT_FLOW_ROUTES = {
    "liveness_route": {"path": "/health", "port": PROMPT_FLOW_PORT},
    "readiness_route": {"path": "/health", "port": PROMPT_FLOW_PORT},
    "scoring_route": {"path": "/score", "port": PROMPT_FLOW_PORT},
}


@check.files(lambda project: project.all_environments, "environments in files")
def on_files(project: Project, environment: EnvironmentFile, _: Facts | None) -> Iterator[Draft]:
    yield from broken(check, environment, tolerant=True)
    if environment.root is None:
        return
    yield from misshapen(check, environment.body, SHAPES)
    users = project.users_of(environment)
    asking = [one for one in users if routes_needed(project, one) is not False]
    asking.sort(key=lambda one: routes_needed(project, one) is None)
    if not users:
        found = check.skipped(f"No deployment of the folder is seen to use {environment.name}.")
    elif not asking:
        found = check.skipped(
            f"{users[0].name} runs a scoring script or a model that Azure serves; it needs no routes."
        )
    else:
        found = _judge_file(project, environment, asking[0])
    yield found
    severity = None if users else Severity.WARNING
    yield from refused(
        check, "inline environment" if environment.inline_in else "environment", environment.body, [found], severity
    )
    yield from absent(check, paths_of_environment(environment))


def _judge_file(project: Project, environment: EnvironmentFile, deployment: DeploymentFile) -> Draft:
    body = environment.body
    subject = body.place_of("inference_config")
    evidence = [environment.evidence(f"inference_config.{route}") for route in FILE_ROUTES]
    if body.at("inference_config") is None:
        if routes_needed(project, deployment) is None:
            named = deployment.body.line_of("model"), deployment.body.text_at("model")
            need = deployment.source.need(named[0], f"whether {named[1]} is an MLflow or Triton model")
            message = f"{environment.name} has no inference_config, which {deployment.name} may need."
            return check.unknown(message, need, subject=subject)
        message = f"{environment.name} has no inference_config, so Azure refuses {deployment.name}."
        fixes = _write(project, environment, deployment, [])
        return check.failed(message, subject=subject, evidence=[environment.evidence("inference_config")], fixes=fixes)
    for route in FILE_ROUTES:
        environment.filled(f"inference_config.{route}.port")
        environment.filled(f"inference_config.{route}.path")
    ports, told, sure = _listens(project, environment)
    lacking = [route for route in FILE_ROUTES if not _whole(environment, route)]
    if lacking:
        message = f"{environment.name} has no complete {' and '.join(lacking)} in its inference_config."
        fixes = _write(project, environment, deployment, lacking)
        return check.failed(message, subject=subject, evidence=evidence, fixes=fixes)
    wrong = _elsewhere(environment, ports)
    if wrong:
        heard = " or ".join(map(str, sorted(ports)))
        how = f"its image listens on {heard}" if sure else f"its Dockerfile speaks of {heard}"
        message = f"{environment.name} sends {wrong.text} for a route, but {how}."
        severity = None if sure else Severity.WARNING
        return check.failed(message, subject=wrong.place, evidence=[*evidence, *told], severity=severity)
    return check.passed(f"{environment.name} has all three routes.", subject=subject, evidence=evidence)


def _write(project: Project, environment: EnvironmentFile, deployment: DeploymentFile, lacking: list[str]) -> list[Fix]:
    """What to write into the file, for prompt flow's server alone: all routes, or those that are `lacking`."""
    if not project.deploys_flow(deployment):
        return []
    place = "environment.inference_config" if environment.inline_in else "inference_config"
    wanted: dict[str, Any] = {f"{place}.{route}": PROMPT_FLOW_ROUTES[route] for route in lacking}
    absent = [name for name in lacking if environment.route(name) is None]
    if len(absent) < len(lacking):
        return []
    return [
        Fix(
            kind="edit-file",
            safety=Safety.SAFE,
            title=f"write {setting.rpartition('.')[2]} into {environment.source.name}",
            scope=str(environment.path),
            setting=setting,
            value=value,
        )
        for setting, value in (wanted or {place: PROMPT_FLOW_ROUTES}).items()
    ]


def _elsewhere(environment: EnvironmentFile, ports: frozenset[int]) -> Node | None:
    """A route's port on which the image does not listen; None where all fit, or nothing tells."""
    found = (environment.body.at(f"inference_config.{route}.port") for route in FILE_ROUTES)
    return next((node for node in found if node is not None and ports and node.number not in ports), None)


def _listens(project: Project, environment: EnvironmentFile) -> tuple[frozenset[int], list[Evidence], bool]:
    """The ports that the image listens on, as far as its name or its Dockerfile tells; where; and whether that is sure.

    EXPOSE is a note to readers, and a server of one's own may listen elsewhere than Microsoft's.
    """
    made = environment.dockerfile(project.root) if environment.build is not None else None
    image = Image(made.base if made is not None else environment.image.text if environment.image else "")
    ports = made.ports if made is not None else frozenset()
    if image.prompt_flow:
        ports |= {PROMPT_FLOW_PORT}
    told = [made.source.evidence(made.line, "FROM", made.base)] if made is not None else []
    return ports, told, bool(image.prompt_flow) and not (made is not None and made.starts)


def _whole(environment: EnvironmentFile, route: str) -> bool:
    found = environment.route(route)
    port = found.at("port") if found is not None else None
    return found is not None and bool(found.text_at("path")) and port is not None and port.number is not None
