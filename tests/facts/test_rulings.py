"""The table of all that an endpoint's identities need, and who granted what."""

from __future__ import annotations

import pytest

from pfdoctor.engine.catalogue import load
from pfdoctor.facts.questions import answer_all
from pfdoctor.lab.worlds import names
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.proof import Access

ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
BLOB_DATA_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
SECRETS_READER = "ea01e6af-a1c1-4350-9563-ad00f8c72ec5"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
OUTCOMES = {Access.ALLOWED: "passed", Access.DENIED: "failed", Access.UNKNOWN: "unknown"}
PERSON = "99999999-0000-0000-0000-00000000000a"


def by_check(rulings):
    return {one.check: one for one in rulings}


def test_a_healthy_endpoint_has_all_it_needs(world, ask):
    found = ask.all(world)
    assert {one.check: one.verdict.value for one in found if one.required} == {
        "acr-pull": "allowed",
        "storage-blob-data-reader": "allowed",
        "connection-secrets-reader": "allowed",
    }
    assert {one.check for one in found} == {check.id for check in load().checks if check.area == "roles"} - {
        "search-index-data-reader"
    }
    assert all(bool(one.when) != one.required for one in found)


def breakages():
    yield "healthy", lambda world: None
    yield "no roles", lambda world: world.revoke()
    yield "lists refused", lambda world: world.fail("/roleAssignments")
    yield "storage unnamed", lambda world: world.workspace.update(storageAccount=None)
    yield "registry unread", lambda world: world.fail("registries/contosoacr")
    yield "environment unread", lambda world: world.fail("environments/pf-web-classification/versions/3")
    yield "connections unread", lambda world: world.fail("workspaces/contoso-ml/connections")
    yield (
        "abac",
        lambda world: world.properties("registries/contosoacr").update(roleAssignmentMode="AbacRepositoryPermissions"),
    )
    yield (
        "search",
        lambda world: world.connect(
            "index",
            "CognitiveSearch",
            target="https://find.search.windows.net",
            ResourceId=world.add("Microsoft.Search/searchServices", "find", {}),
        ),
    )


@pytest.mark.parametrize(("name", "broken"), list(breakages()), ids=[name for name, _ in breakages()])
def test_the_table_says_what_the_checks_say(world, ask, name, broken):
    broken(world)
    agree(world, ask.all(world))


@pytest.mark.parametrize("name", names())
def test_the_table_says_what_the_checks_say_of_every_world_that_ships(examined, ask, name):
    world = examined(name)
    agree(world, ask.all(world))


def agree(world, rulings):
    checked: dict[str, set[str]] = {}
    for result in world.results():
        checked.setdefault(result.check, set()).add(result.outcome.value)
    assert rulings
    for one in rulings:
        # The check leaves out what Azure grants; the table has it.
        left_out = one.check == "metrics-writer" and one.automatic
        assert OUTCOMES[one.verdict] in checked[one.check] or left_out, one


def test_the_table_costs_few_requests(world, facts):
    with facts(world) as opened:
        answer_all(opened)
        assert opened.requests_sent <= 20


def test_what_two_deployments_need_is_there_once(world, ask):
    body = world.list("my-endpoint/deployments")
    twin = {**body[0], "id": body[0]["id"] + "2", "name": "blue2"}
    body.append(twin)
    assert [one.check for one in ask.all(world)].count("acr-pull") == 1


def test_deployments_that_may_not_be_read(world, ask):
    world.fail("my-endpoint/deployments")
    found = by_check(ask.all(world))
    assert (found["acr-pull"].verdict, found["acr-pull"].right) == (Access.UNKNOWN, None)
    assert found["storage-blob-data-reader"].verdict is Access.ALLOWED


def test_an_endpoint_that_may_not_be_read(world, ask):
    world.fail("onlineEndpoints/my-endpoint")
    assert [one.verdict for one in ask.all(world)] == [Access.UNKNOWN]


def test_on_kubernetes_another_identity_counts(world, ask):
    world.endpoint["kind"] = "Kubernetes"
    with pytest.raises(CannotStart, match="Kubernetes"):
        ask.all(world)


def test_no_identity(world, ask):
    world.endpoint["identity"] = {"type": "None"}
    with pytest.raises(CannotStart, match="no identity"):
        ask.all(world)


def test_a_connection_that_the_deployment_names_is_required(world, ask):
    (name,) = [one["name"] for one in world.list("contoso-ml/connections") if one["properties"]["authType"] == "AAD"]
    assert not by_check(ask.all(world))["openai-user"].required
    world.variables["AOAI"] = "${{azureml://connections/" + name + "/target}}"
    assert by_check(ask.all(world))["openai-user"].required


