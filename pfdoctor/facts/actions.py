"""Which actions Azure knows, and on which plane: a data action asked for as a control action would be judged wrongly.

The list of the action's own provider is the authority. Where it may not be read, the actions that roles name.
https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import CannotStart, Missing, Unreadable
from pfdoctor.model.need import Need
from pfdoctor.model.right import documented
from pfdoctor.rbac.patterns import sides
from pfdoctor.rbac.request import Plane

if TYPE_CHECKING:
    from pfdoctor.facts.access import Access

_ACTION = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/[\w$.-]+)+", re.ASCII)

_DOCUMENTED = tuple(
    (action, Plane.DATA if right.data else Plane.CONTROL)
    for right in documented(ArmId("/"))
    for action in right.actions
)
"""What pfdoctor knows by itself: what endpoints' identities need."""

_NEAR = 0.8
"""How alike two segments are, of 1, to be taken for a slip of the fingers."""


@dataclass(frozen=True, slots=True)
class Action:
    """An action, spelled as Azure spells it where it is known. `planes` are those to judge it on: two if it is not
    known which one is meant; `unread` then says what would tell. `note` says what a person should know of the choice.
    """

    name: str
    planes: tuple[Plane, ...]
    note: str = ""
    unread: tuple[Need, ...] = ()


def action_of(access: Access, written: str, subscription: str, *, data: bool = False) -> Action:
    """The action that is meant; `data` says that it is a data action, whatever is known of it.

    Raises CannotStart for what is no action, and for a spelling that nobody knows and that is near a known one.
    """
    text = written.strip()
    if not _ACTION.fullmatch(text):
        hint = "a pattern stands for many actions; name one" if "*" in text else "one looks like Microsoft.X/y/read"
        raise CannotStart(f"{text!r} is not an action: {hint}.")
    known, told = _known(access, text, subscription)
    planes = {plane for name, plane in known if name.lower() == text.lower()}
    name = next((name for name, _ in known if name.lower() == text.lower()), text)
    if data:
        odd = bool(planes) and Plane.DATA not in planes
        return Action(name, (Plane.DATA,), "Azure knows this as a control action only; judged as data" if odd else "")
    if planes == {Plane.DATA}:
        return Action(name, (Plane.DATA,), "this is a data action, so it is judged as one")
    if planes:
        both = len(planes) > 1
        return Action(name, (Plane.CONTROL,), "there is a data action of this name too: --data" if both else "")
    meant = _meant(text, (one for one, _ in known))
    if meant:
        raise CannotStart(f"No provider or role knows the action {text}; did you mean {meant}?")
    return Action(name, (Plane.CONTROL, Plane.DATA), "no provider or role that was read knows this action", told)


def _meant(text: str, known: Iterable[str]) -> str:
    """The known action that differs from `text` in one segment, and there by little; "" if none does."""
    segments = text.lower().split("/")
    near: dict[float, str] = {}
    for name in known:
        others = name.lower().split("/")
        differing = [pair for pair in zip(segments, others, strict=False) if pair[0] != pair[1]]
        if len(others) == len(segments) and len(differing) == 1:
            near[SequenceMatcher(None, *differing[0]).ratio()] = name
    return near[max(near)] if near and max(near) >= _NEAR else ""


def _known(access: Access, text: str, subscription: str) -> tuple[list[tuple[str, Plane]], tuple[Need, ...]]:
    """Names and planes, those of the provider first; and what would tell more."""
    namespace = text.partition("/")[0]
    try:
        listed = [
            (one.name, Plane.DATA if one.is_data else Plane.CONTROL)
            for one in access.operations(subscription, namespace)
        ]
        need = Need(
            f"GET /providers/Microsoft.Authorization/providerOperations/{namespace}",
            "Microsoft.Authorization/providerOperations/read",
            f"/providers/Microsoft.Authorization/providerOperations/{namespace}",
            200,
            reason=f"{namespace} does not list {text}, so whether it is a data action is not known",
        )
        needs: tuple[Need, ...] = (need,)
    except Missing as error:
        raise CannotStart(f"There is no resource provider {namespace}; check the action {text}.") from error
    except Unreadable as error:
        listed, needs = [], error.needs
    if not listed:
        listed = list(_DOCUMENTED)
    if any(name.lower() == text.lower() for name, _ in listed):
        return listed, needs
    return [*listed, *_named_by_roles(access, subscription)], needs


def _named_by_roles(access: Access, subscription: str) -> Iterator[tuple[str, Plane]]:
    """What roles name without a wildcard."""
    try:
        roles = access.roles(subscription)
    except (Missing, Unreadable):
        return
    for role in roles.values():
        for block in role.permissions:
            for plane in Plane:
                for pattern in (pattern for side in sides(block, plane) for pattern in side):
                    if "*" not in pattern:
                        yield pattern.strip(), plane
