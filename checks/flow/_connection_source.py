"""Where the file of a deployment makes the flow's server look for connections.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-to-code
"""

from collections.abc import Iterator

from pfdoctor.api import (
    CONNECTION_OVERRIDE,
    CONNECTION_PROVIDERS,
    Check,
    DeploymentFile,
    Draft,
    Facts,
    Node,
    failed_at,
    override_meant,
    override_problems,
)


def connection_source(check: Check, deployment: DeploymentFile, facts: Facts | None) -> Iterator[Draft]:
    """What is wrong, or still to be filled in, about the variables that name the workspace of the connections."""
    yield from _override(check, deployment, facts)
    yield from _provider(check, deployment, facts)


def still_open(check: Check, node: Node, what: str) -> Draft:
    """That a template leaves a value open, on its line."""
    need = node.source.need(node.line, f"{node.text} is still to be filled in")
    return check.unknown(f"{what} is not known yet.", need, subject=node.place)


def _override(check: Check, deployment: DeploymentFile, facts: Facts | None) -> Iterator[Draft]:
    node = deployment.variables.get(CONNECTION_OVERRIDE)
    if node is None or not node.text or any(deployment.variables.get(name) for name in CONNECTION_PROVIDERS):
        return
    path = f"environment_variables.{CONNECTION_OVERRIDE}"
    if node.hole:
        need = node.source.need(node.line, f"{CONNECTION_OVERRIDE} is still to be filled in")
        message = f"Where {deployment.name} looks for connections is not known yet."
        yield check.unknown(message, need, subject=node.place)
        return
    for problem in override_problems(node.text, _meant(deployment, facts)):
        yield failed_at(check, deployment.body, path, f"{problem.text}.", problem.severity)


def _meant(deployment: DeploymentFile, facts: Facts | None) -> dict[str, str]:
    nodes = [deployment.body.at(path) for path in ("endpoint_name", "name")]
    names = [node.text if node is not None and not node.hole else "" for node in nodes]
    target = facts.target if facts is not None else None
    if target is None or names[0].lower() not in ("", target.endpoint.lower()):
        return dict(override_meant("", "", "", *names))
    return dict(override_meant(target.subscription, target.resource_group, target.workspace, *names))


def _provider(check: Check, deployment: DeploymentFile, facts: Facts | None) -> Iterator[Draft]:
    for name in CONNECTION_PROVIDERS:
        node = deployment.variables.get(name)
        value = node.text if node is not None and not node.hole else ""
        path = f"environment_variables.{name}"
        if node is not None and node.hole:
            yield still_open(check, node, f"The connection provider of {deployment.name}")
        if value and value != "local" and not value.startswith("azureml"):
            message = f"{name} is {value}, but must be local or azureml://subscriptions/...; the flow's server fails."
            yield failed_at(check, deployment.body, path, message)
        elif facts is not None and value.startswith("azureml://") and _elsewhere(value, facts):
            message = f"{name} makes the flow read its connections elsewhere than in {facts.target.workspace}."
            yield failed_at(check, deployment.body, path, message)


def _elsewhere(provider: str, facts: Facts) -> bool:
    return provider.lower().removeprefix("azureml:/").rstrip("/") != facts.target.workspace_id.key
