"""The files and folders on this disk that a deployment or an environment names, for `az ml` to read or to upload.

They are looked for from the folder of the file that names them.
https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pfdoctor.project.deployment_file import DeploymentFile
from pfdoctor.project.environment_file import EnvironmentFile
from pfdoctor.project.file import File
from pfdoctor.project.node import Node

_ELSEWHERE = re.compile(r"^(?:azureml|runs|models):|^git|://|\\\\")
"""Registered, remote, or written for Windows, whose paths another system does not know."""


@dataclass(frozen=True, slots=True)
class NamedPath:
    """`path` is where a file or folder should lie that `node` names, the value at `setting`."""

    setting: str
    node: Node
    path: Path


def of_deployment(deployment: DeploymentFile) -> Iterator[NamedPath]:
    """The model, the code and its script, and an environment's file."""
    yield from _named(deployment, "model.path")
    yield from _inside(deployment, "code_configuration.code", "code_configuration.scoring_script", "")
    reference, path = deployment.environment_reference, deployment.environment_path
    if reference is not None and path is not None:
        yield NamedPath("environment", reference, path)


def of_environment(environment: EnvironmentFile) -> Iterator[NamedPath]:
    """The conda file, and the folder that is built, with its Dockerfile."""
    yield from _named(environment, "conda_file")
    yield from _inside(environment, "build.path", "build.dockerfile_path", "Dockerfile")


def _inside(file: File, folder: str, setting: str, usual: str) -> Iterator[NamedPath]:
    """A folder, or the file in it where the folder is there."""
    for found in _named(file, folder):
        inner = file.body.at(setting)
        if not os.path.isdir(found.path) or (inner is None and not usual):
            yield found
        elif inner is None:
            yield NamedPath(folder, found.node, found.path / usual)
        elif inner.is_text and not inner.hole:
            yield NamedPath(setting, inner, found.path / inner.text)


def _named(file: File, setting: str) -> Iterator[NamedPath]:
    node = file.body.at(setting)
    if node is not None and node.is_text and node.text and not node.hole and not _ELSEWHERE.search(node.text):
        yield NamedPath(setting, node, file.folder / node.text)
