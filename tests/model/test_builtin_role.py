from __future__ import annotations

import json

import pytest

from pfdoctor.model import builtin_role
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.builtin_role import METRICS_WRITER, Role, grant
from pfdoctor.model.endpoint import Identity

ROLES = [one for one in vars(builtin_role).values() if isinstance(one, Role)]
WORKSPACE = ArmId("/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws")


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_names_and_guids_are_azures(shared, role):
    known = json.loads((shared / "specs" / "roles" / "builtin-roles.json").read_text(encoding="utf-8"))["value"]
    assert {item["name"]: item["properties"]["roleName"] for item in known}[role.guid] == role.name


def test_a_grant_says_what_to_run():
    fix = grant(METRICS_WRITER, Identity(WORKSPACE.child("x", "id"), "user-assigned", "abc-1"), WORKSPACE)
    assert fix.commands == (
        "az role assignment create --assignee-object-id abc-1 --assignee-principal-type ServicePrincipal"
        f' --role "AzureML Metrics Writer (preview)" --scope {WORKSPACE}',
    )


@pytest.mark.parametrize("name", ["w'; rm -rf ~ #", "$(id)", "`id`", "a\nb", 'a"b'])
def test_no_shell_sees_a_name_that_azure_does_not_allow(name):
    scope = ArmId(f"/subscriptions/s/resourceGroups/{name}")
    fix = grant(METRICS_WRITER, Identity(WORKSPACE, "user-assigned", "abc-1"), scope)
    assert fix.commands == ()
