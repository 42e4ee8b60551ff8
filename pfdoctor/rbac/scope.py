"""Where a role assignment holds: at its scope and everywhere below.

https://learn.microsoft.com/azure/role-based-access-control/scope-overview
"""

from __future__ import annotations

import re
from functools import lru_cache

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.need import Need
from pfdoctor.rbac.logic import Kleene

_MANAGEMENT_GROUP = "/providers/microsoft.management/managementgroups/"


def kind(scope: ArmId) -> str | None:
    """root, management_group, subscription, resource_group or resource; None if the id is none of these."""
    parts = [part.lower() for part in scope.parts]
    if not parts:
        return "root"
    if is_management_group(scope):
        return "management_group"
    if parts[0] != "subscriptions" or len(parts) < 2 or parts[1] == "resourcegroups":
        return "resource" if parts[0] == "providers" and scope.type else None
    if len(parts) == 2:
        return "subscription"
    if len(parts) == 4 and scope.resource_group:
        return "resource_group"
    return "resource" if scope.type else None


def is_management_group(scope: ArmId) -> bool:
    return scope.key.startswith(_MANAGEMENT_GROUP) and scope.key.count("/") == _MANAGEMENT_GROUP.count("/")


def applies(scope: ArmId, target: ArmId, ancestors: frozenset[str] | None) -> Kleene:
    """Does what is granted at `scope` hold at `target`. (R2)

    `ancestors` are the keys of the management groups above the target's subscription, None if they are not known:
    a management group is never found in the path of what is below it.
    """
    if target.within(scope):
        return True
    if not is_management_group(scope) or target.key == "/":
        return False
    if not target.subscription or ancestors is None:
        return None
    return scope.key in ancestors


def need(scope: ArmId, target: ArmId) -> Need:
    """What would tell whether the management group `scope` is above `target`."""
    return Need(
        request=f"GET {scope}?$expand=children&$recurse=true",
        action="Microsoft.Management/managementGroups/read",
        scope=str(scope),
        reason=f"whether {target.subscription or target} is below the management group {scope.name} is not known",
    )


def words(scope: ArmId) -> str:
    """A scope as a person calls it."""
    return _words(scope.text)


@lru_cache(maxsize=1024)
def _words(text: str) -> str:
    # By text: ids that are equal may be spelled differently.
    scope = ArmId(text)
    what = kind(scope)
    if what == "root":
        return "the root scope"
    if what is None or what == "resource":
        return f"{singular(scope.type)} {scope.name}" if scope.type else str(scope)
    return f"{what.replace('_', ' ')} {scope.name}"


def singular(resource_type: str) -> str:
    """`Microsoft.Storage/storageAccounts` as one would say it: storage account."""
    plural = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", resource_type.rpartition("/")[2]).lower()
    return plural.removesuffix("ies") + "y" if plural.endswith("ies") else plural.removesuffix("s")
