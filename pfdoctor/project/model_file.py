"""A model in a file: what `az ml model create` registers, and a deployment then names.

https://learn.microsoft.com/azure/machine-learning/reference-yaml-model
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pfdoctor.project.file import File
from pfdoctor.project.node import Node


@dataclass(frozen=True, slots=True, eq=False)
class ModelFile(File):
    @property
    def name(self) -> str:
        return self.body.text_at("name")

    @property
    def local_path(self) -> Path | None:
        """The folder or file that is registered; None where it lies in Azure."""
        return local_path(self.body, self.folder)


def local_path(model: Node, folder: Path) -> Path | None:
    """Where the settings of a model, which stand in a file of `folder`, take it from; None where it lies in Azure."""
    written = model.text_at("path")
    if not written or "://" in written or written.startswith(("azureml:", "runs:")):
        return None
    return folder / written
