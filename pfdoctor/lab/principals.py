"""Who asks: the principal that a token names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pfdoctor.bundle.file import Bundle

_TOKEN = "lab:"


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
    """A token `lab:<object id>` names its principal; one that `world` does not name is the bundle's caller.

    None if the Authorization header is there and is no bearer token.
    """
    header = next((value for name, value in headers.items() if name.lower() == "authorization"), "Bearer ")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        return None
    object_id = token.strip().removeprefix(_TOKEN).lower() if token.strip().startswith(_TOKEN) else ""
    known = bundle.world.principal(object_id or bundle.caller.object_id)
    if known is None:
        return Who(bundle.caller.object_id, "", frozenset(), is_caller=True, named=False)
    caller = known.object_id == bundle.caller.object_id
    return Who(known.object_id, known.client_id, frozenset(known.groups or ()), is_caller=caller, named=True)
