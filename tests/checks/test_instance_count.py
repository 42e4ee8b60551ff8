from __future__ import annotations

ID = "instance-count"


def capacity(world, count):
    world.deployment["sku"]["capacity"] = count


def test_passes_with_three(world):
    assert world.outcome(ID) == "passed"


def test_suggests_three_where_there_are_fewer(world):
    capacity(world, 2)
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "info")
    assert "instance_count=3" in result.fixes[0].commands[0]


def test_none_at_all_is_fewer(world):
    capacity(world, 0)
    assert world.outcome(ID) == "failed"


def test_a_count_that_is_not_told_is_unknown(world):
    capacity(world, None)
    assert world.outcome(ID) == "unknown"


def test_a_count_that_is_no_number_is_unknown(world):
    capacity(world, "3")
    assert world.outcome(ID) == "unknown"


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome(ID) == "skipped"
