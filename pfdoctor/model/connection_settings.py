"""Where a flow's server looks for its connections, by the environment variables of the deployment.

The server takes `PROMPTFLOW_CONNECTION_PROVIDER` if it is set, else `PRT_CONFIG_OVERRIDE`: settings as `name=value`,
separated by commas, nothing trimmed. https://github.com/microsoft/promptflow
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pfdoctor.model.finding import Severity

CONNECTION_OVERRIDE = "PRT_CONFIG_OVERRIDE"
CONNECTION_PROVIDERS = ("PROMPTFLOW_CONNECTION_PROVIDER", "PF_CONNECTION_PROVIDER")
NOT_COLLECTED = "[value not collected]"
"""What a collector script writes for the value of a variable that may be a secret: what was there is not known."""
_PREFIX = "deployment."
_REFERENCE = re.compile(r"\$\{\{\s*azureml://connections/([^/}]+)", re.IGNORECASE)
_PLACE = ("subscription_id", "resource_group", "workspace_name")


@dataclass(frozen=True, slots=True)
class VariableProblem:
    """Something wrong with a deployment's variables. `value` is what the variable should hold, where that is known."""

    severity: Severity
    text: str
    variable: str
    value: str | None = None


def override_meant(subscription: str, group: str, workspace: str, endpoint: str, deployment: str) -> Mapping[str, str]:
    """What the settings of `PRT_CONFIG_OVERRIDE` should be, by their full names; "" where that is not known."""
    names = (*_PLACE, "endpoint_name", "deployment_name")
    values = (subscription, group, workspace, endpoint, deployment)
    return {_PREFIX + name: value for name, value in zip(names, values, strict=True)}


def override_problems(value: str, meant: Mapping[str, str]) -> list[VariableProblem]:
    """What is wrong with a value of `PRT_CONFIG_OVERRIDE`; what is `meant` may be "" where it is not known."""
    parts = [part.split("=") for part in value.split(",")]
    if any(len(part) < 2 for part in parts):
        text = f"{CONNECTION_OVERRIDE} is not a list of name=value pairs, so the flow's server cannot start"
        return [VariableProblem(Severity.ERROR, text, CONNECTION_OVERRIDE)]
    told = {part[0]: part[1] for part in parts}
    # A setting of another kind may hold anything, a secret too: then no whole value is proposed.
    known = all(meant.values()) and told.keys() <= meant.keys()
    mended = ",".join(f"{name}={right}" for name, right in meant.items()) if known else None
    problems = []
    for name, right in meant.items():
        # The other two only name the endpoint and deployment in the flow's metrics.
        place = name.removeprefix(_PREFIX) in _PLACE
        severity = Severity.ERROR if place else Severity.WARNING
        if name not in told and place:
            text = f"{CONNECTION_OVERRIDE} lacks {name}, so the flow does not find its connections"
            problems.append(VariableProblem(Severity.WARNING, text, CONNECTION_OVERRIDE, mended))
        elif right and told.get(name, right).lower() != right.lower():
            text = f"{CONNECTION_OVERRIDE} has {name}={told[name]}, but it is {right}"
            problems.append(VariableProblem(severity, text, CONNECTION_OVERRIDE, mended))
    return problems


def referred_connection(value: str) -> str:
    """The connection that a variable's value refers to by `${{azureml://connections/NAME/...}}`, "" if it does not.

    https://learn.microsoft.com/azure/machine-learning/how-to-deploy-online-endpoint-with-secret-injection
    """
    found = _REFERENCE.search(value)
    return found.group(1).strip() if found else ""
