"""The list of all resources of a subscription or a group: what each is and where, without its properties.

https://learn.microsoft.com/rest/api/resources/resources/list
"""

from __future__ import annotations

import re
from dataclasses import replace

from pfdoctor.lab.errors import error
from pfdoctor.lab.store import Stored
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Reply

_SHOWN = ("id", "name", "type", "kind", "location", "tags", "sku", "identity")
_CLAUSE = re.compile(r"(resourceType|name|resourceGroup) eq '([^']*)'", re.IGNORECASE)


def inventory(resources: list[Stored], scope: ArmId, text: str) -> list[Stored] | Reply:
    """The resources below `scope` that a `$filter` lets through, or Azure's refusal of the filter."""
    wanted = {}
    for clause in re.split(r"\s+and\s+", text.strip(), flags=re.IGNORECASE) if text.strip() else ():
        if not (found := _CLAUSE.fullmatch(clause)):
            return error(400, "InvalidFilterInQueryString", f"Invalid $filter '{text}' specified in the query string.")
        wanted[found[1].lower()] = found[2].lower()
    return [
        replace(one, body={name: one.body[name] for name in _SHOWN if name in one.body})
        for one in resources
        if one.id.resource_group and len(one.id.segments) == 2 and one.id.within(scope) and _meets(one.id, wanted)
    ]


def _meets(id: ArmId, wanted: dict[str, str]) -> bool:
    held = {"resourcetype": id.type, "name": id.name, "resourcegroup": id.resource_group}
    return all(held[name].lower() == value for name, value in wanted.items())
