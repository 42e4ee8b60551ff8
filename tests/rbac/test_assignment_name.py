"""R17: a role assignment that is planned twice has one name, and says of what type its principal is."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.plan import GrantRole
from pfdoctor.rbac.delegation import planned

SCOPE = "/subscriptions/S/resourceGroups/RG/providers/Microsoft.ContainerRegistry/registries/acr"
WHO = "AAAAAAAA-0000-0000-0000-000000000001"
ROLE = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
texts = st.text("abAB19-", min_size=1, max_size=8)


def name(scope, who, role):
    return GrantRole(ArmId(scope), who, "any role", role).name


def test_r17_a_name_is_made_of_scope_principal_and_role():
    expected = str(uuid5(NAMESPACE_URL, f"{SCOPE.lower()}|{WHO.lower()}|{ROLE}"))
    assert name(SCOPE, WHO, ROLE) == expected == "1214ee10-a8fb-586d-939c-2263eae220d8"


@pytest.mark.parametrize("scope", [SCOPE + "/", SCOPE.upper(), SCOPE.replace("/providers", "//providers")])
def test_r17_the_spelling_does_not_matter_to_a_name(scope):
    assert name(scope, WHO.lower(), ROLE.upper()) == name(SCOPE, WHO, ROLE)


@given(texts, texts, texts, texts, texts, texts)
def test_r17_other_assignments_have_other_names(scope, who, role, scope2, who2, role2):
    one, other = name(scope, who, role), name(scope2, who2, role2)
    same = (scope.lower(), who.lower(), role.lower()) == (scope2.lower(), who2.lower(), role2.lower())
    assert (one == other) is same
    assert str(UUID(one)) == one


@pytest.mark.parametrize("kind", ["ServicePrincipal", "User", "Group"])
def test_r17_the_type_of_the_principal_is_part_of_what_is_planned(kind):
    assert kind in planned(ROLE, WHO, kind, "Request").values()
    assert GrantRole(ArmId(SCOPE), WHO, "any role", ROLE, kind).body["properties"]["principalType"] == kind
