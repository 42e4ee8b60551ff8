"""A deny assignment's part in a verdict, in words, and what would settle what is not known of it."""

from __future__ import annotations

from pfdoctor.model.need import Need
from pfdoctor.model.proof import Because
from pfdoctor.rbac import principal, scope
from pfdoctor.rbac.deny import WeighedDeny
from pfdoctor.rbac.explain import condition_need, not_actions, only_where, what
from pfdoctor.rbac.request import Request

_READ = "Microsoft.Authorization/denyAssignments/read"


def blocked(weighed: WeighedDeny, request: Request) -> list[Because]:
    """The derivation of a no that no role can turn."""
    deny = weighed.deny
    ids = {one.id.lower() for one in deny.principals}
    if any(one.everyone for one in deny.principals):
        who = "it means every principal"
    elif request.principal_id in ids:
        who = "it names the principal"
    else:
        groups = sorted(ids & (request.groups or frozenset()))
        who = f"it names group {groups[0]}, which the principal is a member of"
    where = Because("R9", str(deny.scope), f"it holds at {scope.words(deny.scope)} and below")
    if deny.only_at_scope:
        where = Because("R11", str(deny.scope), f"it holds at exactly {scope.words(deny.scope)}")
    nodes = [
        Because("R9", str(deny.id), f"the deny assignment {deny.name} blocks {what(request)}, whatever the roles say"),
        where,
        Because("R10", str(deny.id), f"{who}, and does not exclude it"),
    ]
    if deny.condition:
        nodes.append(Because("R14", str(deny.id), f"its condition is met{only_where(request, deny)}"))
    inner = [block for block, truth in weighed.blocks if truth.value is True]
    if all(block.condition for block in inner):
        nodes.append(Because("R14", str(deny.id), f"the condition inside it is met{only_where(request, *inner)}"))
    return nodes


def passed_by(weighed: WeighedDeny, request: Request) -> Because | None:
    """Why a deny assignment near the request does not block it; None if it is about something else."""
    deny = weighed.deny
    if weighed.here is False:
        near = deny.only_at_scope and request.scope.within(deny.scope)
        return Because("R11", str(deny.id), f"{deny.name} holds only at its own scope") if near else None
    if weighed.taken_out and not weighed.blocks:
        return Because("R12", str(deny.id), f"{deny.name} leaves the action out by its {not_actions(request)}")
    if not weighed.blocks:
        return None
    if weighed.spared is True:
        return Because("R10", str(deny.id), f"{deny.name} excludes the principal")
    if weighed.meant is False:
        return Because("R10", str(deny.id), f"{deny.name} does not name the principal or a group of it")
    bearers = [deny] if weighed.condition.value is False else [block for block, _ in weighed.blocks]
    reason = f"the condition of {deny.name} is not met{only_where(request, *bearers)}"
    return Because("R14", str(deny.id), reason)


def doubts(weighed: WeighedDeny, request: Request) -> tuple[list[Because], list[Need]]:
    """What is not known of a deny assignment that may block the request."""
    deny = weighed.deny
    needs: list[Need] = []
    if weighed.here is None:
        needs.append(scope.need(deny.scope, request.scope))
    if weighed.meant is None or weighed.spared is None:
        needs.append(principal.groups_need(request.principal_id))
    if weighed.names_action is None:
        needs += [
            condition_need(block, request, str(deny.id), _READ)
            for block, truth in weighed.blocks
            if truth.value is None
        ]
    if weighed.condition.value is None:
        needs.append(condition_need(deny, request, str(deny.id), _READ))
    nodes = [Because("R13", str(deny.id), f"{deny.name} may block it: {need.reason}") for need in needs]
    return nodes, needs
