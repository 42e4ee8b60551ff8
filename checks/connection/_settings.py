"""What is wrong with where a deployment's variables send the flow for its connections."""

from pfdoctor.api import (
    CONNECTION_OVERRIDE,
    CONNECTION_PROVIDERS,
    ArmId,
    Deployment,
    Facts,
    Severity,
    VariableProblem,
    override_meant,
    override_problems,
)

_SCHEME = "azureml:/"


def where_connections_are(facts: Facts, deployment: Deployment) -> tuple[str | None, list[VariableProblem]]:
    """The variable that says where the connections are (None if none does), and what is wrong with it."""
    variables = deployment.environment_variables
    for name in CONNECTION_PROVIDERS:
        if variables.get(name):
            return name, _provider(facts, name, variables[name])
    value = variables.get(CONNECTION_OVERRIDE)
    if not value:
        return None, []
    target = facts.target
    names = (target.subscription, target.resource_group, target.workspace, target.endpoint, deployment.name)
    return CONNECTION_OVERRIDE, override_problems(value, override_meant(*names))


def _provider(facts: Facts, name: str, value: str) -> list[VariableProblem]:
    workspace = facts.target.workspace_id
    if not value.lower().startswith(_SCHEME + "/") or ArmId(value[len(_SCHEME) :]) == workspace:
        return []
    text = f"{name} makes the flow read its connections elsewhere than in workspace {workspace.name}"
    return [VariableProblem(Severity.ERROR, text, name, f"{_SCHEME}{workspace}")]
