"""Microsoft.Authorization: role assignments, role definitions, deny assignments and what may be activated.

https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pfdoctor.bundle.access import ASSIGNED, select
from pfdoctor.bundle.file import Directory
from pfdoctor.bundle.filters import Filter, read_filter
from pfdoctor.lab import authorization_errors as refusals
from pfdoctor.lab.principals import Who
from pfdoctor.lab.routes import Route
from pfdoctor.lab.store import Store, Stored
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.conditional_roles import CONDITIONS_SINCE
from pfdoctor.model.exchange import Reply

_NEW = ("condition", "conditionVersion")

KINDS = ASSIGNED | {"roledefinitions", "denyassignments"}


def listing(store: Store, route: Route, text: str, who: Who, world: Directory) -> list[Stored] | Reply:
    """The items at, above and below a scope that a `$filter` lets through, or Azure's refusal of the filter."""
    wanted = read_filter(text)
    if wanted is None or not _supported(route.access, wanted):
        return refusals.bad_filter(route.access, text)
    if wanted.as_target:
        wanted, ids = replace(wanted, as_target=False, assigned_to=who.object_id), who.all_ids
    else:
        known = world.principal(wanted.assigned_to)
        ids = frozenset({wanted.assigned_to, *((known.groups or ()) if known else ())})
    stored = {id(one.body): one for one in store.items(route.access)}
    chosen = select(route.access, [one.body for one in stored.values()], route.scope, wanted, ids)
    return [_placed(stored[id(item)], route) for item in chosen]


def single(store: Store, route: Route) -> Stored | Reply:
    if route.access == "roledefinitions":
        found = store.access.get(route.access, {}).get(route.name.lower())
        return _placed(found, route) if found else refusals.no_role(route.name)
    return store.access.get(route.access, {}).get(route.id.key) or refusals.no_assignment(route.name)


def _placed(one: Stored, route: Route) -> Stored:
    """A role definition has an id under every subscription, and Azure shows that of the scope it was asked for."""
    if route.access != "roledefinitions":
        return one
    place = f"/subscriptions/{route.scope.subscription}" if route.scope.subscription else ""
    id_ = ArmId(f"{place}/providers/Microsoft.Authorization/roleDefinitions/{one.id.name}")
    return replace(one, id=id_, body={**one.body, "id": id_.text})


def shown(blocks: Iterable[Mapping[str, Any]], api_version: str) -> list[Mapping[str, Any]]:
    """Permission blocks as this api-version shows them: older ones leave out conditions without a word."""
    if api_version[:10] >= CONDITIONS_SINCE[:10]:
        return list(blocks)
    return [{name: value for name, value in block.items() if name not in _NEW} for block in blocks]


def _supported(kind: str, wanted: Filter) -> bool:
    """Azure takes each filter alone, and no pair but `atScope() and assignedTo()`."""
    if kind == "roledefinitions":
        return not (wanted.at_scope or wanted.principal_id or wanted.assigned_to or wanted.as_target)
    if wanted.role_name or wanted.role_type:
        return False
    if kind == "denyassignments":
        return not (wanted.principal_id or wanted.assigned_to or wanted.as_target)
    if wanted.as_target:
        return kind != "roleassignments"
    return not wanted.principal_id or not (wanted.at_scope or wanted.assigned_to)
