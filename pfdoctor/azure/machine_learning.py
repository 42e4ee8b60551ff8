"""Reads of Microsoft.MachineLearningServices.

https://learn.microsoft.com/rest/api/azureml/
"""

from __future__ import annotations

from pfdoctor.azure import arm
from pfdoctor.azure.session import Session
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.connection import Connection
from pfdoctor.model.deployment import Deployment
from pfdoctor.model.document import Document, Resource
from pfdoctor.model.endpoint import Endpoint
from pfdoctor.model.environment import Environment
from pfdoctor.model.outbound_rule import OutboundRule
from pfdoctor.model.workspace import Workspace

API_VERSION = "2024-10-01-preview"
"""The version that azure-ai-ml asks workspaces for; every field read here is in its published documents."""

_WORKSPACES = "Microsoft.MachineLearningServices/workspaces"
_ALL_VERSIONS = {"listViewType": "All"}
READS = {
    "workspace": f"{_WORKSPACES}/read",
    "endpoint": f"{_WORKSPACES}/onlineEndpoints/read",
    "deployment": f"{_WORKSPACES}/onlineEndpoints/deployments/read",
    "environment": f"{_WORKSPACES}/environments/versions/read",
    "model": f"{_WORKSPACES}/models/versions/read",
    "connection": f"{_WORKSPACES}/connections/read",
    "outbound rule": f"{_WORKSPACES}/outboundRules/read",
    "usage": "Microsoft.MachineLearningServices/locations/usages/read",
    "vm size": "Microsoft.MachineLearningServices/locations/vmSizes/read",
}


def workspace(session: Session, id: ArmId) -> Workspace:
    return Workspace(arm.get(session, id.text, API_VERSION, READS["workspace"]))


def workspaces(session: Session, group: ArmId) -> tuple[Workspace, ...]:
    """Those of a resource group."""
    path = f"{group}/providers/{_WORKSPACES}"
    return tuple(Workspace(d) for d in arm.listing(session, path, API_VERSION, READS["workspace"], scope=group.text))


def endpoint(session: Session, id: ArmId) -> Endpoint:
    return Endpoint(arm.get(session, id.text, API_VERSION, READS["endpoint"]))


def endpoints(session: Session, workspace: ArmId) -> tuple[Endpoint, ...]:
    return tuple(Endpoint(document) for document in _children(session, workspace, "onlineEndpoints", "endpoint"))


def deployments(session: Session, endpoint: ArmId) -> tuple[Deployment, ...]:
    return tuple(Deployment(document) for document in _children(session, endpoint, "deployments", "deployment"))


def environment(session: Session, id: ArmId) -> Environment:
    return Environment(arm.get(session, id.text, API_VERSION, READS["environment"]))


def environment_versions(session: Session, environment: ArmId) -> tuple[Environment, ...]:
    """All versions of an environment, archived ones too."""
    path = f"{environment}/versions"
    found = arm.listing(session, path, API_VERSION, READS["environment"], _ALL_VERSIONS, properties=True)
    return tuple(Environment(document) for document in found)


def model(session: Session, id: ArmId) -> Resource:
    """A model version; only its properties are of use here."""
    return Resource(arm.get(session, id.text, API_VERSION, READS["model"]))


def connections(session: Session, workspace: ArmId) -> tuple[Connection, ...]:
    return tuple(Connection(document) for document in _children(session, workspace, "connections", "connection"))


def outbound_rules(session: Session, workspace: ArmId) -> tuple[OutboundRule, ...]:
    return tuple(OutboundRule(document) for document in _children(session, workspace, "outboundRules", "outbound rule"))


def usages(session: Session, subscription: str, location: str) -> tuple[Document, ...]:
    """How much of each quota is used in a region."""
    return _of_region(session, subscription, location, "usages", "usage")


def vm_sizes(session: Session, subscription: str, location: str) -> tuple[Document, ...]:
    """The machine sizes of a region; the answer names its list `value`, each size with family and vCPUs."""
    return _of_region(session, subscription, location, "vmSizes", "vm size")


def _of_region(session: Session, subscription: str, location: str, what: str, read: str) -> tuple[Document, ...]:
    base = f"/subscriptions/{subscription}"
    path = f"{base}/providers/Microsoft.MachineLearningServices/locations/{location}/{what}"
    return arm.listing(session, path, API_VERSION, READS[read], scope=base)


def _children(session: Session, parent: ArmId, collection: str, read: str) -> tuple[Document, ...]:
    return arm.listing(session, f"{parent}/{collection}", API_VERSION, READS[read], scope=parent.text, properties=True)
