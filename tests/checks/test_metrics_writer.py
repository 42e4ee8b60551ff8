from __future__ import annotations

ID = "metrics-writer"
METRICS_WRITER = "635dd51f-9968-44d3-b7fb-6d9a6bd613ae"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"


def test_passes_with_the_role_on_the_workspace(world):
    assert world.outcome(ID) == "passed"


def test_fails_without_and_proposes_the_role(world):
    world.revoke(METRICS_WRITER)
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "warning")
    assert [fix.role_id for fix in result.fixes] == [METRICS_WRITER]


def test_a_broader_role_on_the_group_counts(world):
    world.revoke()
    world.grant(CONTRIBUTOR, world.body("workspaces/contoso-ml")["id"].partition("/providers/")[0])
    assert world.outcome(ID) == "passed"


def test_a_system_assigned_identity_is_granted_it_by_azure(world):
    world.system_assigned()
    world.revoke()
    result = world.result(ID)
    assert result.outcome == "skipped"
    assert "Azure grants" in result.message


def test_assignments_that_may_not_be_read_leave_it_unknown(world):
    world.fail("/providers/Microsoft.Authorization/roleAssignments")
    assert world.outcome(ID) == "unknown"


def test_a_kubernetes_endpoint_is_skipped(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"
