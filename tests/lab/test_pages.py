from __future__ import annotations

import pytest

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
G = f"{S}/resourceGroups/rg"
WS = f"{G}/providers/Microsoft.MachineLearningServices/workspaces/ws"
LISTS = (
    f"{S}/providers/Microsoft.ContainerRegistry/registries",
    f"{S}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()",
    f"{S}/providers/Microsoft.Authorization/roleAssignments",
)


def walk(get, url, limit=20):
    """All items over all pages, and how many pages there were."""
    items, pages = [], 0
    while url and pages < limit:
        body = get(url).body
        items += [item["name"] for item in body["value"]]
        url, pages = body.get("nextLink"), pages + 1
    return items, pages


@pytest.mark.parametrize("url", LISTS)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_hold_together_what_one_page_held(lab_of, get, url, size):
    whole, _ = walk(get, url)
    assert walk(lab_of(page_size=size), url) == (whole, max(1, -(-len(whole) // size)))


def test_a_next_link_is_whole(lab_of):
    link = lab_of(page_size=1)(LISTS[0], version="2025-11-01").body["nextLink"]
    assert link == f"https://management.azure.com{LISTS[0]}?api-version=2025-11-01&$skiptoken=1"


def version(number, created):
    id_ = f"{WS}/environments/env/versions/{number}"
    body = {"id": id_, "name": number, "properties": {}, "systemData": {"createdAt": created}}
    return {"request": f"GET {id_}", "status": 200, "body": body}


def test_the_newest_version_first(lab_of):
    get = lab_of(version("1", "2026-01-03"), version("3", "2026-01-01"))
    url = f"{WS}/environments/env/versions?$orderBy=createdtime desc&$top=1"
    assert walk(get, url)[0] == ["1"]


def test_a_list_is_as_old_as_its_oldest_item(lab_of):
    old = {"id": f"{WS}/connections/old", "name": "old", "properties": {}}
    get = lab_of({"request": f"GET {WS}/connections/old", "api_version": "2023-04-01", "status": 200, "body": old})
    assert get(f"{WS}/connections").api_version == "2023-04-01"


def test_the_default_datastore(lab_of):
    stores = [{"id": f"{WS}/datastores/{n}", "name": n, "properties": {"isDefault": n == "b"}} for n in "abc"]
    get = lab_of({"request": f"GET {WS}/datastores", "status": 200, "body": {"value": stores}})
    assert walk(get, f"{WS}/datastores?count=30&isDefault=true&orderByAsc=false")[0] == ["b"]
