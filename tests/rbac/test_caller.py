from __future__ import annotations

import pytest

from pfdoctor.model.role import Permission
from pfdoctor.rbac.caller import caller_may
from pfdoctor.rbac.delegation import WRITE, planned
from pfdoctor.rbac.request import Plane

OPEN = Permission(actions=("*",), not_actions=("Microsoft.Authorization/*/Write",))
GUID = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
ONLY_PULL = f"@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{{{GUID}}}"
LIMITED = Permission(actions=(WRITE,), condition=ONLY_PULL)


@pytest.mark.parametrize(
    ("action", "blocks", "plane", "expected"),
    [
        ("a/write", (OPEN,), Plane.CONTROL, True),
        ("a/write", (OPEN,), Plane.DATA, False),
        ("a/write", (), Plane.CONTROL, False),
        (WRITE, (OPEN,), Plane.CONTROL, False),
        (WRITE, (OPEN, Permission(actions=("*",))), Plane.CONTROL, True),
        (WRITE, (OPEN, LIMITED), Plane.CONTROL, None),
        (WRITE, (LIMITED, Permission(actions=("*",))), Plane.CONTROL, True),
        (WRITE, (Permission(actions=("*",), condition="(("),), Plane.CONTROL, None),
        ("a/read", (LIMITED,), Plane.CONTROL, False),
    ],
)
def test_r6_the_callers_blocks_add_up(action, blocks, plane, expected):
    assert caller_may(action, blocks, plane) is expected


@pytest.mark.parametrize(("guid", "expected"), [(GUID, True), ("00000000-0000-0000-0000-000000000000", False)])
def test_r16_the_planned_assignment_is_the_request(guid, expected):
    asked = planned(guid, "someone", "ServicePrincipal", "Request")
    assert caller_may(WRITE, (OPEN, LIMITED), attributes=asked) is expected
