from __future__ import annotations

import json

import pytest

from pfdoctor.model.conditional_roles import CONDITIONAL_ROLES
from pfdoctor.model.document import Document
from pfdoctor.model.errors import Unreadable
from pfdoctor.model.role import RoleDefinition

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


def definition(guid, api_version):
    source = f"/providers/Microsoft.Authorization/roleDefinitions/{guid}"
    return Document(source, {"properties": {"permissions": [{"actions": ["*/read"]}]}}, "GET", api_version)


def test_the_list_is_that_of_the_built_in_roles(shared):
    roles = json.loads((shared / "specs" / "roles" / "builtin-roles.json").read_text(encoding="utf-8"))["value"]
    with_condition = {
        role["name"].lower()
        for role in roles
        if any(block.get("condition") for block in role["properties"]["permissions"])
    }
    assert with_condition == CONDITIONAL_ROLES


@pytest.mark.parametrize("api_version", ["2022-04-01", "2018-01-01-preview", ""])
def test_an_older_answer_does_not_show_such_a_role_whole(api_version):
    with pytest.raises(Unreadable, match="2022-05-01-preview"):
        RoleDefinition.from_arm(definition(min(CONDITIONAL_ROLES), api_version))


def test_a_newer_answer_does():
    assert RoleDefinition.from_arm(definition(min(CONDITIONAL_ROLES), "2022-05-01-preview")).permissions


def test_other_roles_are_whole_in_any_answer():
    assert RoleDefinition.from_arm(definition(READER, "2015-07-01")).permissions
