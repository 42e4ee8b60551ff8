"""An online endpoint in a file.

https://learn.microsoft.com/azure/machine-learning/reference-yaml-endpoint-online
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pfdoctor.project.file import File
from pfdoctor.project.node import Node

FLAG = "enforce_access_to_default_secret_stores"


@dataclass(frozen=True, slots=True, eq=False)
class EndpointFile(File):
    @property
    def name(self) -> str:
        return self.body.text_at("name") or self.source.name

    @property
    def kubernetes(self) -> bool:
        return kubernetes(self.body)

    @property
    def identity_type(self) -> str:
        """system_assigned, user_assigned, or another that is written; system_assigned where none is."""
        written = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.body.text_at("identity.type")).lower()
        return written or "system_assigned"

    @property
    def user_assigned(self) -> tuple[Node, ...]:
        """The ids of the user-assigned identities, each under `resource_id` or written as it is."""
        listed = self.body.at("identity.user_assigned_identities")
        return tuple(one.at("resource_id") or one for one in (listed.items if listed else ()))

    @property
    def auth_mode(self) -> str:
        """key, aml_token, aad_token, or another that is written; key where none is. `az ml` also takes AMLToken."""
        written = self.body.text_at("auth_mode")
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=.)(?=[A-Z][a-z])(?<!_)", "_", written).lower() or "key"

    @property
    def enforcement(self) -> Node | None:
        return self.body.at(f"properties.{FLAG}")


def kubernetes(body: Node) -> bool:
    """Whether an endpoint or deployment is for Kubernetes: its schema, type or compute says so."""
    schema = body.text_at("$schema").rpartition("/")[2].lower()
    kind = body.text_at("type").lower()
    return schema.startswith(("kubernetes", "k8s")) or kind in ("kubernetes", "k8s") or body.at("compute") is not None
