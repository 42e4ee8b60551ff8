"""Someone who records a bundle by hand may hold another list than pfdoctor asks for; it is used for what it tells."""

from __future__ import annotations

import pytest

ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
ASSIGNMENTS = "/providers/Microsoft.Authorization/roleAssignments"
DENIES = "/providers/Microsoft.Authorization/denyAssignments"


def only(world, kind, scope, wanted="", items=None):
    """Keep one list of a kind: at this scope, with this filter. The bundle knows of no one's groups."""
    found = world.list(kind.strip("/")) if items is None else items
    world.answers[:] = [answer for answer in world.answers if kind not in answer["request"]]
    query = f"?$filter={wanted}" if wanted else ""
    world.record(f"GET {scope}{kind}{query}", {"value": list(found)}, api_version="2022-04-01")
    world.document["world"] = {}


def scope(world):
    return world.body("registries/contosoacr")["id"]


def mine(world):
    return [one for one in world.assignments() if one["properties"]["principalId"] == world.principal]


@pytest.mark.parametrize("wanted", ["assignedTo('{me}')", "atScope() and assignedTo('{me}')"])
def test_a_list_at_the_resource_is_enough(world, wanted):
    only(world, ASSIGNMENTS, scope(world), wanted.format(me=world.principal), mine(world))
    assert world.outcome("acr-pull") == "passed"


@pytest.mark.parametrize("wanted", ["", "atScope()", "principalId eq '{me}'"])
def test_a_list_without_groups_proves_what_is_held_directly(world, wanted):
    only(world, ASSIGNMENTS, scope(world), wanted.format(me=world.principal), mine(world))
    assert world.outcome("acr-pull") == "passed"


def test_a_whole_list_without_groups_proves_that_nothing_is_held(world):
    only(world, ASSIGNMENTS, scope(world), "", [])
    assert world.outcome("acr-pull") == "failed"


def test_a_list_of_direct_assignments_does_not_prove_that_nothing_is_held(world):
    only(world, ASSIGNMENTS, scope(world), f"principalId eq '{world.principal}'", [])
    result = world.result("acr-pull")
    assert result.outcome == "unknown"
    assert any("groups" in need.reason for need in result.needs)


def test_a_group_whose_members_are_not_known_leaves_it_unknown(world):
    world.revoke(ACR_PULL)
    world.grant(ACR_PULL, scope(world), "11111111-2222-3333-4444-555555555555", "Group")
    only(world, ASSIGNMENTS, scope(world))
    assert world.outcome("acr-pull") == "unknown"


def test_another_principals_list_tells_nothing(world):
    other = "11111111-2222-3333-4444-555555555555"
    only(world, ASSIGNMENTS, scope(world), f"assignedTo('{other}')", [])
    result = world.result("acr-pull")
    assert result.outcome == "unknown"
    assert f"assignedTo('{world.principal}')" in result.needs[0].request


@pytest.mark.parametrize("wanted", ["", "atScope()"])
def test_denies_at_the_resource_are_enough(world, wanted):
    only(world, DENIES, scope(world), wanted, [])
    assert world.outcome("acr-pull") == "passed"


def test_denies_of_another_resource_are_not(world):
    only(world, DENIES, world.body("storageAccounts/contosomlstore")["id"], "", [])
    assert world.outcome("acr-pull") == "unknown"


def test_a_refusal_at_the_subscription_does_not_hide_the_list_of_the_resource_group(world):
    group = world.body("workspaces/contoso-ml")["id"].partition("/providers/")[0]
    only(world, ASSIGNMENTS, group, "", mine(world))
    refusal = {"error": {"code": "AuthorizationFailed", "message": "planted"}}
    world.record(f"GET {group.partition('/resourceGroups/')[0]}{ASSIGNMENTS}", refusal, status=403)
    assert world.outcome("acr-pull") == "passed"
