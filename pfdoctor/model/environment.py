"""An environment version: the image that a deployment runs in, or what it is built from.

https://learn.microsoft.com/rest/api/azureml/environment-versions/get
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pfdoctor.model.document import Resource

_ROUTES_SINCE = "2022-02-01-preview"


@dataclass(frozen=True, slots=True)
class Environment(Resource):
    @property
    def name(self) -> str:
        """The environment's name without its version."""
        return self.id.parts[-3] if len(self.id.parts) > 2 else self.id.name

    @property
    def version(self) -> str:
        return self.id.name

    @property
    def image(self) -> str | None:
        return self.document.text("properties.image") or None

    @property
    def is_built(self) -> bool:
        """True if Azure builds an image from it (build context, conda) and pushes that to the workspace's registry."""
        return bool(self.document.value("properties.build") or self.document.value("properties.condaFile"))

    @property
    def shared(self) -> bool:
        """True if it belongs to a registry of Azure Machine Learning and not to a workspace."""
        return self.id.type.lower().startswith("microsoft.machinelearningservices/registries/")

    @property
    def inference_config(self) -> Mapping[str, Any]:
        """The three routes by name (livenessRoute, readinessRoute, scoringRoute); empty if there is none."""
        return self.document.mapping("properties.inferenceConfig", _ROUTES_SINCE)