def test_of_several_identities_the_one_in_use_is_asked_about_at_run_time(world, ask):
    other = world.add("Microsoft.ManagedIdentity/userAssignedIdentities", "id-2", {})
    ids = {"principalId": "99999999-0000-0000-0000-000000000002", "clientId": "99999999-0000-0000-0000-000000000003"}
    world.endpoint["identity"]["userAssignedIdentities"][other] = ids
    found = {(one.principal.name, one.check): one for one in ask.all(world)}
    assert ("id-2", "acr-pull") in found
    assert ("id-2", "connection-secrets-reader") not in found
    assert any("several identities" in note for note in found["id-pf", "acr-pull"].notes)


# Granted by whom.


def test_azure_grants_nothing_to_a_user_assigned_identity(world, ask):
    found = ask.all(world)
    assert {grant.origin for one in found for grant in one.grants} == {"hand"}
    assert not any(one.automatic for one in found)


def test_what_azure_may_have_granted_a_system_assigned_identity_is_not_known(world, ask):
    world.system_assigned()
    found = by_check(ask.all(world))
    assert {name: one.automatic for name, one in found.items()} == {
        "acr-pull": True,
        "storage-blob-data-reader": True,
        "metrics-writer": True,
        "connection-secrets-reader": False,
        "openai-user": False,
        "datastore-reader": False,
    }
    origins = {name: {grant.origin.value for grant in one.grants} for name, one in found.items() if one.grants}
    assert origins == {
        "acr-pull": {"unknown"},
        "storage-blob-data-reader": {"unknown"},
        "metrics-writer": {"unknown"},
        "connection-secrets-reader": {"hand"},
        "openai-user": {"hand"},
    }


@pytest.mark.parametrize(
    ("created", "told"),
    [
        ("2026-11-20T13:06:41Z", "it is 3 minutes younger than the endpoint"),
        ("2026-11-21T13:05:41Z", "it is 1 day younger than the endpoint"),
        ("2026-11-20T13:02:41.7002215Z", "it is 0 seconds younger than the endpoint"),
        ("2026-05-20T13:05:41Z", "it is older than the endpoint"),
        (None, "does not tell who did"),
    ],
)
def test_how_long_after_the_endpoint_a_role_was_granted(world, ask, created, told):
    world.system_assigned()
    world.endpoint["systemData"] = {"createdAt": "2026-11-20T13:02:41.7002215Z"}
    for one in world.assignments():
        one["properties"]["createdOn"] = created
    assert by_check(ask.all(world))["acr-pull"].grants[0].why.endswith(told)


def test_azure_grants_the_connection_secrets_where_the_endpoint_enforces_access_to_them(world, ask):
    world.system_assigned()
    world.endpoint["properties"]["properties"] = {"enforce_access_to_default_secret_stores": "enabled"}
    found = by_check(ask.all(world))["connection-secrets-reader"]
    assert (found.automatic, found.grants[0].origin) == (True, "unknown")


def test_what_the_workspaces_own_identity_created_is_azures(world, ask):
    world.system_assigned()
    world.body("workspaces/contoso-ml")["identity"] = {"type": "SystemAssigned", "principalId": PERSON.upper()}
    for one in world.assignments():
        one["properties"]["createdBy"] = PERSON
    found = by_check(ask.all(world))
    assert found["acr-pull"].grants[0].origin == "azure"
    assert found["openai-user"].grants[0].origin == "hand"


@pytest.mark.parametrize("where", ["group", "another role"])
def test_what_azure_never_grants_is_by_hand(world, ask, where):
    world.system_assigned()
    world.revoke(ACR_PULL)
    registry = world.workspace["containerRegistry"]
    if where == "group":
        world.grant(ACR_PULL, registry.partition("/providers/")[0])
    else:
        world.grant(CONTRIBUTOR, registry)
    assert by_check(ask.all(world))["acr-pull"].grants[0].origin == "hand"


def test_azure_assigns_nothing_to_a_group(world, ask):
    world.system_assigned()
    world.revoke(ACR_PULL)
    world.grant(ACR_PULL, world.workspace["containerRegistry"], PERSON, "Group")
    subscription = world.document["target"]["subscription"]
    request = f"GET /subscriptions/{subscription}/providers/Microsoft.Authorization/roleAssignments"
    world.record(f"{request}?$filter=assignedTo('{world.principal}')", {"value": [world.assignments()[-1]]})
    (grant,) = by_check(ask.all(world))["acr-pull"].grants
    assert (grant.group, grant.origin) == (PERSON, "hand")


def test_in_abac_mode_nothing_is_promised_to_be_automatic(world, ask):
    world.system_assigned()
    world.properties("registries/contosoacr")["roleAssignmentMode"] = "AbacRepositoryPermissions"
    assert not by_check(ask.all(world))["acr-pull"].automatic
