"""What the signed-in caller may do, from the permissions that Azure computed for it at a scope.

https://learn.microsoft.com/rest/api/authorization/permissions/list-for-resource
"""

from __future__ import annotations

from collections.abc import Mapping

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.conditional_roles import CONDITIONS_SINCE
from pfdoctor.model.need import Need
from pfdoctor.model.proof import Access, Because, Proof
from pfdoctor.model.role import Permission
from pfdoctor.rbac.conditions.judge import met
from pfdoctor.rbac.delegation import WRITE, planned
from pfdoctor.rbac.explain import condition_need
from pfdoctor.rbac.logic import Kleene, some
from pfdoctor.rbac.patterns import grants
from pfdoctor.rbac.request import AttributeValue, Plane, Request
from pfdoctor.rbac.scope import words

_READ = "Microsoft.Authorization/permissions/read"


def caller_may(
    action: str,
    permissions: tuple[Permission, ...],
    plane: Plane = Plane.CONTROL,
    attributes: Mapping[str, AttributeValue] | None = None,
    scope: ArmId | None = None,
) -> Kleene:
    """True if a block allows the action; None if only blocks do whose condition cannot be decided.

    `attributes` and `scope` are what the planned request would hold, for the conditions. The answer does not say
    which deny assignments or locks there are: a True is no promise against those.
    """
    request = Request("", action, scope or ArmId("/"), attributes=attributes)
    return some(met(block, request).value for block in permissions if grants(block, action, plane))


def caller_may_assign(
    permissions: tuple[Permission, ...], role_guid: str, principal_id: str, principal_type: str, scope: ArmId
) -> Proof:
    """May the caller give this role to this principal, by the conditions that its permissions show. (R16)

    `principal_id` is "" where it is not known: then a condition that asks for it cannot be judged.
    """
    told = planned(role_guid, principal_id, principal_type, "Request")
    request = Request("", WRITE, scope, attributes={name: value for name, value in told.items() if value})
    blocks = [block for block in permissions if grants(block, WRITE, Plane.CONTROL)]
    source = f"{scope}/providers/Microsoft.Authorization/permissions"
    truths = [met(block, request).value if block.conditions_shown or block.condition else None for block in blocks]
    verdict = some(truths)
    if verdict is None:
        needs = tuple(
            condition_need(block, request, source, _READ) if block.condition else _unshown(scope, source)
            for block, truth in zip(blocks, truths, strict=True)
            if truth is None
        )
        return Proof(Access.UNKNOWN, tuple(_reason(source, need.reason) for need in needs), needs=needs)
    if verdict:
        return Proof(Access.ALLOWED, (_reason(source, f"your permissions at {words(scope)} allow {WRITE}"),))
    if not blocks:
        return Proof(Access.DENIED, (Because("R8", source, f"none of your permissions there allows {WRITE}"),))
    return Proof(Access.DENIED, (_reason(source, "a condition limits which roles you may grant, and to whom"),))


def _unshown(scope: ArmId, source: str) -> Need:
    asked = f"GET {source}?api-version={CONDITIONS_SINCE}"
    return Need(asked, _READ, str(scope), reason="the answer is of an api-version that shows no conditions")


def _reason(source: str, text: str) -> Because:
    return Because("R16", source, text)
