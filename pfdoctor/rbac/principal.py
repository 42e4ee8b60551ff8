"""Whose an assignment is: the principal's own, or one of its groups'.

https://learn.microsoft.com/azure/role-based-access-control/overview#groups
"""

from __future__ import annotations

from collections.abc import Iterable

from pfdoctor.model.need import Need
from pfdoctor.model.role import DenyPrincipal
from pfdoctor.rbac.logic import Kleene, some
from pfdoctor.rbac.request import Request

_INDIVIDUALS = frozenset({"user", "serviceprincipal", "msi", "application", "device"})
_UNSETTLED = frozenset({"everyone", "directoryroletemplate", "systemdefined"})
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


def named(principals: Iterable[DenyPrincipal], request: Request) -> Kleene:
    """Is the request's principal among those that a deny assignment names, or a member of one. (R10)"""
    return some(holds(one.id, one.type, request) for one in principals)


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
