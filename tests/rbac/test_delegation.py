"""R16: the planned role assignment is the request that a delegate's condition is judged by."""

from __future__ import annotations

import json

import pytest

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document
from pfdoctor.model.role import RoleDefinition
from pfdoctor.rbac.delegation import deleting, writing
from pfdoctor.rbac.evaluate import evaluate

GUID = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
NAMES = "Microsoft.Authorization/roleAssignments"
LISTED = f"ForAnyOfAnyValues:GuidEquals {{{GUID}}}"
CONDITION = (
    f"((!(ActionMatches{{'{NAMES}/write'}})) OR (@Request[{NAMES}:RoleDefinitionId] {LISTED}"
    f" AND @Request[{NAMES}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'User'}}))"
    f" AND ((!(ActionMatches{{'{NAMES}/delete'}})) OR (@Resource[{NAMES}:RoleDefinitionId] {LISTED}))"
)


@pytest.mark.parametrize(
    ("ask", "kind", "verdict"),
    [(writing, "user", "allowed"), (writing, "ServicePrincipal", "denied"), (deleting, "ServicePrincipal", "allowed")],
)
def test_r16_a_delegate_may_assign_only_what_its_condition_names(rbac, ask, kind, verdict):
    role = rbac.role("Role Based Access Control Administrator", actions=(f"{NAMES}/*",))
    policy = rbac.policy(rbac.assignment(role, condition=CONDITION), roles=(role,))
    request = ask(rbac.ME, frozenset(), ArmId(rbac.ACR), GUID, "the endpoint", kind)
    assert evaluate(request, policy).verdict == verdict


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("{R}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{G}, {OTHER}}}", "allowed"),
        ("{R}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{{{DASHLESS}}}", "allowed"),
        ("{R}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{OTHER}}}", "denied"),
        ("{R}:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {{{OTHER}, {G}}}", "denied"),
        ("{R}:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {{{OTHER}}}", "allowed"),
        ("{R}:PrincipalType] StringEqualsIgnoreCase 'ServicePrincipal'", "allowed"),
        ("{R}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'User', 'Group'}}", "denied"),
        ("{R}:PrincipalId] ForAnyOfAnyValues:GuidEquals {{{WHO}}}", "allowed"),
        ("{R}:PrincipalId] ForAnyOfAllValues:GuidNotEquals {{{WHO}}}", "denied"),
        (
            "{R}:PrincipalId] ForAnyOfAnyValues:GuidEquals {{{WHO}}} AND {R}:RoleDefinitionId] GuidEquals {OTHER}",
            "denied",
        ),
        ("@Resource[{N}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{G}}}", "unknown"),
        ("@Principal[some] StringEquals 'x'", "unknown"),
    ],
)
def test_r16_each_attribute_of_the_planned_assignment_counts(rbac, condition, verdict):
    other, who = "5e467623-bb1f-42f4-a55d-6e525e11384b", "bbbbbbbb-0000-0000-0000-000000000002"
    names = {
        "R": f"@Request[{NAMES}",
        "N": NAMES,
        "G": GUID,
        "DASHLESS": GUID.replace("-", ""),
        "OTHER": other,
        "WHO": who,
    }
    role = rbac.role("Delegate", actions=(f"{NAMES}/*",))
    policy = rbac.policy(rbac.assignment(role, condition=condition.format(**names)), roles=(role,))
    request = writing(rbac.ME, frozenset(), ArmId(rbac.ACR), GUID.upper(), who.upper(), "ServicePrincipal")
    assert evaluate(request, policy).verdict == verdict


def test_06_r16_the_documented_examples(rbac, vectors):
    rows = vectors("06-conditions")["delegation"]
    role = rbac.role("Delegate", actions=("*",))
    for row in rows:
        asks = {f"{NAMES}/write": (writing, row["request"]), f"{NAMES}/delete": (deleting, row["resource"])}
        ask, told = asks.get(row["action"], (None, None))
        if ask is None or not all(f"{NAMES}:{name}" in told for name in ("RoleDefinitionId", "PrincipalType")):
            continue
        what = {name.rpartition(":")[2]: value[0] for name, value in told.items()}
        request = ask(
            rbac.ME,
            frozenset(),
            ArmId(rbac.RG),
            what["RoleDefinitionId"],
            what.get("PrincipalId", rbac.ME),
            what["PrincipalType"],
        )
        policy = rbac.policy(rbac.assignment(role, condition=row["condition"]), roles=(role,))
        assert evaluate(request, policy).verdict == ("allowed" if row["expected"] else "denied"), row["name"]


def test_r16_the_conditions_inside_built_in_roles_bind_their_holders(rbac, shared):
    items = json.loads((shared / "specs" / "roles" / "builtin-roles.json").read_text(encoding="utf-8"))["value"]
    found = {one["properties"]["roleName"]: one for one in items}
    secrets_user, owner = "4633458b-17de-408a-b874-0445c86b69e6", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
    sphere = "8b9dfcab-4b77-4632-a6df-94bd07820648"
    for name, mine in (("Key Vault Data Access Administrator", secrets_user), ("Azure Sphere Owner", sphere)):
        item = found[name]
        role = RoleDefinition.from_arm(Document(item["id"], item, "", "2022-05-01-preview"))
        policy = rbac.policy(rbac.assignment(role), roles=(role,))
        for ask in (writing, deleting):
            for guid, verdict in ((mine, "allowed"), (owner, "denied")):
                request = ask(rbac.ME, frozenset(), ArmId(rbac.RG), guid, "the endpoint", "ServicePrincipal")
                assert evaluate(request, policy).verdict == verdict, (name, ask.__name__)


@pytest.mark.parametrize("ask", [writing, deleting])
@pytest.mark.parametrize(("groups", "verdict"), [({"team"}, "allowed"), (set(), "denied"), (None, "unknown")])
def test_r16_the_right_to_assign_may_come_through_a_group(rbac, ask, groups, verdict):
    role = rbac.role("Delegate", actions=(f"{NAMES}/*",))
    policy = rbac.policy(rbac.assignment(role, principal="team", kind="Group"), roles=(role,))
    known = None if groups is None else frozenset(groups)
    assert evaluate(ask(rbac.ME, known, ArmId(rbac.ACR), GUID, "someone", "User"), policy).verdict == verdict


@pytest.mark.parametrize(("ask", "source"), [(writing, "Request"), (deleting, "Resource")])
def test_r16_a_question_holds_all_of_the_planned_assignment(ask, source):
    asked = ask("me", frozenset(), ArmId("/"), "guid", "someone", "User")
    assert asked.attributes == {
        f"{source}[{NAMES}:{name}]".lower(): value
        for name, value in (("RoleDefinitionId", "guid"), ("PrincipalId", "someone"), ("PrincipalType", "User"))
    }
    assert asked.plane == "control"
