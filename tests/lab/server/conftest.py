from __future__ import annotations

import pytest

from pfdoctor.bundle.file import parse

TENANT = "9b2f6c04-7a1d-4e58-8d3c-5f60a1b7e2c9"


@pytest.fixture
def bundle():
    """A world of a user who recorded it, an application, an identity without a client id, and a group."""

    def make(**fields):
        principals = [
            {"object_id": "user", "type": "User", "groups": []},
            {"object_id": "app-object", "client_id": "app-client", "type": "ServicePrincipal", "groups": ["team"]},
            {"object_id": "team", "type": "Group"},
        ]
        document = {
            "pfdoctor_bundle": 1,
            "taken_at": "2026-11-22T06:00:00Z",
            "target": {"subscription": "s", "resource_group": "g", "workspace": "w", "endpoint": "e"},
            "caller": {"object_id": "user", "tenant_id": TENANT},
            "world": {"principals": principals},
            "answers": [],
        }
        return parse({**document, **fields})

    return make
