"""Who asks: the principal that a token names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pfdoctor.bundle.file import Bundle, Directory
from pfdoctor.lab.token import bearer, read

_USUAL = "User"


@dataclass(frozen=True, slots=True)
class Who:
    """`groups` are transitive. `is_caller` says that the bundle was recorded by this one, `named` that world has it."""

    object_id: str
    client_id: str
    groups: frozenset[str]
    is_caller: bool
    named: bool

    @property
    def all_ids(self) -> frozenset[str]:
        return self.groups | {self.object_id}


def who_asks(bundle: Bundle, headers: Mapping[str, str]) -> Who | None:
    """The principal of the token; without one, or with one that `world` does not name, the bundle's caller.

    None if the Authorization header is there and is no bearer token.
    """
    text = bearer(headers)
    if text == "":
        return None
    token = read(text or "")
    known = bundle.world.principal((token.object_id if token else "") or bundle.caller.object_id)
    if known is None:
        client = token.client_id if token else ""
        return Who(bundle.caller.object_id, client, frozenset(), is_caller=True, named=False)
    caller = known.object_id == bundle.caller.object_id
    return Who(known.object_id, known.client_id, frozenset(known.groups or ()), is_caller=caller, named=True)


def type_of(object_id: str, world: Directory, resources: Iterable[Mapping[str, Any]]) -> str | None:
    """The type of a principal of this world's directory, None if there is no such principal.

    Besides whom `world` names there are the identities of its resources. A world that names nobody has everybody in
    it, each of the type that Azure takes for granted.
    """
    known = world.principal(object_id)
    if known is not None:
        return known.type or ("ServicePrincipal" if known.client_id else _USUAL)
    if any(object_id in (one.groups or ()) for one in world.principals):
        return "Group"
    if any(object_id in _identities(body) for body in resources):
        return "ServicePrincipal"
    return None if world.principals else _USUAL


def _identities(body: Mapping[str, Any]) -> set[str]:
    """The object ids of a resource's managed identities, or of the identity that it is."""
    found = [body.get("properties"), identity := body.get("identity")]
    if isinstance(identity, Mapping) and isinstance(assigned := identity.get("userAssignedIdentities"), Mapping):
        found += assigned.values()
    return {str(one["principalId"]).lower() for one in found if isinstance(one, Mapping) and one.get("principalId")}
