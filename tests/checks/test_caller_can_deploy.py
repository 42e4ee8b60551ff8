from __future__ import annotations

ID = "caller-can-deploy"
ML = "Microsoft.MachineLearningServices/workspaces/*/write"
SPECIFIC = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write"


def permissions(world, place, **block):
    world.list(f"{place}/providers/Microsoft.Authorization/permissions")[:] = [block]


def outcomes(world):
    return {result.subject.rpartition("/")[2]: result.outcome for result in world.results(ID)}


def test_passes_when_the_caller_may_do_all(world):
    assert outcomes(world) == {"contoso-ml": "passed", "rg-contoso": "passed", "id-pf": "passed"}


def test_a_data_scientist_may_deploy_but_not_from_the_studio(demo):
    found = {result.subject.rpartition("/")[2]: result for result in demo.results(ID)}
    assert found["contoso-ml"].outcome == "passed"
    assert (found["rg-contoso"].outcome, found["rg-contoso"].severity) == ("failed", "warning")


def test_fails_without_the_right_to_write_deployments(world):
    permissions(world, "workspaces/contoso-ml", actions=[SPECIFIC])
    result = next(one for one in world.results(ID) if one.outcome == "failed")
    assert "onlineEndpoints/deployments/write" in result.message


def test_fails_where_a_not_action_takes_it_away(world):
    permissions(world, "workspaces/contoso-ml", actions=["*"], notActions=[SPECIFIC])
    assert outcomes(world)["contoso-ml"] == "failed"


def test_the_pattern_of_managed_identity_operator_lets_attach(world):
    permissions(
        world,
        "userAssignedIdentities/id-pf",
        actions=["Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action"],
    )
    assert outcomes(world)["id-pf"] == "passed"


def test_fails_when_the_caller_may_not_attach_the_identity(world):
    permissions(world, "userAssignedIdentities/id-pf", actions=["*/read"])
    assert outcomes(world)["id-pf"] == "failed"


def test_a_condition_that_azure_alone_can_judge_is_unknown(world):
    condition = "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User'"
    permissions(world, "workspaces/contoso-ml", actions=[ML], condition=condition)
    assert outcomes(world)["contoso-ml"] == "unknown"


def test_one_refusal_spoils_one_subject_only(world):
    world.fail("/resourceGroups/rg-contoso/providers/Microsoft.Authorization/permissions")
    assert outcomes(world) == {"contoso-ml": "passed", "rg-contoso": "unknown", "id-pf": "passed"}


def test_a_bundle_without_the_callers_permissions_is_unknown(world):
    world.answers[:] = [a for a in world.answers if not a["request"].endswith("/permissions")]
    assert set(outcomes(world).values()) == {"unknown"}


def test_an_identity_that_does_not_exist_is_not_asked_for(world):
    place = "/userAssignedIdentities/id-pf/providers/Microsoft.Authorization/permissions"
    for answer in world.answers:
        if answer["request"].endswith(place):
            answer.update(status=404, body={"error": {"code": "ResourceNotFound", "message": "planted"}})
    assert outcomes(world)["id-pf"] == "skipped"
