from __future__ import annotations

import pytest

from pfdoctor.lab.routes import route
from pfdoctor.model.exchange import Ask

S = "/subscriptions/s"
G = f"{S}/resourceGroups/g"
WS = f"{G}/providers/Microsoft.MachineLearningServices/workspaces/ws"
ML = "Microsoft.MachineLearningServices"


@pytest.mark.parametrize(
    ("request_", "kind", "action", "scope"),
    [
        (f"GET {S}", "subscription", "Microsoft.Resources/subscriptions/read", S),
        (f"GET {G}", "group", "Microsoft.Resources/subscriptions/resourceGroups/read", G),
        (f"GET {S}/providers/{ML}", "provider", "Microsoft.Resources/subscriptions/providers/read", S),
        (f"GET {WS}", "resource", f"{ML}/workspaces/read", WS),
        (f"PATCH {WS}", "resource", f"{ML}/workspaces/write", WS),
        (f"GET {WS}/onlineEndpoints", "collection", f"{ML}/workspaces/onlineEndpoints/read", WS),
        (f"GET {G}/providers/{ML}/workspaces", "collection", f"{ML}/workspaces/read", G),
        (f"GET {S}/providers/{ML}/workspaces", "collection", f"{ML}/workspaces/read", S),
        (f"GET {S}/providers/{ML}/locations/l/usages", "collection", f"{ML}/locations/usages/read", S),
        (f"POST {S}/providers/{ML}/register", "operation", f"{ML}/register/action", S),
        (
            f"GET {S}/providers/{ML}/locations/l/mfeOperationsStatus/o",
            "status",
            f"{ML}/locations/mfeOperationsStatus/read",
            S,
        ),
        (f"HEAD {WS}", "resource", f"{ML}/workspaces/read", WS),
        (f"POST {WS}/listKeys", "operation", f"{ML}/workspaces/listKeys/action", WS),
        (
            f"POST {WS}/connections/c/listsecrets",
            "operation",
            f"{ML}/workspaces/connections/listsecrets/action",
            f"{WS}/connections/c",
        ),
        (
            f"GET {WS}/providers/Microsoft.Authorization/permissions",
            "permissions",
            "Microsoft.Authorization/permissions/read",
            WS,
        ),
        (
            f"PUT {WS}/providers/Microsoft.Authorization/roleAssignments/n",
            "access",
            "Microsoft.Authorization/roleAssignments/write",
            WS,
        ),
        (
            f"GET {S}/providers/Microsoft.Authorization/roleDefinitions",
            "access",
            "Microsoft.Authorization/roleDefinitions/read",
            S,
        ),
        (
            "GET /providers/Microsoft.Authorization/roleDefinitions/n",
            "access",
            "Microsoft.Authorization/roleDefinitions/read",
            "/",
        ),
        ("GET /subscriptions", "subscriptions", "Microsoft.Resources/subscriptions/read", "/"),
    ],
)
def test_what_a_request_needs(request_, kind, action, scope):
    found = route(Ask.from_url(*request_.split(" ")))
    assert (found.kind, found.action, str(found.scope)) == (kind, action, scope)
