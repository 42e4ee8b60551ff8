"""Which rights count on a container registry: its mode decides, and a role of the other mode means nothing.

https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.need import Need
from pfdoctor.model.right import Right, pull, read_repositories

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts

REGISTRY = "Microsoft.ContainerRegistry/registries"
_REPOSITORIES = f"{REGISTRY}/repositories"
_IN_ABAC = {
    "pull/read": ("content/read", "metadata/read"),
    "push/write": ("content/write", "metadata/write"),
    "artifacts/delete": ("content/delete", "metadata/delete"),
}
"""What an action of the classic mode is called in ABAC mode, below `registries/` and `registries/repositories/`."""


@dataclass(frozen=True, slots=True)
class Counting:
    """The rights of which one counts: more than one where the mode is `unread`. `note` says what was put for what."""

    rights: tuple[Right, ...]
    note: str = ""
    unread: tuple[Need, ...] = ()


def counting(facts: Facts, right: Right, reference: str = "") -> Counting:
    """What counts instead of `right`; the same where no registry's mode is in question."""
    classic = _classic(right)
    if not classic:
        return Counting((right,))
    if right.scope.type.lower() != REGISTRY.lower():
        mode = "not in ABAC mode" if right.data else "in ABAC mode"
        return Counting((right,), f"a registry that is {mode} ignores this action")
    other = _repositories(right, classic, reference)
    try:
        abac = facts.registry_by_id(right.scope).abac
    except (Missing, Unreadable) as error:
        unread = error.needs if isinstance(error, Unreadable) else (error.need,)
        return Counting((_registry(right, classic), other), f"which mode {right.scope.name} is in is not known", unread)
    if abac and not right.data:
        note = f"{right.scope.name} is in ABAC mode, which ignores {right.actions[0]}: repository data actions count"
        return Counting((other,), note)
    if right.data and not abac:
        note = f"{right.scope.name} is not in ABAC mode, so repository data actions mean nothing: {classic} counts"
        return Counting((_registry(right, classic),), note)
    return Counting((right,))


def _classic(right: Right) -> str:
    """The action of the classic mode that the right is about, "" if the mode is not in question."""
    asked = right.actions[0].lower()
    for name, repository in _IN_ABAC.items():
        names = [f"{_REPOSITORIES}/{one}" for one in repository] if right.data else [f"{REGISTRY}/{name}"]
        if asked in [one.lower() for one in names]:
            return f"{REGISTRY}/{name}"
    return ""


def _registry(right: Right, classic: str) -> Right:
    known = pull(right.scope)
    return known if classic in known.actions else Right(right.doing, right.scope, (classic,), None)


def _repositories(right: Right, classic: str, reference: str) -> Right:
    if right.data:
        return right
    if classic in pull(right.scope).actions:
        return read_repositories(right.scope, reference)
    actions = tuple(f"{_REPOSITORIES}/{one}" for one in _IN_ABAC[classic.removeprefix(f"{REGISTRY}/")])
    return replace(right, actions=actions, data=True, role=None)
