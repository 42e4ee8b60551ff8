from __future__ import annotations

import pytest

from pfdoctor.model.arm_id import ArmId
from pfdoctor.rbac.scope import applies, kind, singular, words

GROUP = "/providers/Microsoft.Management/managementGroups/mg"


@pytest.mark.parametrize(
    ("target", "expected"),
    [(GROUP, True), (f"{GROUP}2", None), ("/providers/Microsoft.Capacity/orders/1", None), ("/", False)],
)
def test_r2_a_management_group_above_what_is_in_no_subscription(target, expected):
    assert applies(ArmId(GROUP), ArmId(target), frozenset()) is expected


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("/", "the root scope"),
        (GROUP, "management group mg"),
        ("/subscriptions/s", "subscription s"),
        ("/subscriptions/s/resourceGroups/rg", "resource group rg"),
        ("/subscriptions/s/resourceGroups/rg/providers/A.B/c/d", "c d"),
        ("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st", "storage account st"),
        ("/subscriptions/s/providers/Microsoft.ContainerRegistry/registries/acr", "registry acr"),
        ("/odd/thing", "/odd/thing"),
    ],
)
def test_a_scope_in_words(scope, expected):
    assert words(ArmId(scope)) == expected


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("/providers/Microsoft.Capacity/reservationOrders/1", "resource"),
        ("/Providers/Microsoft.Capacity/reservationOrders/1", "resource"),
        ("/providers/Microsoft.Capacity", None),
        ("/odd/providers/Microsoft.Capacity/reservationOrders/1", None),
        ("/subscriptions", None),
        ("/subscriptions/resourceGroups/rg", None),
        (f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/1", "resource"),
    ],
)
def test_r2_the_kind_of_a_scope(scope, expected):
    assert kind(ArmId(scope)) == expected


@pytest.mark.parametrize(
    ("kind_", "expected"),
    [("a.b/registries", "registry"), ("a.b/storageAccounts", "storage account"), ("containers", "container")],
)
def test_a_type_of_one(kind_, expected):
    assert singular(kind_) == expected
