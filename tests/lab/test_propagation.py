"""What is assigned is listed at once, and enforced after a while; so is the end of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pfdoctor.lab.clock import Clock

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
G = f"{S}/resourceGroups/rg"
ACR = f"{G}/providers/Microsoft.ContainerRegistry/registries"
AUTH = "/providers/Microsoft.Authorization"
READER, OWNER = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
PATH = f"{G}{AUTH}/roleAssignments/11111111-2222-3333-4444-555555555555"
BODY = {"properties": {"roleDefinitionId": f"{S}{AUTH}/roleDefinitions/{READER}", "principalId": "nobody"}}


class Ticks:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def get(lab_of, owners, ticks):
    return lab_of(*owners, propagation=900, clock=Clock(datetime(2026, 11, 22, tzinfo=UTC), ticks))


def test_listed_at_once_and_enforced_later(get, ticks):
    ticks.now += 60
    assert get(PATH, "owner", "PUT", body=BODY).body["properties"]["createdOn"] == "2026-11-22T00:01:00.0000000Z"
    assert "nobody" in [one["properties"]["principalId"] for one in get(f"{G}{AUTH}/roleAssignments").body["value"]]
    assert (get(f"{ACR}/r0", "nobody").status, get(f"{G}{AUTH}/permissions", "nobody").body["value"]) == (403, [])
    ticks.now += 899
    assert get(f"{ACR}/r0", "nobody").status == 403
    ticks.now += 1
    assert get(f"{ACR}/r0", "nobody").status == 200
    assert len(get(f"{G}{AUTH}/permissions", "nobody").body["value"]) == 1


def test_the_end_of_it_takes_as_long(get, ticks):
    get(PATH, "owner", "PUT", body=BODY)
    ticks.now += 900
    assert get(PATH, "owner", "DELETE").status == 200
    assert get(PATH).status == 404
    ticks.now += 899
    assert get(f"{ACR}/r0", "nobody").status == 200
    ticks.now += 1
    assert get(f"{ACR}/r0", "nobody").status == 403


def test_each_change_has_its_own_time(get, ticks):
    get(PATH, "owner", "PUT", body=BODY)
    ticks.now += 500
    get(PATH, "owner", "DELETE")
    seen = []
    for _ in range(4):
        ticks.now += 250
        seen.append(get(f"{ACR}/r0", "nobody").status)
    assert seen == [403, 200, 200, 403]
