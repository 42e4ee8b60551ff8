from __future__ import annotations

import pytest

from pfdoctor.lab.store import Store
from pfdoctor.model.errors import CannotStart

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
ACR = f"{S}/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/x"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (ACR, {"name": "x", "properties": {}}),
        (f"{S}/providers/Microsoft.Authorization/roleAssignments", {"value": [{"properties": {"scope": S}}]}),
    ],
)
def test_a_resource_without_an_id_is_refused(world, path, body):
    with pytest.raises(CannotStart, match=f"GET {path}"):
        Store(world({"request": f"GET {path}", "status": 200, "body": body}))


@pytest.mark.parametrize("body", [None, [], "<html>", {}, {"value": None}, {"value": [1]}, {"value": {}}])
def test_an_odd_answer_is_no_resource(world, body):
    before, after = Store(world()), Store(world({"request": f"GET {S}/odd", "status": 200, "body": body}))
    assert before.resources == after.resources


def test_what_failed_is_not_there(world):
    assert ACR.lower() not in Store(world({"request": f"GET {ACR}", "status": 500, "body": {"id": ACR}})).resources
