"""A connection in a file, of prompt flow's kind or of the workspace's.

https://microsoft.github.io/promptflow/reference/index.html
"""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.project.file import File


@dataclass(frozen=True, slots=True, eq=False)
class ConnectionFile(File):
    @property
    def name(self) -> str:
        return self.body.text_at("name") or self.source.name

    @property
    def type(self) -> str:
        """azure_open_ai, open_ai, cognitive_search, custom, ... as it is written."""
        return self.body.text_at("type").lower()

    @property
    def of_prompt_flow(self) -> bool:
        """True for a file of `pf connection create`, which `az ml` does not read: its schema is its kind's own."""
        schema = self.body.text_at("$schema").lower().rpartition("/")[2].removesuffix(".schema.json")
        return schema not in ("", "connection", "workspaceconnection")

    @property
    def uses_entra_id(self) -> bool:
        mode = self.body.text_at("auth_mode") or self.body.text_at("credentials.type")
        return mode.lower() in ("meid_token", "aad", "aad_token", "entra_id")
