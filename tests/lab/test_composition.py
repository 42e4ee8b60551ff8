from __future__ import annotations

import pytest

from pfdoctor.lab.composition import compose
from pfdoctor.model.errors import CannotStart

S = "/subscriptions/s"
P = f"{S}/resourceGroups/g/providers"
STORE = f"{P}/Microsoft.Storage/storageAccounts/a"
LIST = f"{S}/providers/Microsoft.Storage/storageAccounts"
AUTH = "/providers/Microsoft.Authorization"
ASSIGNMENTS = f"{S}{AUTH}/roleAssignments"
PERMISSIONS = f"{STORE}{AUTH}/permissions"


def answer(path, body):
    return {"request": f"GET {path}", "status": 200, "body": body}


def composed(**changes):
    """A world with one storage account and one role assignment, changed; its bodies by path."""
    account = {"id": STORE, "properties": {"sku": "LRS", "acls": {"bypass": "None"}}}
    base = {
        "taken_at": "then",
        "target": {"workspace": "w", "endpoint": "e"},
        "answers": [
            answer(STORE, account),
            answer(LIST, {"value": [account]}),
            answer(ASSIGNMENTS, {"value": [{"id": f"{STORE}{AUTH}/roleAssignments/1", "properties": {}}]}),
            answer(PERMISSIONS, {"value": []}),
            answer(f"{S}/providers/Microsoft.Search/searchServices", {"error": {"code": "AuthorizationFailed"}}),
        ],
    }
    whole = compose(base, {"extends": "base", **changes}, "changed")
    return whole, {one["request"].removeprefix("GET "): one["body"] for one in whole["answers"]}


def test_without_changes_it_is_the_same():
    whole, bodies = composed()
    assert "extends" not in whole
    assert bodies[LIST] == {"value": [bodies[STORE]]}


def test_other_fields_are_merged():
    whole, _ = composed(about="less", target={"endpoint": "f"})
    assert (whole["about"], whole["target"], whole["taken_at"]) == ("less", {"workspace": "w", "endpoint": "f"}, "then")


def test_a_resource_changes_alone_and_in_lists_whatever_the_case_of_its_id():
    _, bodies = composed(resources={STORE.upper(): {"properties": {"acls": {"action": "Deny"}, "sku": None}}})
    changed = {"id": STORE, "properties": {"acls": {"bypass": "None", "action": "Deny"}}}
    assert bodies[STORE] == changed
    assert bodies[LIST] == {"value": [changed]}


def test_null_takes_a_resource_out_everywhere():
    _, bodies = composed(resources={STORE: None})
    assert STORE not in bodies
    assert bodies[LIST] == {"value": []}


@pytest.mark.parametrize(
    ("id", "list_"),
    [
        (f"{P}/Microsoft.Storage/storageAccounts/b", LIST),
        (f"{STORE}{AUTH}/roleAssignments/2", ASSIGNMENTS),
        (f"/providers/Microsoft.Management/managementGroups/m{AUTH}/roleAssignments/2", ASSIGNMENTS),
    ],
)
def test_a_new_resource_joins_the_list_of_its_kind(id, list_):
    _, before = composed()
    _, bodies = composed(resources={id: {"name": "new"}})
    assert bodies == {**before, list_: {"value": [*before[list_]["value"], {"id": id, "name": "new"}]}}


def test_a_new_answer_joins_the_lists_too_and_wins_over_the_old():
    other = f"{P}/Microsoft.Storage/storageAccounts/b"
    _, bodies = composed(answers=[answer(other, {"id": other}), answer(PERMISSIONS, {"value": ["all"]})])
    assert [item["id"] for item in bodies[LIST]["value"]] == [STORE, other]
    assert bodies[other] == {"id": other}
    assert bodies[PERMISSIONS] == {"value": ["all"]}


def test_an_answer_about_a_resource_replaces_it_in_lists():
    _, bodies = composed(answers=[answer(STORE, {"id": STORE, "properties": {}})])
    assert bodies[LIST] == {"value": [bodies[STORE]]} == {"value": [{"id": STORE, "properties": {}}]}


def test_permissions_are_the_same_wherever_they_are_told():
    _, bodies = composed(permissions=[{"actions": ["*"]}])
    assert bodies[PERMISSIONS] == {"value": [{"actions": ["*"]}]}


def test_names_change_everywhere():
    _, bodies = composed(rename={"storageAccounts/a": "storageAccounts/z"})
    assert {path for path in bodies if "storageAccounts/" in path} == {
        path.replace("storageAccounts/a", "storageAccounts/z") for path in (STORE, PERMISSIONS)
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rename": {"nothing": "x"}}, "renames nothing, which base does not hold"),
        ({"resources": {f"{P}/Microsoft.Search/searchServices/x": {"name": "x"}}}, "does not hold; add an answer"),
        ({"resources": {STORE.replace("/s/", "/t/"): {"name": "x"}}}, "does not hold; add an answer"),
        ({"resources": {f"{STORE}b": None}}, "changes .*/ab, which base does not hold"),
    ],
)
def test_a_change_of_what_is_not_there_is_a_mistake(changes, message):
    with pytest.raises(CannotStart, match=message):
        composed(**changes)
