"""An environment in a file: of its own, or written into a deployment.

https://learn.microsoft.com/azure/machine-learning/reference-yaml-environment
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pfdoctor.project.dockerfile import Dockerfile, read
from pfdoctor.project.file import File
from pfdoctor.project.node import Node

FILE_ROUTES = ("liveness_route", "readiness_route", "scoring_route")


@dataclass(frozen=True, slots=True, eq=False)
class EnvironmentFile(File):
    """`inline_in` names the deployment that it is written into, "" for a file of its own."""

    inline_in: str = ""

    @property
    def name(self) -> str:
        named = self.body.text_at("name")
        return named or (f"the environment of {self.inline_in}" if self.inline_in else self.source.name)

    @property
    def image(self) -> Node | None:
        """Files from before the first release of `az ml` v2 have it below `docker`."""
        return self.body.at("image") or self.body.at("docker.image")

    @property
    def build(self) -> Node | None:
        return self.body.at("build")

    def route(self, name: str) -> Node | None:
        return self.body.at(f"inference_config.{name}")

    @property
    def dockerfile_path(self) -> Path | None:
        """Where the Dockerfile of the build context lies; None where there is no context in this tree."""
        context = self.body.text_at("build.path")
        if not context or "://" in context or "#" in context:
            return None
        return self.folder / context / (self.body.text_at("build.dockerfile_path") or "Dockerfile")

    def dockerfile(self, root: Path) -> Dockerfile | None:
        """The Dockerfile of the build context, None where there is none. Raises Unreadable if it cannot be read."""
        path = self.dockerfile_path
        return read(path, root) if path is not None and os.path.isfile(path) else None
