"""The smallest built-in role for a right that is missing, at the narrowest scope."""

from __future__ import annotations

from collections.abc import Iterable

from pfdoctor.model.builtin_role import NEVER_GRANTED
from pfdoctor.model.right import Right
from pfdoctor.model.role import RoleDefinition
from pfdoctor.model.ruling import Proposal
from pfdoctor.rbac.recommend import IGNORED_BY_ABAC_REGISTRY, recommend
from pfdoctor.rbac.request import Plane, Request


def propose(right: Right, roles: Iterable[RoleDefinition] | None) -> Proposal | None:
    """None if no single built-in role allows it all. Where the `roles` are not known: the documented one, if there is.

    A right of the data plane on a registry is one of its ABAC mode, which ignores some roles. Roles that nobody should
    be given for one action are not proposed.
    """
    if roles is None:
        known = right.role
        return Proposal(known.name, known.guid, right.scope, None) if known else None
    plane = Plane.DATA if right.data else Plane.CONTROL
    missing = [Request("", action, right.scope, plane) for action in right.actions]
    on_registry = right.scope.provider.lower() == "microsoft.containerregistry"
    ignored = NEVER_GRANTED | (IGNORED_BY_ABAC_REGISTRY if on_registry and right.data else frozenset())
    found = recommend(missing, roles, right.role.guid if right.role else "", ignored)
    return Proposal(found.role.role_name, found.role.guid, found.scope, found.excess) if found else None
