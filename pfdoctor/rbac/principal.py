"""Whose an assignment is: the principal's own, or one of its groups'.

https://learn.microsoft.com/azure/role-based-access-control/overview#groups
"""

from __future__ import annotations

from pfdoctor.model.need import Need
from pfdoctor.rbac.logic import Kleene
from pfdoctor.rbac.request import Request

_INDIVIDUALS = frozenset({"user", "serviceprincipal", "msi", "application", "device"})
_UNSETTLED = frozenset({"everyone", "directoryroletemplate"})
READ_MEMBERS = "GroupMember.Read.All"
"""The Microsoft Graph permission that reading a group's members takes."""


def may_be_group(principal_type: str) -> bool:
    """True unless Azure named a type that has no members."""
    return principal_type.lower() not in _INDIVIDUALS


def unsettled(principal_type: str) -> bool:
    """True for the types whose members no list of groups can tell."""
    return principal_type.lower() in _UNSETTLED


def holds(holder: str, holder_type: str, request: Request) -> Kleene:
    """Is the request's principal this holder, or a member of it. (R3, R4)"""
    if holder.lower() == request.principal_id or holder.lower() in (request.groups or ()):
        return True
    if request.knows_groups and not unsettled(holder_type):
        return False
    return None if may_be_group(holder_type) else False


def named(ids: tuple[str, ...], request: Request) -> Kleene:
    """Is the principal among ids of which it is not known which are groups. (R10)"""
    lower = {one.lower() for one in ids}
    if request.principal_id in lower or not lower.isdisjoint(request.groups or ()):
        return True
    return None if lower and not request.knows_groups else False


def member_need(group: str, principal: str) -> Need:
    return Need(
        request=f"GET <graph>/groups/{group}/transitiveMembers",
        action=READ_MEMBERS,
        scope=f"/groups/{group}",
        reason=f"whether {principal} is a member of group {group} is not known",
    )


def groups_need(principal: str) -> Need:
    return Need(
        request=f"POST <graph>/directoryObjects/{principal}/getMemberGroups",
        action=READ_MEMBERS,
        scope=f"/directoryObjects/{principal}",
        reason=f"not all groups of {principal} are known",
    )
