from __future__ import annotations

import pytest

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
G = f"{S}/resourceGroups/rg"
READER, PULL = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "7f951dda-4ed3-4680-a7ca-43fe172d538d"
REGISTRY = "Microsoft.ContainerRegistry/registries"


def names(reply):
    return [one["name"] for one in reply.body["value"]]


@pytest.mark.parametrize(
    ("place", "text", "found"),
    [
        (S, f"resourceType eq '{REGISTRY}'", ["r0", "r1", "r2", "r3", "r4"]),
        (G, f"resourceType eq '{REGISTRY.upper()}' and name eq 'r3'", ["r3"]),
        (S, "name eq 'ws'", ["ws"]),
        (S, "resourceGroup eq 'other'", []),
        (S, "", ["r0", "r1", "r2", "r3", "r4", "ws"]),
    ],
)
def test_resources_are_listed_and_what_lies_below_them_is_not(get, place, text, found):
    assert sorted(names(get(f"{place}/resources?$filter={text}"))) == found


def test_an_item_tells_what_it_is_and_not_its_properties(get):
    (item,) = get(f"{S}/resources?$filter=name eq 'r0'").body["value"]
    assert item == {"id": f"{G}/providers/{REGISTRY}/r0", "name": "r0", "location": "eastus"}


@pytest.mark.parametrize(("who", "found"), [("puller", ["r1"]), ("member", ["r0", "r1", "r2", "r3", "r4", "ws"])])
def test_only_what_the_principal_may_read_is_listed(get, who, found):
    assert sorted(names(get(f"{S}/resources", who))) == found


def test_who_holds_nothing_is_refused(get):
    assert get(f"{S}/resources", "nobody").status == 403


def test_a_filter_that_is_not_understood_is_refused(get):
    reply = get(f"{S}/resources?$filter=tagName eq 'x'")
    assert (reply.status, reply.body["error"]["code"]) == (400, "InvalidFilterInQueryString")


@pytest.mark.parametrize("scope", [S, G, f"{G}/providers/{REGISTRY}/r0"])
def test_a_role_definition_has_the_id_that_it_has_in_the_subscription(get, scope):
    expected = f"{S}/providers/Microsoft.Authorization/roleDefinitions/{PULL}"
    where = f"{scope}/providers/Microsoft.Authorization/roleDefinitions"
    (listed,) = get(f"{where}?$filter=roleName eq 'AcrPull'").body["value"]
    assert listed["id"] == expected
    assert get(f"{where}/{PULL}").body["id"] == expected
