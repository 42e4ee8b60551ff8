from __future__ import annotations

import copy

ID = "app-insights"
VARIABLE = "APPLICATIONINSIGHTS_CONNECTION_STRING"
SECRET = "InstrumentationKey=00000000-1111-2222-3333-444444444444"


def variable(world):
    world.deployment["properties"]["environmentVariables"][VARIABLE] = SECRET


def test_passes_when_the_workspace_has_one(world):
    assert world.outcome(ID) == "passed"


def test_fails_when_there_is_nowhere_to_send_to(world):
    world.workspace["applicationInsights"] = None
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "warning")
    assert "nothing is collected" in result.message


def test_a_variable_is_enough(world):
    world.workspace["applicationInsights"] = None
    variable(world)
    assert world.outcome(ID) == "passed"


def test_says_that_the_workspaces_wins_over_the_variable(world):
    variable(world)
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "info")


def test_never_shows_the_connection_string(world):
    variable(world)
    result = world.result(ID)
    assert SECRET not in repr(result)
    assert [one.value for one in result.evidence if one.path.endswith(VARIABLE)] == ["set"]


def test_gives_a_hint_when_nothing_is_asked_for(world):
    world.deployment["properties"]["appInsightsEnabled"] = False
    result = world.result(ID)
    assert result.outcome == "skipped"
    assert "app_insights_enabled" in result.message


def test_a_project_uses_its_hubs(world):
    hub = copy.deepcopy(world.body("workspaces/contoso-ml"))
    hub.update(id=hub["id"].replace("contoso-ml", "contoso-hub"), name="contoso-hub", kind="Hub")
    world.record(f"GET {hub['id']}", hub)
    world.body("workspaces/contoso-ml")["kind"] = "Project"
    world.workspace.update(hubResourceId=hub["id"], applicationInsights=None)
    assert world.outcome(ID) == "passed"


def test_a_setting_that_is_not_understood_is_unknown(world):
    world.deployment["properties"]["appInsightsEnabled"] = "yes"
    assert world.outcome(ID) == "unknown"


def test_a_refused_workspace_is_unknown(world):
    world.fail("/workspaces/contoso-ml")
    assert world.outcome(ID) == "unknown"


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"
