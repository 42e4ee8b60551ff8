"""An assignment's part in a verdict, in words, and what would settle what is not known of it."""

from __future__ import annotations

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.need import Need
from pfdoctor.model.proof import Because
from pfdoctor.model.role import RoleAssignment
from pfdoctor.rbac import principal, scope
from pfdoctor.rbac.conditions.judge import Bearer, met
from pfdoctor.rbac.conditions.limit import limit
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Plane, Request
from pfdoctor.rbac.standing import Standing
from pfdoctor.rbac.weigh import Weighed

_READ_ROLE = "Microsoft.Authorization/roleDefinitions/read"


def role_name(assignment: RoleAssignment, policy: Policy) -> str:
    definition = policy.definitions.get(assignment.role_guid)
    return definition.role_name if definition else f"role {assignment.role_guid}"


def what(request: Request) -> str:
    return f"the {'data ' if request.plane is Plane.DATA else ''}action {request.action}"


def not_actions(request: Request) -> str:
    return "NotDataActions" if request.plane is Plane.DATA else "NotActions"


def holder(assignment: RoleAssignment, request: Request) -> str:
    """Whose the assignment is, as a clause."""
    if assignment.principal_id.lower() == request.principal_id:
        return "assigned to it directly"
    return f"assigned to group {assignment.principal_id}, which it is a member of"


def allowed(weighed: Weighed, request: Request) -> list[Because]:
    """The derivation of a yes: scope, principal, role, condition."""
    one, role_id, name = weighed.assignment, weighed.standing.role_id, weighed.standing.role
    direct = one.principal_id.lower() == request.principal_id
    nodes = [
        Because("R2", str(one.scope), _where(one.scope, request.scope)),
        Because("R3" if direct else "R4", str(one.id), f"{name} is {holder(one, request)}"),
        Because("R7" if request.plane is Plane.DATA else "R6", role_id, f"{name} allows {what(request)}"),
    ]
    if one.condition:
        nodes.append(Because("R14", str(one.id), f"the assignment's condition is met{only_where(request, one)}"))
    if weighed.decision and all(block.condition for block in weighed.decision.blocks):
        reason = f"the condition inside {name} is met{only_where(request, *weighed.blocks(True))}"
        nodes.append(Because("R14", role_id, reason))
    return nodes


def _where(held_at: ArmId, target: ArmId) -> str:
    if held_at.key == target.key:
        return f"granted at {scope.words(held_at)} itself"
    return f"granted at {scope.words(held_at)}, which {scope.words(target)} inherits from"


def refused(weighed: Weighed, request: Request) -> Because:
    """Why an assignment that the principal holds here does not allow the action."""
    one, role_id, name = weighed.assignment, weighed.standing.role_id, weighed.standing.name
    decision = weighed.decision
    if decision and decision.removed:
        return Because("R6", role_id, f"{name} takes {what(request)} out by its {not_actions(request)}")
    if decision and decision.other_plane:
        return Because("R7", role_id, f"{name} allows management only, not {what(request)}")
    if weighed.condition.value is False:
        return Because("R14", str(one.id), f"the condition on {name} is not met{only_where(request, one)}")
    where = only_where(request, *weighed.blocks(False))
    return Because("R14", role_id, f"the condition inside {name} is not met{where}")


def does_not_name(standing: Standing, asked: str) -> Because:
    """The same of a role that is about other things than what was `asked`."""
    return Because("R6", standing.role_id, f"{standing.name} does not contain {asked}")


def doubts(weighed: Weighed, request: Request, policy: Policy) -> tuple[list[Because], list[Need]]:
    """What is not known of an assignment that may allow the action."""
    one, role_id, name = weighed.assignment, weighed.standing.role_id, weighed.standing.name
    needs: list[Need] = []
    nodes: list[Because] = []

    def doubt(need: Need, id_: str) -> None:
        needs.append(need)
        nodes.append(Because("R13", id_, f"{name} may allow it: {need.reason}"))

    if weighed.here is None:
        doubt(scope.need(one.scope, request.scope), str(one.scope))
    if weighed.held is None:
        doubt(principal.member_need(one.principal_id, request.principal_id), str(one.id))
    if weighed.decision is None:
        doubt(definition_need(one, policy), str(one.role_definition_id))
    elif weighed.granted is None:
        for block in weighed.blocks(None):
            doubt(condition_need(block, request, role_id, _READ_ROLE), role_id)
    if weighed.condition.value is None:
        read = "Microsoft.Authorization/roleAssignments/read"
        doubt(condition_need(one, request, str(one.id), read), str(one.id))
    return nodes, needs


def definition_need(assignment: RoleAssignment, policy: Policy) -> Need:
    known = policy.unread_definitions.get(assignment.role_guid)
    return known or Need(
        request=f"GET {assignment.role_definition_id}",
        action=_READ_ROLE,
        scope=str(assignment.role_definition_id),
        reason=f"the role {assignment.role_guid} was not read",
    )


def only_where(request: Request, *bearers: Bearer) -> str:
    """What the conditions of assignments or blocks limit the action to, as the end of a sentence."""
    limits = dict.fromkeys(found for bearer in bearers if (found := limit(bearer, request)))
    return f"; it holds only where {', or '.join(limits)}" if limits else ""


def condition_need(bearer: Bearer, request: Request, source: str, action: str) -> Need:
    """What would decide a condition: its attributes, or a text that can be understood."""
    truth = met(bearer, request)
    if truth.error:
        return Need(f"GET {source}", action, source, reason=f"its condition is not understood: {truth.error}")
    waits = "; ".join(truth.waits_for)
    return Need(
        request=f"the request itself: {waits}",
        scope=source,
        reason=f"its condition depends on what only the request itself tells: {waits}{only_where(request, bearer)}",
    )
