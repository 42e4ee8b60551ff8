"""The file that describes the deployment says what a flow needs, and what Azure accepts.

A deployment that says nothing of `request_settings.request_timeout_ms` cuts each request off after 5 seconds, which is
short for a flow that asks a language model. Azure allows 180 seconds, and 300 for a model that is known as a prompt
flow by its property `azureml.promptflow.source_flow_id`.

`PRT_CONFIG_OVERRIDE` says in which workspace the flow's server looks for connections, as `name=value` pairs separated
by commas, nothing trimmed; copied from another deployment it leads elsewhere. `PROMPTFLOW_RUN_MODE` must be `serving`:
Microsoft's image starts in compute mode by default. With several user-assigned identities `AZURE_CLIENT_ID` says which
one to sign in with; beside a system-assigned one alone it breaks every sign-in. A variable that refers to a connection,
or that replaces one of the flow's, must name one that the workspace has. With `app_insights_enabled` the workspace's
Application Insights wins over the one that `APPLICATIONINSIGHTS_CONNECTION_STRING` names.

A variable that the flow's code reads as `os.environ["NAME"]`, on a way that surely runs, must be set by the deployment,
the flow's YAML or the image, else the flow fails with KeyError: a warning on the line of the code, which is read and
never run. Where the image is not described in the folder, what it sets is unknown.

`PROMPTFLOW_CONNECTION_PROVIDER` wins over `PRT_CONFIG_OVERRIDE`, and is `local` or `azureml://subscriptions/...`. The
newest version of a model or environment is `azureml:NAME@latest`; `:latest` is the name of a version. A scoring script
is a Python file, unless the container is one's own.

`egress_public_network_access: disabled` is the older isolation of a single deployment; it does not go together with a
managed network of the workspace. Fewer than three instances are fine for trying things out.

What `az ml` refuses (a value of another type or outside a list, a field that must be there) fails on its line, by the
schemas of the installed azure-ai-ml. A field that they do not know is a warning, as a newer release may know it, and so
is a file or folder that is named and not there, as a pipeline may put it there.

How to confirm by hand: read the file beside the page below, and the page on deploying a flow with code.

How to mend: change the lines shown. It costs nothing before the deployment, and 15 minutes after it. Nobody else
is needed.

https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online
"""

import re
from collections.abc import Iterator, Mapping

from pfdoctor.api import (
    Check,
    DeploymentFile,
    Draft,
    Facts,
    Image,
    Project,
    Severity,
    absent,
    broken,
    failed_at,
    misshapen,
    paths_of_deployment,
    referred_connection,
    refused,
    unset_variables,
)

from ._connection_source import connection_source, still_open

check = Check(
    id="deployment-settings",
    title="The deployment's file says what a flow needs",
    severity="error",
    after=("workspace-ready",),
    proves="time-out, variables, identity and network settings of the file are ones with which a flow works",
    does_not_prove="that the flow answers in time, or that what the file refers to exists",
    symptoms=(
        "408 Request Timeout",
        "upstream request timeout",
        "Missing connection provider",
        "compute-runtime-ingress",
    ),
)

NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,30}[A-Za-z0-9]", re.ASCII)
SHAPES = {"environment_variables": Mapping, "request_settings": Mapping, "code_configuration": Mapping}
TIMEOUT = "request_settings.request_timeout_ms"
DEFAULT, MOST, MOST_OF_A_FLOW = 5_000, 180_000, 300_000
PROPERTY = "azureml.promptflow.source_flow_id"
INSIGHTS = "APPLICATIONINSIGHTS_CONNECTION_STRING"
RUN_MODE = "PROMPTFLOW_RUN_MODE"
CLIENT_ID = "AZURE_CLIENT_ID"
SECRETS = {"AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_PASSWORD"}
"""With one of these the variable selects an application and no managed identity."""
FEW = 3
LATEST = re.compile(r"azureml:[^:/@]+:latest")


