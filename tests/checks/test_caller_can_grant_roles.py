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


def test_a_constrained_delegation_is_unknown(world):
    condition = (
        "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] "
        "ForAnyOfAnyValues:GuidEquals {7f951dda-4ed3-4680-a7ca-43fe172d538d}"
    )
    for answer in world.answers:
        if answer["request"].endswith("/permissions"):
            answer["body"] = {"value": [{"actions": ["*"], "notActions": [], "condition": condition}]}
    assert set(outcomes(world).values()) == {"unknown"}


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
