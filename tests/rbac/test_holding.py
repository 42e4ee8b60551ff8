from __future__ import annotations

import pytest

from pfdoctor.model.need import Need
from pfdoctor.rbac.explain import role_name
from pfdoctor.rbac.holding import holdings

GROUP = "99999999-0000-0000-0000-000000000001"


def seen(found):
    return [(one.where, one.role.role_name if one.role else None, one.group, len(one.needs)) for one in found]


@pytest.mark.parametrize(("groups", "needs"), [(frozenset({GROUP}), 0), (None, 1)])
def test_r4_what_reaches_a_principal_itself_or_through_a_group(rbac, groups, needs):
    policy = rbac.policy(
        rbac.assignment("AcrPull", principal=rbac.ME.upper()),
        rbac.assignment("Owner", rbac.SUB, GROUP, "Group"),
        rbac.assignment("Owner", principal="another"),
    )
    name = rbac.SUB.rpartition("/")[2]
    assert sorted(seen(holdings(rbac.ME, groups, policy))) == [
        ("resource group rg", "AcrPull", "", 0),
        (f"subscription {name}", "Owner", GROUP, needs),
    ]


def test_r3_a_group_that_is_certainly_not_the_principals_is_left_out(rbac):
    assert holdings(rbac.ME, frozenset(), rbac.policy(rbac.assignment("Owner", "/", GROUP, "Group"))) == ()


def test_r13_a_role_that_was_not_read_says_what_would_tell(rbac):
    one = rbac.assignment("AcrPull", principal=GROUP, kind="Group")
    (held,) = holdings(rbac.ME, None, rbac.policy(one, roles=()))
    assert (held.assignment, held.role) == (one, None)
    assert [need.action for need in held.needs] == [
        "Microsoft.Authorization/roleDefinitions/read",
        "GroupMember.Read.All",
    ]
    why = Need("GET /role", reason="403")
    (held,) = holdings(rbac.ME, frozenset({GROUP}), rbac.policy(one, roles=(), unread_definitions={one.role_guid: why}))
    assert held.needs == (why,)


def test_the_order_of_the_list_does_not_matter(rbac):
    some = [rbac.assignment("Owner", scope) for scope in ("/", rbac.SUB, rbac.RG, rbac.ACR)]
    assert holdings(rbac.ME, None, rbac.policy(*some)) == holdings(rbac.ME, None, rbac.policy(*reversed(some)))


def test_a_role_is_called_by_its_name_or_by_its_guid(rbac):
    one = rbac.assignment("Owner")
    assert role_name(one, rbac.policy(one)) == "Owner"
    assert role_name(one, rbac.policy(one, roles=())) == f"role {one.role_guid}"
