"""A new version of an environment with the three routes, and the deployments that are to use it.

A version that is registered cannot be changed, so the routes go into the next one, and each deployment must be told.
https://learn.microsoft.com/azure/machine-learning/how-to-deploy-custom-container
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pfdoctor.bundle.secrets import redact
from pfdoctor.facts.facts import Facts
from pfdoctor.model.environment import Environment
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.finding import Fix, Result, Safety
from pfdoctor.model.plan import ByHand, RegisterEnvironment, SetDeployment, Step

ROUTES = {
    "livenessRoute": {"path": "/health", "port": 8080},
    "readinessRoute": {"path": "/health", "port": 8080},
    "scoringRoute": {"path": "/score", "port": 8080},
}
"""Where the server of the prompt flow images listens.
https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-to-code"""

_SERVICES_OWN = ("provisioningState", "environmentType", "stage", "isArchived")
"""What a GET of a version shows and its PUT does not take, and what its successor does not inherit."""

_ANONYMOUS = "CliV2AnonymousEnvironment"


def steps(fix: Fix, result: Result, facts: Facts) -> Iterator[Step]:
    """The version, unless one like it is there already, and the deployment that the result is about."""
    why = (result.id,)
    deployment = next((one for one in facts.deployments if str(one.id).lower() == result.subject.lower()), None)
    try:
        environment = facts.environment(deployment) if deployment else None
        known = facts.environment_versions(environment) if environment else ()
    except (Missing, Unreadable):
        title = f"{fix.title}, for what versions there are could not be read"
        yield Step(ByHand(fix.scope, fix.commands, fix.kind), title, Safety.MANUAL, why)
        return
    if deployment is None or environment is None or environment.shared or environment.name == _ANONYMOUS:
        title = f"{fix.title}, which its owner must do"
        yield Step(ByHand(fix.scope, fix.commands, fix.kind), title, Safety.MANUAL, why)
        return
    body = {"properties": with_routes(environment.document.mapping("properties"))}
    if redact(json.dumps(body)) != json.dumps(body):
        # A plan is printed, saved and handed on, and the journal keeps it.
        title = f"{fix.title}, for it holds what looks like a secret, which no plan may show"
        yield Step(ByHand(fix.scope, fix.commands, fix.kind), title, Safety.MANUAL, why)
        return
    made = next((one for one in known if _like(one, body["properties"])), None)
    id = (
        made.id
        if made
        else (environment.id.parent or environment.id).child("versions", _next([one.version for one in known]))
    )
    if made is None:
        title = f"register {environment.name}:{id.name}, which is version {environment.version} with the three routes"
        yield Step(RegisterEnvironment(environment.id, id, body), title, Safety.SAFE, why)
    change = SetDeployment(
        deployment.id, "environmentId", deployment.document.text("properties.environmentId"), str(id)
    )
    title = f"let {deployment.name} run {environment.name}:{id.name}"
    yield Step(change, title, Safety.UNSAFE, why, serving=deployment.serving)


def with_routes(properties: Mapping[str, Any]) -> dict[str, Any]:
    """A version's properties as its successor's, with the routes that it lacks."""
    kept = {name: value for name, value in properties.items() if name not in _SERVICES_OWN and value is not None}
    config = kept.get("inferenceConfig")
    held = config if isinstance(config, Mapping) else {}
    routes = {name: {**route, **(held.get(name) or {})} for name, route in ROUTES.items()}
    return {**kept, "inferenceConfig": {**held, **routes}}


def _like(version: Environment, properties: Mapping[str, Any]) -> bool:
    held = version.document.mapping("properties")
    return not held.get("isArchived") and all(held.get(name) == value for name, value in properties.items())


def _next(versions: Sequence[str]) -> str:
    """The next free version: one above the highest number; where none is a number, the first that is free."""
    taken = {version.lower() for version in versions}
    number = max((int(version) for version in taken if version.isdecimal()), default=0) + 1
    while str(number) in taken:
        number += 1
    return str(number)
