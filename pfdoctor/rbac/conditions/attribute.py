"""What a request tells of an attribute."""

from __future__ import annotations

from pfdoctor.model.arm_id import ArmId
from pfdoctor.rbac.conditions.operators import Value
from pfdoctor.rbac.conditions.tree import Attribute
from pfdoctor.rbac.request import Request, attribute_key

_STORAGE = "microsoft.storage/storageaccounts"
_LOWER_CASE = frozenset({_STORAGE, f"{_STORAGE}/blobservices/containers", f"{_STORAGE}/queueservices/queues"})
"""Types whose names have no capitals, so that an id in any spelling tells the name exactly.
https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"""


def values(attribute: Attribute, request: Request) -> tuple[Value, ...] | None:
    """What the attribute holds, () if it is known not to exist, None if nothing is known of it."""
    known = (request.attributes or {}).get(attribute_key(str(attribute)))
    if isinstance(known, tuple):
        return known
    if known is not None:
        return (known,)
    named = _name(attribute.path.lower(), request.scope) if attribute.source == "Resource" else None
    return None if named is None else (named,)


def _name(path: str, scope: ArmId) -> str | None:
    """The scope of a request names the storage account and the container that it is about."""
    kind, _, field = path.partition(":")
    here: ArmId | None = scope
    while field == "name" and kind in _LOWER_CASE and here is not None:
        if here.type.lower() == kind:
            return here.name.lower()
        here = here.parent
    return None
