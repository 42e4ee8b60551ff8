"""A question about access, from the words of a person to the ruling."""

from __future__ import annotations

import pytest

from pfdoctor.model.errors import CannotStart
from pfdoctor.model.proof import Access

PULL = "Microsoft.ContainerRegistry/registries/pull/read"
BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
SECRETS = "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action"
ASSIGN = "Microsoft.Authorization/roleAssignments/write"
ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
AUTH = "providers/Microsoft.Authorization"


def registry(world):
    return world.workspace["containerRegistry"]


def group_of(world):
    return registry(world).partition("/providers/")[0]


def subscription_of(world):
    return registry(world).partition("/resourceGroups/")[0]


def rules(ruling):
    return [node.rule for node in ruling.proof.because]


def test_allowed_through_a_role(world, ask):
    found = ask(world, PULL)
    assert (found.principal.name, found.principal.kind, found.verdict) == ("id-pf", "user-assigned", "allowed")
    (grant,) = found.grants
    assert (grant.role, grant.role_id, str(grant.scope), grant.group) == ("AcrPull", ACR_PULL, registry(world), "")
    assert found.proposal is None


def test_denied_with_the_role_to_grant(demo, ask):
    found = ask(demo, PULL)
    assert (found.verdict, found.grants) == (Access.DENIED, ())
    assert (found.proposal.role, str(found.proposal.scope), found.proposal.excess) == ("AcrPull", registry(demo), ())
    assert [miss.kind for miss in found.proof.near_misses] == ["sibling-scope"]


# The plane.


def test_a_data_action_is_judged_as_one_though_nobody_said_so(world, ask):
    world.revoke()
    world.grant(OWNER, group_of(world))
    found = ask(world, BLOBS)
    assert (found.verdict, found.right.data) == (Access.DENIED, True)
    assert "control-not-data" in [miss.kind for miss in found.proof.near_misses]
    assert any("data action" in note for note in found.notes)


def test_an_action_is_spelled_as_azure_spells_it(world, ask):
    assert ask(world, BLOBS.upper()).right.actions == (BLOBS,)


def test_a_plane_that_somebody_insists_on(world, ask):
    world.grant(OWNER, group_of(world))
    assert ask(world, SECRETS).verdict is Access.ALLOWED
    found = ask(world, SECRETS, data=True)
    assert (found.verdict, found.right.data) == (Access.DENIED, True)
    assert any("control action only" in note for note in found.notes)


def test_an_action_that_nobody_knows_is_unknown_where_the_plane_decides(world, ask):
    world.grant(OWNER, group_of(world))
    found = ask(world, "Microsoft.Elsewhere/things/poke/action", scope=group_of(world))
    assert found.verdict is Access.UNKNOWN
    assert any("providerOperations" in need.request for need in found.proof.needs)


def test_an_action_that_nobody_knows_is_denied_where_no_role_allows_it_on_either_plane(world, ask):
    found = ask(world, "Microsoft.Elsewhere/things/poke/action", scope=group_of(world))
    assert (found.verdict, found.proposal) == (Access.DENIED, None)
    assert any("knows this action" in note for note in found.notes)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("Microsoft.ContainerRegistry/registries/pull/reads", f"did you mean {PULL}?"),
        ("microsoft.storage/storageaccounts/blobServices/container/blobs/read", f"did you mean {BLOBS}?"),
        ("*/read", "a pattern stands for many actions"),
        ("Microsoft.Storage/*", "a pattern stands for many actions"),
        ("read", "is not an action"),
        ("Microsoft.Storage", "is not an action"),
        ("Microsoft.Storage/a b/read", "is not an action"),
        ("", "is not an action"),
    ],
)
def test_what_is_no_action(world, ask, written, sentence):
    with pytest.raises(CannotStart) as caught:
        ask(world, written)
    assert sentence in str(caught.value)


# The scope.


@pytest.mark.parametrize(
    ("action", "name"),
    [
        (PULL, "contosoacr"),
        (BLOBS, "contosomlstore"),
        (SECRETS, "contoso-ml"),
        ("Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action", "my-endpoint"),
        ("Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action", "contoso-openai"),
        ("Microsoft.KeyVault/vaults/read", "contosomlkv"),
        ("Microsoft.Insights/components/read", "contosomlinsights"),
    ],
)
def test_the_scope_that_an_action_suggests(world, ask, action, name):
    found = ask(world, action)
    assert found.right.scope.name == name
    assert "which the action suggests" in found.notes[0]


@pytest.mark.parametrize(
    "action",
    [
        "Microsoft.Resources/deployments/write",
        "Microsoft.Search/searchServices/read",
        "Microsoft.MachineLearningServices/registries/assets/read",
    ],
)
def test_an_action_that_suggests_no_scope(world, ask, action):
    with pytest.raises(CannotStart, match="--scope ID"):
        ask(world, action)


