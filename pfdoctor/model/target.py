"""What is examined, and in which world the answers come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pfdoctor.model.arm_id import ArmId, resource_id

World = Literal["azure", "bundle", "demo", "files"]

WORKSPACE = "Microsoft.MachineLearningServices/workspaces"


@dataclass(frozen=True, slots=True)
class Target:
    """One endpoint of one workspace; `project` is the folder of files that was named, "" if none was.

    Without an endpoint (the world is "files") all other names are empty.
    """

    subscription: str
    resource_group: str
    workspace: str
    endpoint: str
    world: World = "azure"
    project: str = ""

    @property
    def workspace_id(self) -> ArmId:
        return resource_id(self.subscription, self.resource_group, WORKSPACE, self.workspace)

    @property
    def endpoint_id(self) -> ArmId:
        return self.workspace_id.child("onlineEndpoints", self.endpoint)
