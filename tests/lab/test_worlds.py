from __future__ import annotations

import pytest

from pfdoctor.bundle.answers import answerer
from pfdoctor.lab import worlds
from pfdoctor.lab.arm import Lab
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.exchange import Ask


def test_the_worlds_that_ship():
    assert {"demo", "healthy"} <= set(worlds.names())
    with pytest.raises(CannotStart, match="there is no world 'none'; there are demo"):
        worlds.load("none")


def may(name, action, scope, data=False):
    """Whether id-pf has the right, by the lab's own listing of its role assignments there."""
    bundle = worlds.load(name)
    identity = next(one for one in bundle.world.principals if one.client_id)
    lab = Lab(bundle)
    path = f"{bundle.target.workspace_id.parent}{scope}/providers/Microsoft.Authorization"
    listed = lab(Ask.from_url("GET", f"{path}/roleAssignments?$filter=assignedTo('{identity.object_id}')")).body
    field = "dataActions" if data else "actions"
    held = [item["properties"] for item in listed["value"] if scope in item["properties"]["scope"] + "/"]
    guids = [properties["roleDefinitionId"].rsplit("/", 1)[1] for properties in held]
    roles = [lab(Ask.from_url("GET", f"{path}/roleDefinitions/{guid}")).body for guid in guids]
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
        assert world(Ask.from_url("GET", account)).status == 200
        assert (
            world(
                Ask.from_url(
                    "GET", f"{account}/providers/Microsoft.Authorization/roleAssignments?$filter=assignedTo('x')"
                )
            ).status
            == 403
        )


def test_all_was_assigned_long_before(shipped):
    for one in shipped.answers:
        if one.key.path.endswith("/roleassignments") and one.items:
            assert all(item["properties"]["createdOn"] < "2026-07" for item in one.items)
