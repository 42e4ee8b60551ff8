"""The smallest role for what is missing, out of all the built-in roles that there are."""

from __future__ import annotations

import json

import pytest

from pfdoctor.facts.proposals import propose
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document
from pfdoctor.model.right import documented
from pfdoctor.model.role import RoleDefinition

SOMEWHERE = ArmId("/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/acr")


@pytest.fixture(name="roles", scope="module")
def _roles(shared):
    (items,) = json.loads((shared / "specs/roles/builtin-roles.json").read_text(encoding="utf-8")).values()
    documents = (Document(item["id"], item, api_version="2022-05-01-preview") for item in items)
    return {role.guid: role for role in map(RoleDefinition.from_arm, documents)}


@pytest.mark.parametrize("right", documented(SOMEWHERE), ids=lambda right: right.doing)
def test_of_all_built_in_roles_the_documented_one_is_the_smallest(roles, right):
    found = propose(right, roles.values())
    assert found is not None
    assert found.scope == SOMEWHERE
    if right.role is not None:
        assert found.role_id == right.role.guid
