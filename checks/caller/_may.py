"""From what the signed-in caller may do to the draft that says so."""

from collections.abc import Mapping, Sequence
from typing import Any

from pfdoctor.api import ArmId, Check, Draft, Evidence, Facts, Fix, Missing, Need, Safety, Unreadable, line


def judge(
    check: Check,
    facts: Facts,
    doing: str,
    scope: ArmId,
    actions: Sequence[str],
    aliases: Mapping[str, str] | None = None,
    **more: Any,
) -> Draft:
    """Passed if the caller may do all of the actions on the scope; `doing` completes "the signed-in caller may ...".

    `aliases` are other spellings under which roles hold an action.
    """
    try:
        allowed = {action: _may(facts, action, scope, aliases or {}) for action in actions}
    except Unreadable as error:
        return check.unknown(f"It is not known whether the signed-in caller may {doing}.", *error.needs, **more)
    except Missing as error:
        return check.skipped(f"{error}, so there is nothing to ask.", **more)
    refused = [action for action, may in allowed.items() if may is False]
    if refused:
        evidence = [Evidence(str(scope), f"permissions: {action}", False) for action in refused]
        message = f"The signed-in caller may not {doing}, which takes {' and '.join(refused)}."
        return check.failed(message, evidence=evidence, fixes=[who_can(refused[0], scope)], **more)
    open_ = [action for action, may in allowed.items() if may is None]
    if open_:
        needs = [_condition(action, scope) for action in open_]
        message = f"Whether the signed-in caller may {doing} depends on a condition that only Azure can judge."
        return check.unknown(message, *needs, **more)
    evidence = [Evidence(str(scope), f"permissions: {action}", True) for action in actions]
    return check.passed(f"The signed-in caller may {doing}.", evidence=evidence, **more)


def who_can(action: str, scope: ArmId) -> Fix:
    """What shows whom to ask."""
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title="ask someone who may",
        scope=str(scope),
        commands=(line(f"pfdoctor who-can {action}", scope=scope),),
    )


def _may(facts: Facts, action: str, scope: ArmId, aliases: Mapping[str, str]) -> bool | None:
    may = facts.caller_may(action, scope)
    return facts.caller_may(aliases[action], scope) if may is False and action in aliases else may


def _condition(action: str, scope: ArmId) -> Need:
    return Need(
        request=f"GET {scope}/providers/Microsoft.Authorization/permissions",
        action="Microsoft.Authorization/permissions/read",
        scope=str(scope),
        status=200,
        reason=f"{action} is allowed under a condition that depends on the request",
    )
