"""A list whose items were cut down to their names, as a query does, says nothing about them."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("ending", "check"),
    [
        ("my-endpoint/deployments", "acr-pull"),
        ("contoso-ml/connections", "connection-auth"),
        ("contoso-ml/connections", "openai-user"),
    ],
)
def test_items_without_properties_leave_it_unknown(world, ending, check):
    items = world.list(ending)
    items[:] = [{name: one[name] for name in ("id", "name", "type")} for one in items]
    assert {result.outcome.value for result in world.results(check)} == {"unknown"}


def test_a_deployment_that_names_neither_environment_nor_model_is_not_judged_as_a_model_without_environment(world):
    world.deployment["properties"].update(environmentId=None, model=None)
    for check in ("acr-pull", "inference-config", "connection-secrets-reader"):
        assert world.outcome(check) == "unknown", check


@pytest.mark.parametrize(
    ("field", "checks"),
    [("authType", ("connection-auth", "openai-user")), ("category", ("connection-auth", "connections-resolve"))],
)
def test_a_connection_that_does_not_tell_what_it_is_is_unknown(world, field, checks):
    connection = world.body("connections/aoai-shared")
    del connection["properties"][field]
    for check in checks:
        found = {result.subject: result.outcome.value for result in world.results(check)}
        assert found[connection["id"]] == "unknown", check