def test_two_resources_that_an_action_may_be_about(world, ask):
    other = world.add("Microsoft.CognitiveServices/accounts", "other", {"endpoint": "https://other.openai.azure.com/"})
    world.connect("other", "AzureOpenAI", target="https://other.openai.azure.com/", ResourceId=other)
    with pytest.raises(CannotStart, match="Several resources"):
        ask(world, "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "contosoacr",
        "/",
        "/subscriptions",
        "/subscriptions/s/resourceGroups",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.X/types",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.X/types/a/../b/c",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.X/types/a?api-version=1",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.X/types/a#b",
        "/subscriptions/s/elsewhere/g",
        "/providers/Microsoft.Management/managementGroups/m",
        "https://management.azure.com/subscriptions/s",
    ],
)
def test_what_is_no_scope(world, ask, written):
    with pytest.raises(CannotStart, match="is not the id"):
        ask(world, PULL, scope=written)


def test_a_scope_that_does_not_exist(world, ask):
    world.missing("registries/contosoacrdev")
    with pytest.raises(CannotStart, match="There is no"):
        ask(world, PULL, scope=registry(world) + "dev")


def test_a_scope_of_which_nobody_knows_whether_it_exists_is_judged_with_a_note(world, ask):
    found = ask(world, PULL, scope=f"{group_of(world)}/providers/Microsoft.Compute/virtualMachines/vm1")
    assert found.verdict is Access.DENIED
    assert any("exists was not read" in note for note in found.notes)


# Groups, management groups, what may be activated, what is denied.


def assigned_to(world, *items):
    """What Azure answers for what reaches the identity: its own assignments and those of its groups."""
    own = [one for one in world.assignments() if one["properties"]["principalId"] == world.principal]
    request = f"GET {subscription_of(world)}/{AUTH}/roleAssignments?$filter=assignedTo('{world.principal}')"
    world.record(request, {"value": [*own, *items]})


def test_a_role_through_a_group_names_the_group_as_r4(world, ask):
    world.revoke()
    world.grant(ACR_PULL, registry(world), "99999999-0000-0000-0000-000000000001", "Group")
    assigned_to(world, world.assignments()[-1])
    found = ask(world, PULL)
    assert found.verdict is Access.ALLOWED
    assert [grant.group for grant in found.grants] == ["99999999-0000-0000-0000-000000000001"]
    (node,) = [node for node in found.proof.because if node.rule == "R4"]
    assert "group 99999999-0000-0000-0000-000000000001" in node.reason


def test_a_role_at_a_management_group_that_azure_lists_is_inherited_r2(world, ask):
    world.revoke()
    world.grant(ACR_PULL, "/providers/Microsoft.Management/managementGroups/all")
    found = ask(world, PULL)
    assert found.verdict is Access.ALLOWED
    assert "management group all" in found.proof.because[1].reason


def eligible(world, role, scope, status=200):
    item = {
        "id": f"{scope}/{AUTH}/roleEligibilityScheduleInstances/e1",
        "name": "e1",
        "properties": {
            "scope": scope,
            "principalId": world.principal,
            "principalType": "ServicePrincipal",
            "roleDefinitionId": f"{subscription_of(world)}/{AUTH}/roleDefinitions/{role}",
            "status": "Provisioned",
        },
    }
    body = {"value": [item]} if status == 200 else {"error": {"code": "AuthorizationFailed"}}
    request = f"GET {subscription_of(world)}/{AUTH}/roleEligibilityScheduleInstances"
    for ending in ("", f"?$filter=assignedTo('{world.principal}')"):
        world.record(request + ending, body, status, api_version="2020-10-01")


def test_what_could_be_activated_is_a_near_miss(world, ask):
    world.revoke()
    eligible(world, ACR_PULL, registry(world))
    found = ask(world, PULL)
    assert found.verdict is Access.DENIED
    (miss,) = [miss for miss in found.proof.near_misses if miss.kind == "pim-eligible"]
    assert "activate it in Privileged Identity Management" in miss.reason


def test_what_could_be_activated_settles_nothing_where_it_is_not_read(world, ask):
    world.revoke()
    eligible(world, ACR_PULL, registry(world), status=403)
    found = ask(world, PULL)
    assert (found.verdict, found.proof.near_misses) == (Access.DENIED, ())


