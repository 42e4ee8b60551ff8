"""A deployment of an online endpoint in a file.

https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pfdoctor.project.endpoint_file import kubernetes
from pfdoctor.project.environment_file import EnvironmentFile
from pfdoctor.project.file import File
from pfdoctor.project.model_file import local_path
from pfdoctor.project.node import Node

_FILE = "file:"

FIELDS = {
    "": (
        "$schema name id type endpoint_name description tags properties model model_mount_path code_configuration"
        " environment environment_variables instance_type instance_count scale_settings request_settings"
        " liveness_probe readiness_probe app_insights_enabled data_collector egress_public_network_access"
        " private_network_connection creation_context provisioning_state"
    ),
    "request_settings": "request_timeout_ms max_concurrent_requests_per_instance max_queue_wait_ms",
    "code_configuration": "code scoring_script",
}
"""The fields that `az ml` knows, by the path they stand under; it refuses any other."""


@dataclass(frozen=True, slots=True, eq=False)
class DeploymentFile(File):
    @property
    def name(self) -> str:
        return self.body.text_at("name") or self.source.name

    @property
    def kubernetes(self) -> bool:
        return kubernetes(self.body)

    @property
    def environment(self) -> EnvironmentFile | None:
        """The environment that is written into the deployment, None where it is only named, or absent."""
        found = self.body.at("environment")
        if found is None or not found.mapping:
            return None
        return EnvironmentFile(self.path, self.source, found, (), self.name)

    @property
    def environment_reference(self) -> Node | None:
        """The environment's name, `azureml:NAME:VERSION`, or a file's, `file:PATH`."""
        found = self.body.at("environment")
        return found if found is not None and found.is_text else None

    @property
    def environment_path(self) -> Path | None:
        """Where the file of the environment lies that is named as `file:PATH`, None where none is."""
        named = self.environment_reference
        if named is None or named.hole or not named.text.startswith(_FILE):
            return None
        return self.folder / named.text.removeprefix(_FILE)

    @property
    def variables(self) -> Mapping[str, Node]:
        found = self.body.at("environment_variables")
        return found.mapping if found else {}

    @property
    def scoring_script(self) -> Node | None:
        return self.body.at("code_configuration.scoring_script")

    @property
    def model_path(self) -> Path | None:
        """The local folder or file that is deployed as the model; None where a registered one is named."""
        model = self.body.at("model")
        return local_path(model, self.folder) if model is not None and model.mapping else None
