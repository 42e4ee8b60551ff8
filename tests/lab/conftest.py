from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from pfdoctor.bundle.file import Bundle, parse
from pfdoctor.lab import worlds
from pfdoctor.lab.arm import Lab
from pfdoctor.model.exchange import ARM, Ask, Reply

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
G = f"{S}/resourceGroups/rg"
ACR = f"{G}/providers/Microsoft.ContainerRegistry/registries"
WS = f"{G}/providers/Microsoft.MachineLearningServices/workspaces/ws"
AUTH = "/providers/Microsoft.Authorization"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
READER, PULL = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "7f951dda-4ed3-4680-a7ca-43fe172d538d"

Get = Callable[..., Reply]


def resource(id_: str, **properties: Any) -> dict[str, Any]:
    return {"id": id_, "name": id_.rsplit("/", 1)[1], "location": "eastus", "properties": properties}


def role(guid: str, name: str, *actions: str) -> dict[str, Any]:
    block = {"actions": list(actions), "notActions": [], "dataActions": [], "notDataActions": []}
    properties = {"roleName": name, "type": "BuiltInRole", "assignableScopes": ["/"], "permissions": [block]}
    return {"id": f"{AUTH}/roleDefinitions/{guid}", "name": guid, "properties": properties}


def assignment(name: str, scope: str, principal: str, guid: str) -> dict[str, Any]:
    properties = {"scope": scope, "principalId": principal, "roleDefinitionId": f"{AUTH}/roleDefinitions/{guid}"}
    return {"id": f"{scope}{AUTH}/roleAssignments/{name}", "name": name, "properties": properties}


def answer(path: str, body: Any, status: int | None = 200, version: str = "2024-10-01") -> dict[str, Any]:
    return {"request": f"GET {path}", "api_version": version, "status": status, "body": body}


def document(*answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    target = {"subscription": S[15:], "resource_group": "rg", "workspace": "ws", "endpoint": "ep"}
    caller = {"object_id": "me"}
    start = {"pfdoctor_bundle": 1, "taken_at": "2026-11-22T06:00:00Z", "target": target, "caller": caller}
    return {**start, "answers": list(answers), **more}


WORLD = {
    "principals": [
        {"object_id": "reader", "client_id": "app", "groups": []},
        {"object_id": "member", "groups": ["team"]},
        {"object_id": "puller", "groups": []},
        {"object_id": "nobody", "groups": []},
        {"object_id": "owner", "groups": []},
    ]
}
REGISTRIES = [resource(f"{ACR}/r{number}") for number in range(5)]
ROLES = [
    role(READER, "Reader", "*/read"),
    role(
        PULL,
        "AcrPull",
        "Microsoft.ContainerRegistry/registries/pull/read",
        "Microsoft.ContainerRegistry/registries/read",
    ),
]
ASSIGNMENTS = [
    assignment("a1", S, "reader", READER),
    assignment("a2", G, "team", READER),
    assignment("a3", f"{ACR}/r1", "puller", PULL),
]
USAGES = f"{S}/providers/Microsoft.MachineLearningServices/locations/eastus/usages"
ANSWERS = (
    answer(f"{S}/providers/Microsoft.ContainerRegistry/registries", {"value": REGISTRIES}),
    answer(f"{ACR}/r0", resource(f"{ACR}/r0", loginServer="r0.azurecr.io"), version="2025-11-01"),
    answer(WS, resource(WS)),
    answer(f"{WS}/connections", {"value": [resource(f"{WS}/connections/c", category="Serp")]}),
    answer(f"{WS}/environments/env/versions/2", resource(f"{WS}/environments/env/versions/2")),
    answer(f"{WS}/outboundRules", {"value": [{"id": None, "name": "rule", "type": None, "properties": {}}]}),
    answer(USAGES, {"value": [{"unit": "Count"}]}),
    answer(f"{S}{AUTH}/roleDefinitions", {"value": ROLES}),
    answer(f"{S}{AUTH}/roleAssignments", {"value": ASSIGNMENTS}),
)


@pytest.fixture
def world() -> Callable[..., Bundle]:
    """The small world of this file; `more` answers come on top, `fields` replace those of the bundle."""
    return lambda *more, **fields: parse(document(*ANSWERS, *more, **{"world": WORLD, **fields}))


@pytest.fixture
def get(world: Callable[..., Bundle]) -> Get:
    """What the lab replies to a GET, for the principal `who`."""
    return getter(Lab(world()))


VERSIONS = {
    "Microsoft.Authorization/role(Assignment|Eligibility)Schedule": "2020-10-01",
    "Microsoft.Authorization/": "2022-04-01",
    "Microsoft.ContainerRegistry": "2025-11-01",
    "Microsoft.MachineLearningServices": "2024-10-01",
    "Microsoft.ManagedIdentity": "2024-11-30",
    "Microsoft.Storage": "2025-01-01",
    "Microsoft.CognitiveServices": "2025-06-01",
}


def version_of(url: str) -> str:
    """An api-version that the service at a path answers to."""
    found = [version for name, version in VERSIONS.items() if re.search(f"providers/+{name}", url, re.IGNORECASE)]
    return found[0] if found else "2022-12-01"


def getter(lab: Lab) -> Get:
    def ask(url: str, who: str = "reader", verb: str = "GET", version: str = "", body: Any = None) -> Reply:
        full = url if url.startswith("https://") else ARM + url
        mark = "&" if "?" in url else "?"
        full += "" if "api-version" in url else f"{mark}api-version={version or version_of(url)}"
        sent = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        return lab(Ask.from_url(verb, full, sent, {"Authorization": f"Bearer lab:{who}"}))

    return ask


@pytest.fixture
def lab_of(world: Callable[..., Bundle]) -> Callable[..., Get]:
    def make(*more: Any, **fields: Any) -> Get:
        names = ("page_size", "propagation", "provisioning", "clock")
        options = {name: fields.pop(name) for name in names if name in fields}
        return getter(Lab(world(*more, **fields), **options))

    return make


@pytest.fixture
def owners() -> tuple[dict[str, Any], ...]:
    """Answers that make `owner` an Owner of the subscription."""
    path = f"{ACR}/r2{AUTH}"
    held = assignment("a-owner", S, "owner", OWNER)
    return (
        answer(f"{path}/roleDefinitions", {"value": [role(OWNER, "Owner", "*")]}),
        answer(f"{path}/roleAssignments", {"value": [held]}),
    )


@pytest.fixture(params=worlds.names())
def shipped(request: pytest.FixtureRequest) -> Bundle:
    """Each world that ships."""
    return worlds.load(request.param)