@check.files(lambda project: project.deployments, "deployment files")
def run(project: Project, deployment: DeploymentFile, facts: Facts | None) -> Iterator[Draft]:
    found = list(broken(check, deployment, tolerant=True))
    if deployment.root is not None and deployment.kubernetes:
        found.append(check.skipped(f"{deployment.source.name} is for Kubernetes, which pfdoctor does not judge."))
    elif deployment.root is not None:
        found += misshapen(check, deployment.body, SHAPES)
        is_flow = project.deploys_flow(deployment)
        found += [*_name(deployment), *_timeout(project, deployment, is_flow), *_instances(deployment)]
        found += [*_insights(deployment), *_egress(deployment, facts), *_client_id(project, deployment)]
        found += connection_source(check, deployment, facts)
        found += [*_latest(deployment), *_script(project, deployment)]
        found += _run_mode(project, deployment) if is_flow else []
        found += _connections(project, deployment, facts) if facts is not None else []
        found += _unset(project, deployment)
        found += refused(check, "deployment", deployment.body, found, below="environment")
        found += absent(check, paths_of_deployment(deployment))
    yield from found
    if not found:
        yield check.passed(f"{deployment.name} is described as Azure accepts it.")


def _name(deployment: DeploymentFile) -> Iterator[Draft]:
    for path in ("name", "endpoint_name"):
        node = deployment.body.at(path)
        if node is not None and node.hole:
            yield still_open(check, node, f"The {path} of {deployment.source.name}")
        elif node is not None and not NAME.fullmatch(node.text):
            message = f"{path} {node.text!r} is no name that Azure takes: 3 to 32 letters, digits and dashes."
            yield failed_at(check, deployment.body, path, message)


def _timeout(project: Project, deployment: DeploymentFile, is_flow: bool) -> Iterator[Draft]:
    node = deployment.body.at(TIMEOUT)
    if node is not None and node.hole:
        yield still_open(check, node, f"The time-out of {deployment.name}")
        return
    timeout = node.number if node is not None else DEFAULT
    if timeout is None:
        yield failed_at(check, deployment.body, TIMEOUT, f"The time-out of {deployment.name} is no number.")
        return
    model = deployment.body.at("model")
    registered = project.model_of(deployment)
    settings = registered.root if registered is not None else model
    properties = settings.at("properties") if settings is not None and settings.mapping else None
    known = properties is not None and PROPERTY in properties.mapping
    most = MOST_OF_A_FLOW if known or (model is not None and model.is_text) else MOST
    if timeout > most:
        message = f"{deployment.name} sets a time-out of {timeout / 1000:g} s; Azure allows {most // 1000} s."
        yield failed_at(check, deployment.body, TIMEOUT, message)
    elif timeout > MOST and not known:
        assert model is not None
        need = model.source.need(model.line, f"whether model {model.text} has the property {PROPERTY}")
        message = f"Azure allows {timeout / 1000:g} s only for a model that it knows as a prompt flow."
        yield check.unknown(message, need, subject=deployment.body.place_of(TIMEOUT))
    elif timeout <= DEFAULT and is_flow:
        message = f"{deployment.name} cuts each request off after {timeout / 1000:g} s, which is short for a flow."
        yield failed_at(check, deployment.body, TIMEOUT, message, Severity.WARNING)


def _instances(deployment: DeploymentFile) -> Iterator[Draft]:
    node = deployment.body.at("instance_count")
    number = node.number if node is not None else None
    if number is not None and number < FEW:
        count = f"{number} instance" + ("s" if number != 1 else "")
        message = f"{deployment.name} has {count}; for production Microsoft suggests {FEW} or more."
        yield failed_at(check, deployment.body, "instance_count", message, Severity.INFO)


def _insights(deployment: DeploymentFile) -> Iterator[Draft]:
    enabled = deployment.body.at("app_insights_enabled")
    named = deployment.variables.get(INSIGHTS)
    if named is not None and named.text and enabled is not None and enabled.value is True:
        message = f"{deployment.name} names Application Insights twice; the workspace's wins over {INSIGHTS}."
        yield failed_at(check, deployment.body, "app_insights_enabled", message, Severity.WARNING)


def _egress(deployment: DeploymentFile, facts: Facts | None) -> Iterator[Draft]:
    path = "egress_public_network_access"
    if deployment.body.text_at(path).lower() != "disabled":
        return
    if facts is None:
        message = f"{deployment.name} uses the older isolation of egress, which a managed network rules out."
        yield failed_at(check, deployment.body, path, message, Severity.INFO)
    elif facts.home.isolation_mode != "disabled":
        message = f"{deployment.name} disables egress, but {facts.home.name} has a managed network: use one of them."
        yield failed_at(check, deployment.body, path, message, Severity.WARNING)


