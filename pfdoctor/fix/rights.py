"""What a step needs of the caller, whether the caller may, and who else may."""

from __future__ import annotations

from dataclasses import replace

from pfdoctor.facts.facts import Facts
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.plan import ByHand, EditFile, GrantRole, RegisterEnvironment, RegisterProvider, SetDeployment, Step
from pfdoctor.model.proof import Access
from pfdoctor.rbac.delegation import WRITE

_ML = "Microsoft.MachineLearningServices/workspaces"
_AT_MOST = 10


def with_rights(step: Step, facts: Facts) -> Step:
    """The step, with what it needs and whether that is given."""
    action, scope = _needs(step)
    if scope is None:
        return step
    step = replace(step, needs_action=action, needs_scope=str(scope))
    try:
        may, because = _may(step, action, scope, facts)
    except (Missing, Unreadable) as error:
        return replace(step, caller_may=None, because=f"your permissions on {scope.name} could not be read: {error}")
    if may is not False:
        return replace(step, caller_may=may, because=because)
    return replace(step, caller_may=False, because=because, others=_others(step, facts))


def _needs(step: Step) -> tuple[str, ArmId | None]:
    match step.change:
        case GrantRole() as grant:
            return WRITE, grant.scope
        case RegisterEnvironment() as environment:
            return f"{_ML}/environments/versions/write", _workspace(environment.id)
        case SetDeployment() as setting:
            return f"{_ML}/onlineEndpoints/deployments/write", _workspace(setting.id)
        case RegisterProvider() as provider:
            return f"{provider.namespace}/register/action", provider.subscription
        case EditFile() | ByHand():
            return "", None


def _workspace(id: ArmId) -> ArmId:
    """The permissions of what lies in a workspace are told at the workspace."""
    return ArmId("/".join(id.parts[:8]))


def _may(step: Step, action: str, scope: ArmId, facts: Facts) -> tuple[bool | None, str]:
    """Whether, and why not or why that is not known."""
    lacking = f"you lack {action} on {scope.name}"
    if not isinstance(step.change, GrantRole):
        may = facts.caller_may(action, scope)
        return may, {True: "", False: lacking, None: f"a condition on {scope.name} cannot be judged"}[may]
    grant = step.change
    proof = facts.assigning(grant.role_id, grant.principal_id, grant.principal_type, grant.scope)
    if proof.verdict is Access.ALLOWED:
        return True, ""
    told = (*(one.reason for one in proof.near_misses), *(one.reason for one in proof.because))
    reason = next((one for one in told if one), "")
    because = f"{lacking} for {grant.role}" + (f": {reason}" if reason else "")
    if proof.verdict is Access.DENIED:
        return False, because
    return None, f"it is not known whether you have {action} on {scope.name}" + (f": {reason}" if reason else "")


def _others(step: Step, facts: Facts) -> tuple[str, ...]:
    if not isinstance(step.change, GrantRole):
        return ()
    grant = step.change
    found = facts.who_can_assign(grant.role_id, grant.principal_id, grant.principal_type, grant.scope)
    able = [one for one in found.holders if one.proof.verdict is Access.ALLOWED]
    told = []
    for one in able[:_AT_MOST]:
        roles = " and ".join(dict.fromkeys(given.role for given in one.grants))
        who = f"{one.name} ({one.principal_id})" if one.name else one.principal_id
        told.append(f"{one.type.lower() or 'principal'} {who}, through {roles}")
    if len(able) > _AT_MOST:
        told.append(f"and {len(able) - _AT_MOST} more")
    return tuple(told)
