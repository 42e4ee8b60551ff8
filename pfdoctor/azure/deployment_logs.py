"""Reads the logs of a deployment's containers.

https://learn.microsoft.com/rest/api/azureml/online-deployments/get-logs
"""

from __future__ import annotations

from pfdoctor.azure import arm
from pfdoctor.azure.session import Session
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import Unreadable
from pfdoctor.model.need import Need

CONTAINERS = ("InferenceServer", "StorageInitializer")
"""What serves requests, and what fetches model and code before."""

READ = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments/getLogs/action"
API_VERSION = "2024-10-01"
LINES = 5000


def log(session: Session, deployment: ArmId, container: str) -> str:
    """The last lines of one container. Raises Missing, Unreadable."""
    path = f"{deployment}/getLogs"
    body = arm.ask(session, path, API_VERSION, READ, {"containerType": container, "tail": LINES})
    content = body.get("content")
    if not isinstance(content, str):
        raise Unreadable(Need(f"POST {path}", READ, deployment.text, status=200, reason="the answer holds no log"))
    return content
