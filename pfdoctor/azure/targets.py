"""What there is to examine, for a person who did not name it or mistyped it."""

from __future__ import annotations

from pfdoctor.azure import machine_learning
from pfdoctor.azure.session import Session
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.target import Target


def endpoint_names(session: Session, target: Target) -> tuple[str, ...]:
    """The endpoints of the target's workspace. Raises Missing, Unreadable."""
    return tuple(sorted(one.name for one in machine_learning.endpoints(session, target.workspace_id)))


def workspace_names(session: Session, target: Target) -> tuple[str, ...]:
    """The workspaces of the target's resource group. Raises Missing, Unreadable."""
    group = ArmId(f"/subscriptions/{target.subscription}/resourceGroups/{target.resource_group}")
    return tuple(sorted(one.name for one in machine_learning.workspaces(session, group)))
