"""Many clients at once: no answer is torn, and nothing is written twice."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
G = f"{S}/resourceGroups/rg"
ACR = f"{G}/providers/Microsoft.ContainerRegistry/registries"
AUTH = "/providers/Microsoft.Authorization"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


def sent(principal):
    return {"properties": {"roleDefinitionId": f"{S}{AUTH}/roleDefinitions/{READER}", "principalId": principal}}


def test_one_of_many_that_write_the_same_wins(lab_of, owners):
    get = lab_of(*owners)

    def write(number):
        return get(f"{G}{AUTH}/roleAssignments/{UUID(int=number)}", "owner", "PUT", body=sent("nobody")).status

    with ThreadPoolExecutor(16) as pool:
        assert Counter(pool.map(write, range(64))) == {201: 1, 409: 63}


def test_writes_and_reads_at_once(lab_of, owners):
    get = lab_of(*owners, page_size=7)

    def client(number):
        path = f"{ACR}/r{number % 5}{AUTH}/roleAssignments/{UUID(int=number)}"
        who = f"aaaaaaaa-0000-0000-0000-{number:012}"
        body = sent(who)
        body["properties"]["principalType"] = "ServicePrincipal"
        statuses = [get(path, "owner", "PUT", body=body).status]
        statuses.append(get(f"{S}{AUTH}/roleAssignments", "owner").status)
        statuses.append(get(f"{ACR}/r0", "reader").status)
        statuses.append(get(path, "owner", "DELETE").status)
        return statuses

    with ThreadPoolExecutor(16) as pool:
        assert set(map(tuple, pool.map(client, range(100)))) == {(201, 200, 200, 200)}
    left = get(f"{S}{AUTH}/roleAssignments?$filter=principalId eq 'reader'", "owner").body["value"]
    assert [one["name"] for one in left] == ["a1"]
