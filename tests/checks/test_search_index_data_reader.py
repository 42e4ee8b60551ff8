from __future__ import annotations

import pytest

ID = "search-index-data-reader"
INDEX_READER = "1407120a-92aa-4202-b7e9-c0e197c71c8f"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
TARGET = "https://contoso-search.search.windows.net"


@pytest.fixture
def service(world):
    """The id of a search service that an Entra ID connection points to."""
    id = world.add("Microsoft.Search/searchServices", "contoso-search", {"disableLocalAuth": True})
    world.connect("search", "CognitiveSearch", target=TARGET, ResourceId=id)
    return id


def test_passes_with_the_role_on_the_service(world, service):
    world.grant(INDEX_READER, service)
    assert world.outcome(ID) == "passed"


def test_fails_without_and_proposes_the_role_on_the_service(world, service):
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "warning")
    assert [(fix.role_id, fix.scope) for fix in result.fixes] == [(INDEX_READER, service)]


def test_it_is_an_error_where_a_variable_shows_that_the_flow_uses_it(world, service):
    world.variables["KEY"] = "${{azureml://connections/search}}"
    assert world.result(ID).severity == "error"


def test_owner_is_no_data_role(world, service):
    world.grant(OWNER, service)
    assert world.outcome(ID) == "failed"


def test_without_resource_id_the_service_is_found_by_the_targets_host(world, service):
    world.properties("connections/search")["metadata"] = {}
    assert world.result(ID).fixes[0].scope == service


@pytest.mark.parametrize("host", ["elsewhere.search.windows.net", "search.contoso.example"])
def test_without_resource_id_a_host_that_nothing_answers_at_is_unknown(world, service, host):
    world.properties("connections/search").update(metadata={}, target=f"https://{host}")
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("unknown", "warning")


def test_assignments_that_may_not_be_read_leave_it_unknown(world, service):
    world.fail("/providers/Microsoft.Authorization/roleAssignments")
    assert world.outcome(ID) == "unknown"


def test_a_service_that_does_not_exist_is_not_judged(world, service):
    world.missing("searchServices/contoso-search")
    assert world.outcome(ID) == "skipped"


def test_without_such_a_connection_it_is_skipped(world):
    assert world.outcome(ID) == "skipped"
