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
