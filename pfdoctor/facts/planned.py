"""An endpoint that is still to be created, as its files describe it, in the workspace as it is.

A user-assigned identity exists before its endpoint does, so its roles can be checked now: without them the deployment
would fail a quarter of an hour later.
https://learn.microsoft.com/azure/machine-learning/how-to-access-resources-from-endpoints-managed-identities
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pfdoctor.azure.machine_learning import API_VERSION
from pfdoctor.azure.session import Session
from pfdoctor.facts.facts import Facts
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.deployment import Deployment
from pfdoctor.model.document import Document
from pfdoctor.model.endpoint import Endpoint, Identity
from pfdoctor.model.environment import Environment
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.target import Target
from pfdoctor.project.deployment_file import DeploymentFile
from pfdoctor.project.endpoint_file import FLAG, EndpointFile
from pfdoctor.project.environment_file import EnvironmentFile
from pfdoctor.project.file import File
from pfdoctor.project.node import Node
from pfdoctor.project.project import Project

_IDENTITY = re.compile(
    r"/subscriptions/[\w-]+/resourceGroups/[\w.()-]+/providers/Microsoft\.ManagedIdentity/userAssignedIdentities/[\w-]+",
    re.IGNORECASE,
)
_REGISTERED = re.compile(r"azureml:([^:@/]+):([^:@/]+)")


class PlannedFacts(Facts):
    """`file` describes the endpoint; the deployments are those of the project that name it."""

    planned = True

    def __init__(
        self, session: Session, target: Target, deployments: tuple[str, ...], project: Project, file: EndpointFile
    ) -> None:
        super().__init__(session, target, deployments, project=project)
        self._file = file
        self._files = {
            _segment(one.name).lower(): one
            for one in project.deployments
            if one.root is not None and one.body.text_at("endpoint_name").lower() == target.endpoint.lower()
        }

    @property
    def endpoint(self) -> Endpoint:
        """Raises Unreadable if the file leaves the identity open."""
        kinds = self._file.text("identity.type") and self._file.identity_type
        ids = [self._identity_id(node) for node in self._file.user_assigned]
        flag = self._file.text(f"properties.{FLAG}")
        identity: dict[str, Any] = {"type": (kinds or "system_assigned").replace("_", "")}
        if ids:
            identity["userAssignedIdentities"] = {id: {} for id in ids}
        body = {
            "location": self.workspace.location,
            "kind": "Kubernetes" if self._file.kubernetes else "Managed",
            "identity": identity,
            "properties": {
                "publicNetworkAccess": self._file.text("public_network_access") or None,
                "properties": {FLAG: flag} if flag else {},
            },
        }
        return Endpoint(_document(self._file, self.target.endpoint_id, body))

    def _identity_id(self, node: Node) -> str:
        """Raises Unreadable for what is no such id, so that nothing else is asked for."""
        id = ArmId(node.text.removeprefix("azureml:")).text
        if not _IDENTITY.fullmatch(id):
            raise Unreadable(node.source.need(node.line, f"{node.text} is not the id of a user-assigned identity"))
        return id

    @property
    def identities(self) -> tuple[Identity, ...]:
        """The user-assigned ones. Raises Missing where there is only the one that comes with the endpoint."""
        user_assigned = self.endpoint.user_assigned_ids
        if not user_assigned:
            need = self._file.source.need(self._file.line, "the identity is made with the endpoint")
            raise Missing(f"The system-assigned identity of {self.target.endpoint}, which comes with it,", need)
        return tuple(self._user_assigned(id) for id in user_assigned)

    @property
    def all_deployments(self) -> tuple[Deployment, ...]:
        """Raises Unreadable if a file leaves something open that is asked for."""
        return tuple(self._deployment(file) for file in self._files.values())

    def environment(self, deployment: Deployment) -> Environment | None:
        file = self._files[deployment.name.lower()]
        environment = self.project.environment_of(file) if self.project is not None else None
        if environment is None:
            return super().environment(deployment)
        return self._environment(environment)

    def _deployment(self, file: DeploymentFile) -> Deployment:
        timeout = file.filled("request_settings.request_timeout_ms")
        milliseconds = timeout.number if timeout is not None else None
        model = file.body.at("model")
        count = file.filled("instance_count")
        named = "inline" if file.environment is not None else self._environment_id(file.text("environment"))
        properties = {
            "endpointComputeType": "Kubernetes" if file.kubernetes else "Managed",
            "instanceType": file.text("instance_type") or None,
            "environmentId": named or None,
            "model": (model.text or "local") if model is not None else None,
            "codeConfiguration": {"scoringScript": file.text("code_configuration.scoring_script") or None},
            "environmentVariables": {name: node.text for name, node in file.variables.items()},
            "requestSettings": {"requestTimeout": f"PT{milliseconds / 1000:g}S" if milliseconds is not None else None},
            "appInsightsEnabled": file.text("app_insights_enabled") == "true",
            "egressPublicNetworkAccess": file.text("egress_public_network_access") or None,
        }
        body = {"sku": {"capacity": count.value if count else 1}, "properties": properties}
        return Deployment(_document(file, self.target.endpoint_id.child("deployments", _segment(file.name)), body))

    def _environment_id(self, written: str) -> str:
        found = _REGISTERED.fullmatch(written)
        if found is None:
            return written
        return str(self.target.workspace_id.child("environments", found.group(1), "versions", found.group(2)))

    def _environment(self, file: EnvironmentFile) -> Environment:
        image = file.image
        properties = {
            "image": file.text("image") if image is not None else None,
            "build": {"dockerfilePath": "Dockerfile"} if file.build is not None else None,
            "condaFile": "{}" if file.body.at("conda_file") else None,
        }
        id = self.target.workspace_id.child("environments", _segment(file.name), "versions", "planned")
        return Environment(_document(file, id, {"properties": properties}))


def _segment(name: str) -> str:
    """A name as one segment of an id: a file that gives none is named by its path."""
    return name.replace("/", "-")


def _document(file: File, id: ArmId, body: Mapping[str, Any]) -> Document:
    return Document(str(id), body, f"read {file.place}", API_VERSION)
