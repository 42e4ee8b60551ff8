"""Roles, assignments and deny assignments as Azure writes them."""

from __future__ import annotations

import pytest

from pfdoctor.model.document import Document
from pfdoctor.model.errors import Unreadable
from pfdoctor.model.role import EVERYONE, DenyAssignment, DenyPrincipal, Permission, RoleAssignment, RoleDefinition

SCOPE = "/subscriptions/s/resourceGroups/rg"
EXCLUDED = "3F2504E0-4F89-41D3-9A0C-0305E82C3301"


def answered(properties):
    return Document(f"{SCOPE}/providers/Microsoft.Authorization/x/y", {"properties": properties})


def deny(**more):
    everyone = {"id": EVERYONE, "type": "SystemDefined"}
    whole = {"scope": SCOPE, "principals": [everyone], "permissions": [{"actions": ["*"]}]}
    return DenyAssignment.from_arm(answered({**whole, **more}))


def test_a_deny_keeps_whom_it_names_with_their_types():
    found = deny(
        excludePrincipals=[{"id": EXCLUDED, "type": "ServicePrincipal"}, {"id": "g"}, {"id": "h", "type": None}]
    )
    assert found.principals == (DenyPrincipal(EVERYONE, "SystemDefined"),)
    assert found.principals[0].everyone
    assert found.exclude_principals == (
        DenyPrincipal(EXCLUDED.lower(), "ServicePrincipal"),
        DenyPrincipal("g"),
        DenyPrincipal("h"),
    )


@pytest.mark.parametrize("broken", [{}, {"id": None}, {"id": " "}, {"id": 7}, {"id": "g", "type": 7}])
def test_a_principal_that_is_not_understood_makes_the_deny_unreadable(broken):
    for side in ("principals", "excludePrincipals"):
        with pytest.raises(Unreadable):
            deny(**{side: [broken]})


@pytest.mark.parametrize("name", ["scope", "principals", "permissions"])
@pytest.mark.parametrize("value", [None, "", [], 7])
def test_a_deny_names_scope_principals_and_permissions(name, value):
    with pytest.raises(Unreadable):
        deny(**{name: value})


def test_a_condition_keeps_its_version():
    limited = {"condition": "ActionMatches{'*'}", "conditionVersion": "2.0"}
    found = deny(permissions=[limited], **limited)
    assert (found.condition, found.condition_version) == tuple(limited.values())
    assert found.permissions == (Permission(condition=limited["condition"], condition_version="2.0"),)


def test_no_condition_is_none():
    found = deny(permissions=[{"actions": ["*"], "condition": "", "conditionVersion": None}])
    assert (found.condition, found.permissions) == (None, (Permission(actions=("*",)),))


@pytest.mark.parametrize("actions", ["*", "", {}, 0, [1], [None]])
def test_actions_that_are_no_list_of_texts_are_unreadable(actions):
    with pytest.raises(Unreadable, match="not a list of actions"):
        Permission.from_arm({"actions": actions}, answered({}))


@pytest.mark.parametrize("name", ["scope", "principalId", "roleDefinitionId"])
@pytest.mark.parametrize("value", [None, "", " ", 7])
def test_an_assignment_names_scope_principal_and_role(name, value):
    whole = {"scope": SCOPE, "principalId": EXCLUDED, "roleDefinitionId": "/roles/R"}
    assert RoleAssignment.from_arm(answered(whole)).principal_id == EXCLUDED.lower()
    with pytest.raises(Unreadable):
        RoleAssignment.from_arm(answered({**whole, name: value}))


def test_a_role_without_permissions_is_unreadable():
    with pytest.raises(Unreadable, match="no permissions"):
        RoleDefinition.from_arm(answered({"roleName": "Odd", "permissions": []}))
