"""A workspace connection: where a flow finds a model, an index, a key. Its secret is never read.

https://learn.microsoft.com/rest/api/azureml/workspace-connections/list
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Resource

# The oldest of the service's published documents that holds the field.
_SHARED_SINCE = "2023-08-01-preview"


@dataclass(frozen=True, slots=True)
class Connection(Resource):
    @property
    def category(self) -> str:
        return self.document.text("properties.category") or ""

    @property
    def auth_type(self) -> str:
        return self.document.text("properties.authType") or ""

    @property
    def uses_entra_id(self) -> bool:
        return self.auth_type.lower() == "aad"

    @property
    def target(self) -> str:
        return self.document.text("properties.target") or ""

    @property
    def shared_to_all(self) -> bool:
        return bool(self.document.flag("properties.isSharedToAll", _SHARED_SINCE))

    @property
    def metadata(self) -> Mapping[str, Any]:
        return self.document.mapping("properties.metadata")

    @property
    def resource(self) -> ArmId | None:
        """The account behind the connection, where its metadata names it."""
        for name, value in self.metadata.items():
            if name.lower() == "resourceid" and isinstance(value, str) and value.strip():
                return ArmId(value)
        return None