def test_a_deny_assignment_comes_first_r9(world, ask):
    deny = {
        "id": f"{registry(world)}/{AUTH}/denyAssignments/d1",
        "properties": {
            "denyAssignmentName": "no pulls",
            "scope": registry(world),
            "permissions": [{"actions": ["*"]}],
            "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}],
        },
    }
    world.list(f"{AUTH}/denyAssignments").append(deny)
    found = ask(world, PULL)
    assert found.verdict is Access.DENIED
    assert rules(found)[0] == "R9"


# What was not read.


@pytest.mark.parametrize("ending", [f"{AUTH}/roleAssignments", f"{AUTH}/denyAssignments"])
def test_a_list_that_may_not_be_read_leaves_it_open(world, ask, ending):
    world.fail(ending)
    found = ask(world, PULL)
    assert found.verdict is Access.UNKNOWN
    assert {need.status for need in found.proof.needs} == {403}
    assert found.proposal is None


def test_a_role_that_may_not_be_read_leaves_it_open(world, ask):
    world.fail(f"{AUTH}/roleDefinitions")
    assert ask(world, PULL).verdict is Access.UNKNOWN


def test_roles_that_may_not_be_read_leave_the_documented_one_to_grant(world, ask):
    world.revoke()
    world.fail(f"{AUTH}/roleDefinitions")
    found = ask(world, PULL)
    assert found.verdict is Access.DENIED
    assert (found.proposal.role_id, found.proposal.excess) == (ACR_PULL, None)


def test_an_endpoint_that_may_not_be_read_leaves_it_open(world, ask):
    world.fail("onlineEndpoints/my-endpoint")
    found = ask(world, PULL)
    assert (found.verdict, found.right) == (Access.UNKNOWN, None)
    assert found.proof.needs[0].scope.endswith("my-endpoint")


# Whose access.


def test_an_endpoint_without_an_identity(world, ask):
    world.endpoint["identity"] = {"type": "None"}
    with pytest.raises(CannotStart, match="has no identity"):
        ask(world, PULL)


def test_every_identity_is_judged(world, ask):
    other = world.add("Microsoft.ManagedIdentity/userAssignedIdentities", "id-2", {})
    ids = {"principalId": "99999999-0000-0000-0000-000000000002", "clientId": "99999999-0000-0000-0000-000000000003"}
    world.endpoint["identity"]["userAssignedIdentities"][other] = ids
    found = {one.principal.name: one.verdict.value for one in ask.each(world, PULL)}
    assert found == {"id-pf": "allowed", "id-2": "denied"}


def test_the_signed_in_caller(demo, ask):
    found = ask(demo, ASSIGN, scope=group_of(demo), principal="me")
    assert (found.principal.kind, found.verdict) == ("caller", "denied")
    assert found.proposal.role == "Role Based Access Control Administrator"


def test_what_the_caller_could_activate_is_told_to_whoever_may_only_ask_for_themselves(demo, ask):
    subscription = subscription_of(demo)
    item = {
        "id": f"{group_of(demo)}/{AUTH}/roleEligibilityScheduleInstances/e1",
        "properties": {
            "scope": group_of(demo),
            "principalId": demo.document["caller"]["object_id"],
            "principalType": "User",
            "roleDefinitionId": f"{subscription}/{AUTH}/roleDefinitions/{OWNER}",
        },
    }
    request = f"GET {subscription}/{AUTH}/roleEligibilityScheduleInstances"
    demo.answers[:] = [one for one in demo.answers if not one["request"].startswith(request)]
    demo.record(f"{request}?$filter=asTarget()", {"value": [item]}, api_version="2020-10-01")
    found = ask(demo, ASSIGN, scope=group_of(demo), principal="me")
    assert [miss.kind for miss in found.proof.near_misses] == ["pim-eligible"]


def test_a_caller_that_is_not_known(world, ask):
    with pytest.raises(CannotStart, match="not known here"):
        ask(world, PULL, caller="", principal="me")


def test_another_principal(world, ask):
    found = ask(world, SECRETS, principal="e6a4c092-8b57-4d1f-a3e0-591f2d7c8b14")
    assert (found.principal.kind, found.verdict) == ("principal", "allowed")
    assert found.grants[0].origin is None


def test_another_principal_that_is_the_identity(world, ask):
    assert ask(world, PULL, principal=world.principal.upper()).principal.name == "id-pf"


def test_a_group_is_no_principal_of_whom_azure_tells(world, ask):
    group = "99999999-0000-0000-0000-000000000001"
    world.grant(CONTRIBUTOR, registry(world), group, "Group")
    with pytest.raises(CannotStart, match="is a group"):
        ask(world, PULL, principal=group)


@pytest.mark.parametrize("written", ["somebody@contoso.example", "1", "x') or assignedTo('y"])
def test_what_is_no_object_id(world, ask, written):
    with pytest.raises(CannotStart, match="object id"):
        ask(world, PULL, principal=written)
