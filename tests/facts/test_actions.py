"""Which actions are known, and on which plane, where the provider's own list can be read."""

from __future__ import annotations

import pytest

from pfdoctor.model.errors import CannotStart

LIST_KEYS = "Microsoft.Storage/storageAccounts/listKeys/action"
TAGS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags/read"
PATH = "/providers/Microsoft.Authorization/providerOperations"


def listed(world, **more):
    body = {
        "id": f"{PATH}/Microsoft.Storage",
        "name": "Microsoft.Storage",
        "operations": [{"name": "Microsoft.Storage/register/action", "isDataAction": False}],
        "resourceTypes": [
            {"name": "storageAccounts", "operations": [{"name": LIST_KEYS, "isDataAction": False}]},
            {"name": "storageAccounts/blobServices", "operations": [{"name": TAGS, "isDataAction": True}]},
            {"name": "storageAccounts/queueServices"},
        ],
        **more,
    }
    world.record(f"GET {PATH}/Microsoft.Storage?$expand=resourceTypes", body, api_version="2022-04-01")


@pytest.mark.parametrize(("action", "data"), [(LIST_KEYS, False), (TAGS, True), (TAGS.upper(), True)])
def test_the_provider_says_which_plane_an_action_is_of(world, ask, action, data):
    listed(world)
    found = ask(world, action)
    assert (found.right.data, found.verdict.value) == (data, "denied")
    assert found.right.actions[0] in (LIST_KEYS, TAGS)


def test_a_slip_of_the_fingers(world, ask):
    listed(world)
    with pytest.raises(CannotStart, match=f"did you mean {LIST_KEYS}"):
        ask(world, LIST_KEYS.replace("listKeys", "listKey"))


def test_an_action_that_its_provider_does_not_list_is_judged_on_both_planes(world, ask):
    listed(world)
    found = ask(world, "Microsoft.Storage/storageAccounts/somethingElse/action")
    assert (found.verdict.value, found.proposal) == ("denied", None)


def test_a_provider_that_does_not_exist(world, ask):
    body = {"error": {"code": "ProviderNotFound", "message": "planted"}}
    world.record(f"GET {PATH}/Microsoft.Storag?$expand=resourceTypes", body, status=404)
    with pytest.raises(CannotStart, match=r"no resource provider Microsoft\.Storag;"):
        ask(world, "Microsoft.Storag/storageAccounts/read", scope=world.workspace["storageAccount"])


@pytest.mark.parametrize("broken", [{"operations": "all"}, {"operations": [{"name": 1}]}, {"resourceTypes": ["x"]}])
def test_a_list_that_is_not_understood_is_no_list(world, ask, broken):
    listed(world, **broken)
    found = ask(world, "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read")
    assert (found.right.data, found.verdict.value) == (True, "allowed")


def test_where_nothing_can_be_read_pfdoctor_knows_what_endpoints_need(world, ask):
    world.fail("providers/Microsoft.Authorization/roleDefinitions")
    found = ask(
        world, "microsoft.search/searchServices/indexes/documents/read", scope=world.workspace["storageAccount"]
    )
    assert found.right.data
