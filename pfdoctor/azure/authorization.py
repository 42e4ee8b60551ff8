"""Reads of Microsoft.Authorization.

https://learn.microsoft.com/rest/api/authorization/
"""

from __future__ import annotations

from contextlib import suppress

from azure.mgmt.authorization.v2020_10_01 import AuthorizationManagementClient as SchedulesClient
from azure.mgmt.authorization.v2022_04_01 import AuthorizationManagementClient
from azure.mgmt.authorization.v2022_05_01_preview import AuthorizationManagementClient as DefinitionsClient

from pfdoctor.azure.answer import many, one
from pfdoctor.azure.session import Session
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document
from pfdoctor.model.errors import Unreadable
from pfdoctor.model.need import Need
from pfdoctor.model.role import DenyAssignment, Permission, RoleAssignment, RoleDefinition

READS = {
    "assignments": "Microsoft.Authorization/roleAssignments/read",
    "definitions": "Microsoft.Authorization/roleDefinitions/read",
    "denies": "Microsoft.Authorization/denyAssignments/read",
    "permissions": "Microsoft.Authorization/permissions/read",
    "eligible": "Microsoft.Authorization/roleEligibilityScheduleInstances/read",
}


def _asked(scope: ArmId, what: str, read: str, wanted: str = "") -> Need:
    path = f"{scope}/providers/Microsoft.Authorization/{what}"
    query = f"?$filter={wanted}" if wanted else ""
    return Need(request=f"GET {path}{query}", action=READS[read], scope=scope.text)


def assignments(session: Session, scope: ArmId, wanted: str = "") -> tuple[RoleAssignment, ...]:
    """The assignments at, above and below a scope; `wanted` is the service's filter.

    `assignedTo('ID')` finds those that reach a principal, itself or through its groups; `atScope()` leaves out what is
    below. https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
    """
    client = session.client(AuthorizationManagementClient, scope.subscription)
    call = client.role_assignments.list_for_scope
    asked = _asked(scope, "roleAssignments", "assignments", wanted)
    return _assignments(many(lambda hook: call(scope.text, filter=wanted or None, raw_response_hook=hook), asked))


def eligible(session: Session, scope: ArmId, wanted: str) -> tuple[RoleAssignment, ...]:
    """What a principal may activate in Privileged Identity Management, at, above and below a scope.

    `asTarget()` is for whoever asks, `assignedTo('ID')` for anyone.
    https://learn.microsoft.com/rest/api/authorization/role-eligibility-schedule-instances/list-for-scope
    """
    client = session.client(SchedulesClient)
    call = client.role_eligibility_schedule_instances.list_for_scope
    asked = _asked(scope, "roleEligibilityScheduleInstances", "eligible", wanted)
    return _assignments(many(lambda hook: call(scope.text, filter=wanted, raw_response_hook=hook), asked))


def _assignments(documents: tuple[Document, ...]) -> tuple[RoleAssignment, ...]:
    return tuple(RoleAssignment.from_arm(document) for document in documents)


def definition(session: Session, scope: ArmId, guid: str) -> RoleDefinition:
    """A role by its GUID. The preview version is asked because it alone holds the conditions inside a role."""
    client = session.client(DefinitionsClient, scope.subscription)
    asked = _asked(scope, f"roleDefinitions/{guid}", "definitions")
    call = client.role_definitions.get
    return RoleDefinition.from_arm(one(lambda hook: call(scope.text, guid, raw_response_hook=hook), asked))


def definitions(session: Session, scope: ArmId) -> tuple[RoleDefinition, ...]:
    """The roles that can be assigned at a scope, built-in and custom, but for those the list does not show whole."""
    client = session.client(DefinitionsClient, scope.subscription)
    asked = _asked(scope, "roleDefinitions", "definitions")
    documents = many(lambda hook: client.role_definitions.list(scope.text, raw_response_hook=hook), asked)
    found = []
    for document in documents:
        with suppress(Unreadable):
            found.append(RoleDefinition.from_arm(document))
    return tuple(found)


def denies(session: Session, scope: ArmId, wanted: str = "") -> tuple[DenyAssignment, ...]:
    """The deny assignments at, above and below a scope; `wanted` is the service's filter."""
    client = session.client(AuthorizationManagementClient, scope.subscription)
    call = client.deny_assignments.list_for_scope
    asked = _asked(scope, "denyAssignments", "denies", wanted)
    documents = many(lambda hook: call(scope.text, filter=wanted or None, raw_response_hook=hook), asked)
    return tuple(DenyAssignment.from_arm(document) for document in documents)


def permissions(session: Session, scope: ArmId) -> tuple[Permission, ...]:
    """What the caller, and no one else, may do at a resource or a resource group.

    The preview version is asked because it alone shows the conditions of a constrained delegation.
    """
    client = session.client(DefinitionsClient, scope.subscription)
    asked = _asked(scope, "permissions", "permissions")
    group = scope.resource_group
    if scope.provider:
        *parent, kind, name = scope.segments
        within = "/".join(parent)
        for_resource = client.permissions.list_for_resource
        documents = many(
            lambda hook: for_resource(group, scope.provider, within, kind, name, raw_response_hook=hook), asked
        )
    else:
        for_group = client.permissions.list_for_resource_group
        documents = many(lambda hook: for_group(group, raw_response_hook=hook), asked)
    return tuple(Permission.from_arm(document.body, document) for document in documents)
