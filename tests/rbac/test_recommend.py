from __future__ import annotations

import json
from dataclasses import replace

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
        (
            "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
            Plane.DATA,
            "Cognitive Services OpenAI User",
        ),
        ("Microsoft.Search/searchServices/indexes/documents/read", Plane.DATA, "Search Index Data Reader"),
        (
            "Microsoft.MachineLearningServices/workspaces/metrics/resource/write",
            Plane.CONTROL,
            "AzureML Metrics Writer (preview)",
        ),
        (
            "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action",
            Plane.CONTROL,
            "AzureML Data Scientist",
        ),
        ("Microsoft.KeyVault/vaults/secrets/getSecret/action", Plane.DATA, "Key Vault Secrets User"),
        (
            "Microsoft.Authorization/roleAssignments/write",
            Plane.CONTROL,
            "Role Based Access Control Administrator",
        ),
    ],
)
def test_the_smallest_built_in_role(built_in, action, plane, role):
    assert recommend(missing(action, plane=plane), built_in).role.role_name == role


def test_what_an_abac_registry_ignores_is_not_proposed(built_in):
    asked = missing("Microsoft.ContainerRegistry/registries/pull/read")
    found = recommend(asked, built_in, ignored=IGNORED_BY_ABAC_REGISTRY)
    assert found.role.guid not in IGNORED_BY_ABAC_REGISTRY
    assert {"Microsoft.ContainerRegistry/registries/repositories/content/read"} < set(found.excess)
    names = {role.role_name for role in built_in if role.guid in IGNORED_BY_ABAC_REGISTRY}
    assert names == {"AcrPull", "AcrPush", "AcrDelete", "Owner", "Contributor", "Reader"}


def test_one_role_for_actions_of_both_planes(built_in):
    both = missing("Microsoft.Storage/storageAccounts/blobServices/containers/read")
    both += missing("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", plane=Plane.DATA)
    found = recommend(both, built_in)
    assert found.role.role_name == "Storage Blob Data Reader"
    assert [one.rpartition("/")[2] for one in found.excess] == ["action"]


def test_no_role_of_the_built_in_ones_is_proposed_for_what_it_allows_under_a_condition(built_in):
    conditional = [role for role in built_in if any(block.condition for block in role.permissions)]
    asked = missing("Microsoft.Authorization/roleAssignments/write")
    assert len(conditional) == 29
    assert recommend(asked, conditional) is None


def test_a_broad_pattern_is_worse_than_many_narrow_ones(rbac):
    narrow = rbac.role("narrow", actions=("a/b/c/read", *(f"a/b/{letter}/*" for letter in "cdefgh")))
    broad = rbac.role("broad", actions=("a/*",))
    assert recommend(missing("a/b/c/read"), (broad, narrow)).role == narrow


def test_at_a_tie_what_takes_more_out_is_smaller_and_then_the_name_decides(rbac):
    roles = [rbac.role(name, actions=("*",)) for name in ("B", "a")]
    less = rbac.role("z", actions=("*",), not_actions=("x/write",))
    assert recommend(missing("a/read"), (*roles, less)).role == less
    assert recommend(missing("a/read"), roles).role.role_name == "a"


def test_a_custom_role_or_an_ignored_one_is_not_proposed(rbac):
    one, other = rbac.role("one", actions=("a/read",)), rbac.role("other", actions=("a/read", "b/read"))
    assert recommend(missing("a/read"), (one, other), ignored=[one.guid]).role == other
    assert recommend(missing("a/read"), (replace(one, is_custom=True), other)).role == other


def test_the_excess_is_what_is_left_of_all_blocks_on_both_planes(rbac):
    blocks = [
        {"actions": ["a/read", "b/*", "c/write"], "notActions": ["c/*"]},
        {"actions": ["b/*"], "dataActions": ["a/read", "d/*"]},
    ]
    role = rbac.role("odd", *map(rbac.block, blocks))
    found = recommend(missing("A/Read"), (role,))
    assert found.excess == ("b/*", "a/read", "d/*")
    assert str(found.scope) == "/subscriptions/s"


def test_nothing_missing_is_no_question():
    with pytest.raises(ValueError, match="one scope"):
        recommend([], ())


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
