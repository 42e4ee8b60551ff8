from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pfdoctor.bundle.answers import answerer
from pfdoctor.lab import worlds
from pfdoctor.lab.arm import Lab
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.exchange import Ask


def test_the_worlds_that_ship():
    assert {"demo", "healthy"} <= set(worlds.names())
    with pytest.raises(CannotStart, match=f"there is no world 'none'; there are {', '.join(worlds.names())}$"):
        worlds.load("none")


VERSIONS = ("2022-04-01", "2022-05-01-preview")


def asked(url, version="2022-04-01"):
    return replace(Ask.from_url("GET", url), api_version=version)


def may(name, action, scope, data=False):
    """Whether id-pf has the right, by the lab's own listing of its role assignments there."""
    bundle = worlds.load(name)
    identity = next(one for one in bundle.world.principals if one.client_id)
    lab = Lab(bundle)
    path = f"{bundle.target.workspace_id.parent}{scope}/providers/Microsoft.Authorization"
    listed = lab(asked(f"{path}/roleAssignments?$filter=assignedTo('{identity.object_id}')")).body
    field = "dataActions" if data else "actions"
    held = [item["properties"] for item in listed["value"] if scope in item["properties"]["scope"] + "/"]
    guids = [properties["roleDefinitionId"].rsplit("/", 1)[1] for properties in held]
    roles = [lab(asked(f"{path}/roleDefinitions/{guid}")).body for guid in guids]
    return any(action in block[field] for one in roles for block in one["properties"]["permissions"])


@pytest.mark.parametrize(
    ("action", "scope", "data", "demo"),
    [
        (
            "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action",
            "/providers/Microsoft.MachineLearningServices/workspaces/contoso-ml",
            False,
            False,
        ),
        (
            "Microsoft.MachineLearningServices/workspaces/metrics/*/write",
            "/providers/Microsoft.MachineLearningServices/workspaces/contoso-ml",
            False,
            False,
        ),
        (
            "Microsoft.ContainerRegistry/registries/pull/read",
            "/providers/Microsoft.ContainerRegistry/registries/contosoacr/",
            False,
            False,
        ),
        (
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
            "/providers/Microsoft.Storage/storageAccounts/contosomlstore",
            True,
            True,
        ),
    ],
)
def test_the_demo_misses_three_roles_and_the_healthy_world_none(action, scope, data, demo):
    assert may("demo", action, scope, data) is demo
    assert may("healthy", action, scope, data) is True


def test_the_demo_holds_one_resource_that_may_not_be_read():
    bundle = worlds.load("demo")
    refused = {
        one.key.path.rpartition("/providers/microsoft.authorization")[0] for one in bundle.answers if one.status == 403
    }
    account = next(one for one in refused if one.endswith("/contoso-openai"))
    for world in (Lab(bundle), answerer(bundle)):
        assert world(asked(account, "2025-06-01")).status == 200
        assert (
            world(asked(f"{account}/providers/Microsoft.Authorization/roleAssignments?$filter=assignedTo('x')")).status
            == 403
        )


def test_all_was_assigned_long_before(shipped):
    for one in shipped.answers:
        if one.key.path.endswith("/roleassignments") and one.items:
            assert all(item["properties"]["createdOn"] < "2026-07" for item in one.items)


@pytest.mark.parametrize("name", worlds.names())
def test_each_says_in_a_line_what_it_shows(name):
    assert 20 < len(worlds.raw(name)["about"]) < 100


def test_what_the_caller_may_do_is_what_its_roles_give(shipped):
    """Recorded permissions and role assignments tell the same story, as far as the subscription's are recorded."""
    recorded = [
        one for one in shipped.answers if one.key.path.endswith("/providers/microsoft.authorization/permissions")
    ]
    lab = Lab(replace(shipped, answers=tuple(one for one in shipped.answers if one not in recorded)))
    told = {one.key.path: blocks(one.body) for one in recorded if shipped.target.subscription in one.key.path}
    assert told
    assert told == {path: blocks(lab(asked(path, "2022-05-01-preview")).body) for path in told}


def blocks(body):
    return sorted(json.dumps(one, sort_keys=True) for one in body["value"])


def test_only_newer_versions_show_a_constrained_delegation():
    lab = Lab(worlds.load("constrained-delegation"))
    path = f"{worlds.load('constrained-delegation').target.workspace_id}/providers/Microsoft.Authorization/permissions"
    shown = [[("condition" in one) for one in lab(asked(path, version)).body["value"]] for version in VERSIONS]
    assert shown == [[False, False], [False, True]]


def test_the_list_of_subscriptions_names_the_next_page_even_if_there_is_none():
    assert Lab(worlds.load("healthy"))(asked("/subscriptions", "2022-12-01")).body["nextLink"] == ""
