from __future__ import annotations

ID = "caller-can-grant-roles"


def outcomes(world):
    return {result.subject.rpartition("/")[2]: result.outcome for result in world.results(ID)}


def test_passes_for_an_owner(world):
    assert outcomes(world) == {"contoso-ml": "passed", "rg-contoso": "passed"}


def test_notes_a_caller_who_may_not(demo):
    assert {(result.outcome, result.severity) for result in demo.results(ID)} == {("failed", "info")}


def test_a_contributor_may_not(world):
    for answer in world.answers:
        if answer["request"].endswith("/permissions"):
            answer["body"] = {"value": [{"actions": ["*"], "notActions": ["Microsoft.Authorization/*/Write"]}]}
    assert set(outcomes(world).values()) == {"failed"}


ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
BLOB_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
SECRETS_READER = "ea01e6af-a1c1-4350-9563-ad00f8c72ec5"
METRICS_WRITER = "635dd51f-9968-44d3-b7fb-6d9a6bd613ae"
RBAC_ADMINISTRATOR = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
REQUEST = "@Request[Microsoft.Authorization/roleAssignments:"


def only_roles(*guids):
    return f"{REQUEST}RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{', '.join(guids)}}}"


def delegate(world, condition):
    """Let the caller grant roles under a condition, as its permissions show."""
    for answer in world.answers:
        if answer["request"].endswith("/permissions"):
            answer["body"] = {"value": [{"actions": ["*"], "notActions": [], "condition": condition}]}


def by_subject(world):
    return {result.subject.rpartition("/")[2]: result for result in world.results(ID)}


def test_a_constrained_delegation_is_judged_role_by_role(world):
    delegate(world, only_roles(ACR_PULL))
    found = by_subject(world)
    assert {name: one.outcome for name, one in found.items()} == {"contoso-ml": "failed", "rg-contoso": "failed"}
    assert "not Storage Blob Data Reader on contosomlstore; it may grant AcrPull on contosoacr" in (
        found["rg-contoso"].message
    )
    assert "Connection Secrets Reader on contoso-ml" in found["contoso-ml"].message


def test_a_delegation_of_all_that_is_needed_passes(world):
    delegate(world, only_roles(ACR_PULL, BLOB_READER, SECRETS_READER, METRICS_WRITER))
    assert outcomes(world) == {"contoso-ml": "passed", "rg-contoso": "passed"}


def test_what_is_missing_counts_and_not_what_is_held(world):
    world.revoke(ACR_PULL)
    delegate(world, only_roles(ACR_PULL))
    assert by_subject(world)["rg-contoso"].message == "The signed-in caller may grant AcrPull on contosoacr."


def test_a_delegation_to_people_alone_is_none_to_an_identity(world):
    delegate(world, f"{REQUEST}PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'User'}}")
    assert set(outcomes(world).values()) == {"failed"}


def test_a_delegation_to_this_very_identity_passes(world):
    delegate(world, f"{REQUEST}PrincipalId] ForAnyOfAnyValues:GuidEquals {{{world.principal}}}")
    assert set(outcomes(world).values()) == {"passed"}


def test_a_condition_on_what_is_not_known_is_unknown(world):
    delegate(world, "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:x_y] StringEquals 'z'")
    assert set(outcomes(world).values()) == {"unknown"}


def test_a_condition_on_the_callers_own_assignment_counts(world):
    """Azure's list of permissions tells of no condition on an assignment."""
    caller = world.document["caller"]["object_id"]
    subscription = f"/subscriptions/{world.document['target']['subscription']}"
    mine = [one for one in world.assignments() if one["properties"]["principalId"] == caller]
    for one in mine:
        world.assignments().remove(one)
    world.grant(
        RBAC_ADMINISTRATOR, subscription, caller, "User", condition=only_roles(ACR_PULL), conditionVersion="2.0"
    )
    found = {one.subject.rpartition("/")[2]: one.message for one in world.results(ID, caller=caller)}
    assert "it may grant AcrPull on contosoacr" in found["rg-contoso"]
    assert "but not" in found["contoso-ml"]


def test_assignments_of_the_caller_that_were_not_read_leave_it_open(world):
    world.fail("/roleAssignments")
    found = {one.outcome for one in world.results(ID, caller=world.document["caller"]["object_id"])}
    assert found == {"unknown"}


def test_a_missing_role_elsewhere_is_judged_there(world):
    account = world.body("accounts/contoso-openai")["id"]
    elsewhere = account.replace("rg-contoso", "rg-ai")
    for one in world.list("workspaces/contoso-ml/connections"):
        metadata = one["properties"].get("metadata") or {}
        if metadata.get("ResourceId"):
            metadata["ResourceId"] = elsewhere
    world.record(f"GET {elsewhere}/providers/Microsoft.Authorization/permissions", {"value": [{"actions": ["*/read"]}]})
    assert outcomes(world)["contoso-openai"] == "failed"


def test_says_how_to_find_who_may(demo):
    commands = [fix.commands[0] for result in demo.results(ID) for fix in result.fixes]
    assert commands
    assert all(
        one.startswith("pfdoctor who-can Microsoft.Authorization/roleAssignments/write --scope /sub")
        for one in commands
    )


def test_a_registry_of_another_group_is_asked_for_there(world):
    other = world.workspace["containerRegistry"].replace("rg-contoso", "rg-shared")
    world.workspace["containerRegistry"] = other
    assert outcomes(world) == {"contoso-ml": "passed", "rg-shared": "unknown", "rg-contoso": "passed"}


def test_a_workspace_without_registry_has_its_storage(world):
    world.workspace["containerRegistry"] = None
    messages = [result.message for result in world.results(ID)]
    assert not any("contosoacr" in message for message in messages)


def test_one_refusal_spoils_one_subject_only(world):
    world.fail("/resourceGroups/rg-contoso/providers/Microsoft.Authorization/permissions")
    assert outcomes(world) == {"contoso-ml": "passed", "rg-contoso": "unknown"}


def test_a_bundle_without_the_callers_permissions_is_unknown(world):
    world.answers[:] = [a for a in world.answers if not a["request"].endswith("/permissions")]
    assert set(outcomes(world).values()) == {"unknown"}


def test_a_deny_that_may_mean_a_caller_of_whom_nothing_is_known_leaves_it_open(examined):
    found = examined("deny-assignment").results("caller-can-grant-roles")
    assert {one.outcome.value for one in found} == {"unknown"}
