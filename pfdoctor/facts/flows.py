"""Whether a deployment serves a prompt flow, as far as Azure shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    try:
        environment = facts.environment(deployment)
    except (Missing, Unreadable):
        environment = None
    if environment is not None and "promptflow" in (environment.image or "").lower():
        signs.append(environment.evidence("properties.image"))
    return tuple(signs)


def cannot_be_prompt_flow(deployment: Deployment) -> str | None:
    """Why this is surely no prompt flow, or None: a scoring script, or a model deployed without an environment."""
    if deployment.scoring_script:
        return f"deployment {deployment.name} runs the scoring script {deployment.scoring_script}, not a prompt flow"
    if deployment.environment_id is None:
        return f"deployment {deployment.name} serves an MLflow model without environment, not a prompt flow"
    return None