def _client_id(project: Project, deployment: DeploymentFile) -> Iterator[Draft]:
    endpoint = project.endpoint_of(deployment)
    path = f"environment_variables.{CLIENT_ID}"
    selected = CLIENT_ID in deployment.variables
    if endpoint is None or (endpoint.body.at("identity.type") or endpoint.body).hole:
        return
    if len(endpoint.user_assigned) > 1 and not selected:
        message = f"{endpoint.name} has {len(endpoint.user_assigned)} identities; {CLIENT_ID} must say which to use."
        yield failed_at(check, deployment.body, path, message)
    elif selected and endpoint.identity_type == "system_assigned" and not SECRETS & deployment.variables.keys():
        message = f"{endpoint.name} has a system-assigned identity only, for which {CLIENT_ID} must not be set."
        yield failed_at(check, deployment.body, path, message)


def _connections(project: Project, deployment: DeploymentFile, facts: Facts) -> Iterator[Draft]:
    """Variables that refer to a connection, or that replace one of the flow's by their name, must name one."""
    flow = project.flow_of(deployment)
    uses = flow.uses if flow is not None and flow.root is not None else ()
    replaced = {use.name.replace(" ", "_") for use in uses if use.sure}
    there: set[str] | None = None
    for name, node in deployment.variables.items():
        referred = referred_connection(node.text)
        wanted = referred or (node.text if name in replaced and not node.hole and not node.text.startswith("{") else "")
        if not wanted:
            continue
        there = {one.name.lower() for one in facts.connections} if there is None else there
        if wanted.lower() not in there:
            how = "refers to" if referred else "replaces a connection of the flow by"
            message = f"{name} {how} {wanted}, which {facts.workspace.name} lacks."
            severity = None if referred else Severity.WARNING
            yield failed_at(check, deployment.body, f"environment_variables.{name}", message, severity)


def _latest(deployment: DeploymentFile) -> Iterator[Draft]:
    for path in ("model", "environment"):
        node = deployment.body.at(path)
        if node is not None and node.is_text and LATEST.fullmatch(node.text):
            newest = node.text.removesuffix(":latest") + "@latest"
            message = f"{path} {node.text} asks for a version that is called latest; the newest is {newest}."
            yield failed_at(check, deployment.body, path, message, Severity.WARNING)


def _script(project: Project, deployment: DeploymentFile) -> Iterator[Draft]:
    """The server of Microsoft's own images imports the scoring script; a container of one's own may do anything."""
    node, environment = deployment.scoring_script, project.environment_of(deployment)
    image = environment.image if environment is not None and environment.root is not None else None
    if node is None or node.hole or not node.text or node.text.endswith(".py") or environment is None or image is None:
        return
    if image.text.startswith("mcr.microsoft.com/") and environment.body.at("inference_config") is None:
        message = f"{deployment.name} scores with {node.text}, but {image.text} runs Python files alone."
        yield failed_at(check, deployment.body, "code_configuration.scoring_script", message, Severity.WARNING)


def _run_mode(project: Project, deployment: DeploymentFile) -> Iterator[Draft]:
    path = f"environment_variables.{RUN_MODE}"
    node = deployment.variables.get(RUN_MODE)
    if node is not None and node.hole:
        yield still_open(check, node, f"The mode of {deployment.name}'s server")
    elif node is not None and node.text.lower() != "serving":
        yield failed_at(check, deployment.body, path, f"{RUN_MODE} is {node.text}; an endpoint needs serving.")
    if node is not None:
        return
    environment = project.environment_of(deployment)
    image = environment.image if environment is not None else None
    if image is not None and Image(image.text).prompt_flow.startswith("promptflow-runtime"):
        message = f"{deployment.name} does not set {RUN_MODE}=serving, and Microsoft's image starts in compute mode."
        yield failed_at(check, deployment.body, path, message, Severity.WARNING)


def _unset(project: Project, deployment: DeploymentFile) -> Iterator[Draft]:
    for one in unset_variables(project, deployment):
        place, name = one.read.place, one.read.name
        if one.need is not None:
            message = f"{place} needs the variable {name}; whether the image of {deployment.name} sets it is not known."
            yield check.unknown(message, one.need, subject=place, severity=Severity.WARNING)
        else:
            message = f"The code needs variable {name}, which neither {deployment.name} nor flow nor image sets."
            yield check.failed(message, subject=place, severity=Severity.WARNING, evidence=[one.read.evidence])
