from __future__ import annotations

import json

import pytest

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document
from pfdoctor.model.role import RoleDefinition
from pfdoctor.rbac.recommend import IGNORED_BY_ABAC_REGISTRY, recommend
from pfdoctor.rbac.request import Plane, Request


def missing(*actions, plane=Plane.CONTROL, scope="/subscriptions/s"):
    return [Request("me", action, ArmId(scope), plane) for action in actions]


@pytest.fixture(scope="module")
def built_in(shared):
    items = json.loads((shared / "specs" / "roles" / "builtin-roles.json").read_text(encoding="utf-8"))["value"]
    return [RoleDefinition.from_arm(Document(item["id"], item, "", "2022-05-01-preview")) for item in items]


@pytest.mark.parametrize(
    ("action", "plane", "role"),
    [
        ("Microsoft.ContainerRegistry/registries/pull/read", Plane.CONTROL, "AcrPull"),
        (
            "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action",
            Plane.CONTROL,
            "Azure Machine Learning Workspace Connection Secrets Reader",
        ),
        (
            "Microsoft.ContainerRegistry/registries/repositories/content/read",
            Plane.DATA,
            "Container Registry Repository Reader",
        ),
        (
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
            Plane.DATA,
            "Storage Blob Data Reader",
        ),
    ],
)
def test_the_smallest_built_in_role(built_in, action, plane, role):
    assert recommend(missing(action, plane=plane), built_in).role.role_name == role


def test_what_an_abac_registry_ignores_is_not_proposed(built_in):
    asked = missing("Microsoft.ContainerRegistry/registries/pull/read")
    found = recommend(asked, built_in, ignored=IGNORED_BY_ABAC_REGISTRY)
    assert found is None or found.role.guid not in IGNORED_BY_ABAC_REGISTRY


def test_the_documented_role_wins_a_tie_and_the_excess_is_listed(rbac):
    one, two = (rbac.role(name, actions=("a/read", f"{name}/read")) for name in "bc")
    found = recommend(missing("a/read"), (one, two), documented=two.guid.upper())
    assert (found.role, found.excess) == (two, ("c/read",))
    assert recommend(missing("a/read"), (one, two)).role == one


@pytest.mark.parametrize(
    ("small", "large"),
    [
        ({"actions": ("a/read", "b/read", "c/read")}, {"actions": ("a/*",)}),
        ({"actions": ("a/*", "b/*")}, {"actions": ("*/read",)}),
        ({"actions": ("a/read", "b/*"), "not_actions": ("b/*",)}, {"actions": ("a/read", "c/read")}),
        ({"actions": ("a/read",)}, {"actions": ("a/read",), "data_actions": ("a/read",)}),
    ],
)
def test_smaller_is_fewer_wildcards_then_fewer_patterns(rbac, small, large):
    roles = [rbac.role("large", **large), rbac.role("small", **small)]
    assert recommend(missing("a/read"), roles).role.role_name == "small"


def test_no_role_that_is_conditional_or_lacks_one_action(rbac):
    conditional = rbac.role("conditional", actions=("*",), condition="ActionMatches{'*'}")
    assert recommend(missing("a/read", "b/read"), (conditional, rbac.role("half", actions=("a/*",)))) is None


def test_one_scope_at_a_time():
    with pytest.raises(ValueError, match="one scope"):
        recommend(missing("a/read") + missing("a/read", scope="/subscriptions/t"), ())
