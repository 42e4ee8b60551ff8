"""Whether a deployment serves a prompt flow, and which connections it uses, as far as Azure shows it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pfdoctor.model.connection import Connection
from pfdoctor.model.connection_settings import NOT_COLLECTED, referred_connection
from pfdoctor.model.deployment import Deployment
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.finding import Evidence

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts

_VARIABLES = ("PRT_CONFIG_OVERRIDE", "PROMPTFLOW_")
_PROPERTY = "azureml.promptflow."


def signs_of_prompt_flow(facts: Facts, deployment: Deployment) -> tuple[Evidence, ...]:
    """What shows that a prompt flow is served; () if nothing does, which proves little for a container of one's own.

    https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-to-code
    """
    signs = _told(deployment)
    try:
        environment = facts.environment(deployment)
    except (Missing, Unreadable):
        environment = None
    if environment is not None and "promptflow" in (environment.image or "").lower():
        signs.append(environment.evidence("properties.image"))
    return tuple(signs)


def _told(deployment: Deployment) -> list[Evidence]:
    """The signs that the deployment itself holds."""
    signs = [
        Evidence(str(deployment.id), f"properties.environmentVariables.{name}", "set")
        for name in sorted(deployment.environment_variables)
        if name.upper().startswith(_VARIABLES)
    ]
    for bag in ("properties.properties", "tags"):
        signs += [
            Evidence(str(deployment.id), f"{bag}.{name}", value)
            for name, value in sorted(deployment.document.mapping(bag).items())
            if name.lower().startswith(_PROPERTY)
        ]
    return signs


def looks_like_prompt_flow(facts: Facts, deployment: Deployment) -> bool:
    """True where a prompt flow shows or may well be hidden: its server's routes, or an environment that is not read."""
    if signs_of_prompt_flow(facts, deployment):
        return True
    if cannot_be_prompt_flow(deployment):
        return False
    try:
        environment = facts.environment(deployment)
        config = environment.inference_config if environment else {}
    except (Missing, Unreadable):
        return True
    route = config.get("scoringRoute")
    return isinstance(route, Mapping) and (route.get("path"), route.get("port")) == ("/score", 8080)


def cannot_be_prompt_flow(deployment: Deployment) -> str | None:
    """Why this is surely no prompt flow, or None: a scoring script, or a model deployed without an environment."""
    if deployment.scoring_script:
        return f"deployment {deployment.name} runs the scoring script {deployment.scoring_script}, not a prompt flow"
    if deployment.environment_id is None and not _told(deployment):
        return f"deployment {deployment.name} serves an MLflow model without environment, not a prompt flow"
    return None


def no_prompt_flow(facts: Facts) -> str | None:
    """Why no deployment of the endpoint is a prompt flow, or None where one may be, or none is there yet."""
    reasons = [cannot_be_prompt_flow(deployment) for deployment in facts.deployments]
    return "; ".join(filter(None, reasons)) if reasons and all(reasons) else None


def references(deployment: Deployment) -> Mapping[str, str]:
    """Connections that environment variables refer to, by the variable: `${{azureml://connections/NAME/...}}`.

    Azure resolves them with the endpoint's identity when the deployment is created, whatever the deployment runs.
    https://learn.microsoft.com/azure/machine-learning/how-to-deploy-online-endpoint-with-secret-injection
    """
    found = {name: referred_connection(value) for name, value in deployment.environment_variables.items()}
    return {name: connection for name, connection in found.items() if connection}


def redirects(deployment: Deployment, connections: Iterable[Connection]) -> Mapping[str, Connection | None]:
    """Variables named like a connection (a space written as `_`): the flow reads the connection they name instead.

    By the variable; None where it names no connection that is there. A value of JSON replaces the whole connection
    and is left out, as are references. A value may be a secret and is not handed on. Raises Unreadable for one that a
    collector script left out.
    https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-to-code
    """
    known = {one.name.lower(): one for one in connections}
    variables = deployment.environment_variables
    found: dict[str, Connection | None] = {}
    for one in known.values():
        name = one.name.replace(" ", "_")
        if name in variables and not referred_connection(variables[name]) and not _is_json(variables[name]):
            if NOT_COLLECTED.strip("[]") in variables[name]:
                raise Unreadable(deployment.document.need(f"the value of variable {name} was not collected"))
            found[name] = known.get(variables[name].lower())
    return found


def used_connections(facts: Facts) -> frozenset[str]:
    """Names, in lower case, of the connections that environment variables, or the files of a project, show to be used.

    Most flows name their connections in their own files, which Azure does not show: what is not here may be used too.
    """
    used = set(facts.project.used_connections) if facts.project is not None else set()
    used |= {name.lower() for deployment in facts.deployments for name in references(deployment).values()}
    for deployment in facts.deployments:
        used |= {one.name.lower() for one in redirects(deployment, facts.connections).values() if one is not None}
    return frozenset(used)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
