from __future__ import annotations

import pytest

ID = "quota"
FAMILY = "standardDSv2Family"
REGION = "Total Cluster Dedicated Regional vCPUs"


def usage(world):
    return next(item for item in world.list("usages") if item["name"]["value"] == FAMILY)


def deployment(world, state="Failed", count=3):
    world.deployment["properties"]["provisioningState"] = state
    world.deployment["sku"]["capacity"] = count


def test_passes_where_there_is_room(world):
    assert world.outcome(ID) == "passed"


def test_fails_where_the_limit_can_never_hold_the_reserve(world):
    usage(world)["limit"] = 15
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "warning")
    assert "16 vCPUs" in result.message


def test_one_instance_counts_as_two_by_its_reserve(world):
    deployment(world, count=1)
    usage(world)["limit"] = 7
    assert world.outcome(ID) == "failed"
    usage(world).update(limit=8, currentValue=0)
    assert world.outcome(ID) == "passed"


def test_some_sizes_need_no_reserve(world):
    size = next(one for one in world.list("vmSizes") if one["name"] == "Standard_DS3_v2")
    size["name"] = world.deployment["properties"]["instanceType"] = "Standard_NC24ads_A100_v4"
    usage(world).update(limit=12, currentValue=12)
    assert world.outcome(ID) == "passed"


def test_the_limit_of_the_region_counts_too(world):
    region = {**usage(world), "id": "", "type": "Microsoft.MachineLearningServices/dedicatedCores/usages"}
    world.list("usages").append({**region, "name": {"value": REGION}, "limit": 8})
    assert world.outcome(ID) == "failed"


def test_a_family_may_be_written_in_words(world):
    usage(world)["name"]["value"] = "Standard DSv2 Family Cluster Dedicated vCPUs"
    assert world.outcome(ID) == "passed"


def test_a_failed_deployment_may_hold_what_is_used(world):
    deployment(world)
    usage(world).update(limit=20, currentValue=12)
    assert world.outcome(ID) == "unknown"


def test_a_deployment_that_stands_needs_its_reserve_on_top(world):
    usage(world).update(limit=16, currentValue=12)
    assert world.outcome(ID) == "passed"
    usage(world).update(limit=16, currentValue=13)
    assert world.outcome(ID) == "unknown"


@pytest.mark.parametrize("change", [{"limit": None}, {"limit": -1}, {"currentValue": None}])
def test_a_quota_that_is_not_told_is_unknown(world, change):
    usage(world).update(change)
    assert world.outcome(ID) == "unknown"


def test_a_family_that_is_not_listed_is_unknown(world):
    world.list("usages").remove(usage(world))
    assert world.outcome(ID) == "unknown"


def test_a_quota_of_another_workspace_is_not_the_familys(world):
    usage(world)["type"] = "Microsoft.MachineLearningServices/workspaces/usages"
    assert world.outcome(ID) == "unknown"


def test_a_size_that_is_not_listed_is_unknown(world):
    world.deployment["properties"]["instanceType"] = "Standard_New"
    assert world.outcome(ID) == "unknown"


@pytest.mark.parametrize("ending", ["/usages", "/vmSizes"])
def test_a_refused_list_is_unknown(world, ending):
    world.fail(ending)
    assert world.outcome(ID) == "unknown"


def test_a_count_that_is_not_told_is_unknown(world):
    deployment(world, count=None)
    assert world.outcome(ID) == "unknown"


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"
