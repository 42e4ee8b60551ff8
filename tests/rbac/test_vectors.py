"""The evaluator against vectors that were made without it; a row without an expectation must only not crash."""

from __future__ import annotations

import json

import pytest

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document
from pfdoctor.model.role import RoleDefinition
from pfdoctor.rbac.evaluate import evaluate
from pfdoctor.rbac.patterns import contains, covers, grants, matches
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Plane, Request
from pfdoctor.rbac.scope import applies, kind


def differences(pairs):
    return [(name, expected, got) for name, expected, got in pairs if expected is not None and expected != got]


def test_01_a_pattern_matches_an_action(vectors):
    rows = vectors("01-action-match")
    assert not differences((row, row["matches"], matches(row["pattern"], row["action"])) for row in rows)


def test_02_a_role_grants_an_action(vectors, rbac):
    found = []
    for row in vectors("02-role-grants"):
        blocks = [rbac.block(item) for item in row["permissions"]]
        for case in row["cases"]:
            got = any(grants(block, case["action"], Plane(case["plane"])) for block in blocks)
            found.append((f"{row['name']}: {case['action']}", case["granted"], got))
    assert len(found) >= 50
    assert not differences(found)


def test_03_a_pattern_is_contained(vectors, rbac):
    found = []
    for row in vectors("03-pattern-containment"):
        if row["op"] == "is_action_lte":
            got = contains(row["b"], row["a"])
        else:
            got = covers([rbac.block(item) for item in row["permissions"]], row["pattern"], Plane.CONTROL)
        found.append((row, row["expected"], got))
    assert not differences(found)


def test_04_a_scope_applies(vectors):
    for row in vectors("04-scope")["applies"]:
        above = row["management_group_ancestors"]
        ancestors = None if above is None else frozenset(ArmId(one).key for one in above)
        assert applies(ArmId(row["assignment_scope"]), ArmId(row["target"]), ancestors) is row["applies"], row["why"]


def test_04_a_scope_has_a_kind(vectors):
    rows = vectors("04-scope")["kind"]
    assert [kind(ArmId(row["scope"])) for row in rows] == [row["kind"] for row in rows]


def test_04_an_assignment_names_its_scope(vectors):
    rows = vectors("04-scope")["scope_of_assignment_id"]
    assert [ArmId(row["role_assignment_id"]).parent for row in rows] == [ArmId(row["scope"]) for row in rows]


def test_05_whole_decisions(vectors, rbac):
    data = vectors("05-decisions")
    roles = {name: rbac.role(name, *map(rbac.block, blocks)) for name, blocks in data["roles"].items()}
    found = []
    for case in data["cases"]:
        asked = case["request"]
        assignments = [
            rbac.assignment(
                roles[one["role"]],
                one["scope"],
                one["principalId"],
                kind="Group" if one["principalId"].startswith("g-") else "User",
                condition=one.get("condition"),
            )
            for one in case["assignments"]
        ]
        denies = tuple(
            rbac.deny(
                *one["principals"],
                scope=one["scope"],
                exclude=tuple(one["excludePrincipals"]),
                only_at_scope=one["doNotApplyToChildScopes"],
                **{key: getattr(rbac.block(one["permissions"][0]), key) for key in BLOCK},
            )
            for one in case["denyAssignments"]
        )
        request = Request(
            case["principal"],
            asked["action"],
            ArmId(asked["target"]),
            Plane(asked["plane"]),
            frozenset(case["groups"]),
            {f"@Resource[{name}]": value for name, value in asked.get("resource", {}).items()},
        )
        proof = evaluate(request, rbac.policy(*assignments, roles=roles.values(), denies=denies))
        found.append((case["name"], case["expected"], proof.verdict.value))
    assert len(found) == 17
    assert not differences(found)


BLOCK = ("actions", "not_actions", "data_actions", "not_data_actions")


def test_07_built_in_roles_grant_real_operations(vectors, shared):
    data = vectors("07-builtin-role-grants")
    roles = definitions(shared)
    operations = [(one["action"], Plane(one["plane"])) for one in data["operations"]]
    wrong = []
    for row in data["roles"]:
        blocks = roles[row["id"]].permissions
        got = [i for i, (action, plane) in enumerate(operations) if any(grants(b, action, plane) for b in blocks)]
        if got != row["granted"]:
            wrong.append((row["roleName"], set(got) ^ set(row["granted"])))
    assert len(data["roles"]) == 928
    assert not wrong


def test_07_the_evaluator_grants_what_the_role_grants(vectors, shared, rbac):
    data = vectors("07-builtin-role-grants")
    roles = definitions(shared)
    operations = [(one["action"], Plane(one["plane"])) for one in data["operations"]][::40]
    for row in data["roles"][::20]:
        definition = roles[row["id"]]
        known = Policy((rbac.assignment(definition),), {definition.guid: definition}, (), frozenset())
        for place, (action, plane) in enumerate(operations):
            verdict = evaluate(Request(rbac.ME, action, ArmId(rbac.RG), plane, frozenset()), known).verdict
            expected = "allowed" if place * 40 in row["granted"] else "denied"
            assert verdict == expected or (row["has_condition"] and verdict == "unknown"), (row["roleName"], action)


def definitions(shared):
    items = json.loads((shared / "specs" / "roles" / "builtin-roles.json").read_text(encoding="utf-8"))["value"]
    return {
        item["name"]: RoleDefinition.from_arm(Document(item["id"], item, "", "2022-05-01-preview")) for item in items
    }


@pytest.mark.parametrize("text", ["", "*", "**", "*" * 50 + "x", "?", "[", "\\", "(a", "é*"])
def test_odd_patterns_do_not_crash(text):
    assert matches(text, "Microsoft.Storage/read") is (text != "" and set(text) == {"*"})
