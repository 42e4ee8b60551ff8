from __future__ import annotations

import pytest

from pfdoctor.model.arm_id import ArmId
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
