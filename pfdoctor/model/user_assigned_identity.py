"""A user-assigned managed identity.

https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities/get
"""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.document import Resource


@dataclass(frozen=True, slots=True)
class UserAssignedIdentity(Resource):
    @property
    def principal_id(self) -> str:
        return (self.document.text("properties.principalId") or "").lower()

    @property
    def client_id(self) -> str:
        return (self.document.text("properties.clientId") or "").lower()
