"""Microsoft.Authorization: role assignments, role definitions, deny assignments and what may be activated.

https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
"""

from __future__ import annotations

from dataclasses import replace

from pfdoctor.bundle.access import ASSIGNED, select
from pfdoctor.bundle.file import Directory
from pfdoctor.bundle.filters import Filter, read_filter
from pfdoctor.lab import errors
from pfdoctor.lab.principals import Who
from pfdoctor.lab.routes import Route
from pfdoctor.lab.store import Store, Stored
from pfdoctor.model.exchange import Reply

KINDS = ASSIGNED | {"roledefinitions", "denyassignments"}


def listing(store: Store, route: Route, text: str, who: Who, world: Directory) -> list[Stored] | Reply:
    """The items at, above and below a scope that a `$filter` lets through, or Azure's refusal of the filter."""
    wanted = read_filter(text)
    if wanted is None or not _supported(route.access, wanted):
        return errors.bad_filter(route.access, text)
    if wanted.as_target:
        wanted, ids = replace(wanted, as_target=False, assigned_to=who.object_id), who.all_ids
    else:
        known = world.principal(wanted.assigned_to)
        ids = frozenset({wanted.assigned_to, *((known.groups or ()) if known else ())})
    stored = {id(one.body): one for one in store.items(route.access)}
    chosen = select(route.access, [one.body for one in stored.values()], route.scope, wanted, ids)
    return [stored[id(item)] for item in chosen]


def single(store: Store, route: Route) -> Stored | Reply:
    if route.access == "roledefinitions":
        return store.access.get(route.access, {}).get(route.name.lower()) or errors.no_role(route.name)
    return store.access.get(route.access, {}).get(route.id.key) or errors.no_assignment(route.name)


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
