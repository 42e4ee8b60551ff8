"""The rights that an endpoint needs and for which Microsoft documents a role, as it would be granted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pfdoctor.facts.needed import needed
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.builtin_role import ACR_PULL, Role
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.need import Need
from pfdoctor.model.right import Right, read_repositories

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts


@dataclass(frozen=True, slots=True)
class Documented:
    """One right for each role and scope; `unread` is what would tell of others, or of the role that counts."""

    rights: tuple[tuple[Role, Right], ...]
    unread: tuple[Need, ...]


def documented_rights(facts: Facts) -> Documented:
    """Raises Missing, Unreadable where not even the deployments are known."""
    found: dict[tuple[Role, ArmId], Right] = {}
    unread: list[Need] = []
    for one in needed(facts):
        right = one.right
        unread += one.unread
        if right is None or right.role is None:
            continue
        try:
            if right.role == ACR_PULL and facts.registry_by_id(right.scope).abac:
                right = read_repositories(right.scope, one.reference)
        except Unreadable as error:
            unread += error.needs
        except Missing as error:
            unread.append(error.need)
        else:
            if right.role is not None:
                found.setdefault((right.role, right.scope), right)
    return Documented(tuple((role, right) for (role, _), right in found.items()), tuple(dict.fromkeys(unread)))
