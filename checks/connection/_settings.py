"""Where a flow's server looks for its connections, by the environment variables of the deployment.

The server takes `PROMPTFLOW_CONNECTION_PROVIDER` if it is set, else `PRT_CONFIG_OVERRIDE`: settings as `name=value`,
separated by commas, nothing trimmed. https://github.com/microsoft/promptflow
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pfdoctor.api import ArmId, Deployment, Facts, Severity

VARIABLE = "PRT_CONFIG_OVERRIDE"
PROVIDERS = ("PROMPTFLOW_CONNECTION_PROVIDER", "PF_CONNECTION_PROVIDER")
_SCHEME = "azureml:/"
_PREFIX = "deployment."
_PLACE = ("subscription_id", "resource_group", "workspace_name")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a deployment's variables. `value` is what the variable should hold, where that is known."""

    severity: Severity
    text: str
    variable: str
    value: str | None = None


def where_connections_are(facts: Facts, deployment: Deployment) -> tuple[str | None, list[Problem]]:
    """The variable that says where the connections are (None if none does), and what is wrong with it."""
    variables = deployment.environment_variables
    for name in PROVIDERS:
        if variables.get(name):
            return name, _provider(facts, name, variables[name])
    if variables.get(VARIABLE):
        return VARIABLE, _override(facts, deployment, variables[VARIABLE])
    return None, []


def _provider(facts: Facts, name: str, value: str) -> list[Problem]:
    workspace = facts.target.workspace_id
    if not value.lower().startswith(_SCHEME + "/") or ArmId(value[len(_SCHEME) :]) == workspace:
        return []
    text = f"{name} makes the flow read its connections elsewhere than in workspace {workspace.name}"
    return [Problem(Severity.ERROR, text, name, f"{_SCHEME}{workspace}")]


def _override(facts: Facts, deployment: Deployment, value: str) -> list[Problem]:
    parts = [part.split("=") for part in value.split(",")]
    meant = _meant(facts, deployment)
    if any(len(part) < 2 for part in parts):
        text = f"{VARIABLE} is not a list of name=value pairs separated by commas, so the flow's server cannot start"
        return [Problem(Severity.ERROR, text, VARIABLE)]
    told = {part[0]: part[1] for part in parts}
    # A setting of another kind may hold anything, a secret too: then no whole value is proposed.
    mended = ",".join(f"{name}={right}" for name, right in meant.items()) if told.keys() <= meant.keys() else None
    problems = []
    for name, right in meant.items():
        # The other two only name the endpoint and deployment in the flow's metrics.
        place = name.removeprefix(_PREFIX) in _PLACE
        severity = Severity.ERROR if place else Severity.WARNING
        if name not in told and place:
            text = f"{VARIABLE} lacks {name}, so the flow does not find its connections"
            problems.append(Problem(Severity.WARNING, text, VARIABLE, mended))
        elif told.get(name, right).lower() != right.lower():
            text = f"{VARIABLE} has {name}={told[name]}, but it is {right}"
            problems.append(Problem(severity, text, VARIABLE, mended))
    return problems


def _meant(facts: Facts, deployment: Deployment) -> Mapping[str, str]:
    target = facts.target
    values = (target.subscription, target.resource_group, target.workspace, target.endpoint, deployment.name)
    names = (*_PLACE, "endpoint_name", "deployment_name")
    return {_PREFIX + name: value for name, value in zip(names, values, strict=True)}
