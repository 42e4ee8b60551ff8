"""From findings to a plan: the intents of the failed results, each once, in the order in which they help.

What an identity needs comes before the deployment that needs it is touched; what restarts a deployment comes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pfdoctor.facts.facts import Facts
from pfdoctor.fix import environments, files
from pfdoctor.fix.excess import excess
from pfdoctor.fix.rights import with_rights
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.builtin_role import NEVER_GRANTED
from pfdoctor.model.finding import Fix, Outcome, Result, Safety
from pfdoctor.model.plan import (
    ByHand,
    EditFile,
    GrantRole,
    Plan,
    RegisterEnvironment,
    RegisterProvider,
    SetDeployment,
    Step,
)
from pfdoctor.model.settings import setting_of
from pfdoctor.model.shell import az
from pfdoctor.model.target import Target

_CALLER = "caller"
_ORDER = (EditFile, GrantRole, RegisterProvider, RegisterEnvironment, SetDeployment, ByHand)


def make(results: Sequence[Result], facts: Facts | None, target: Target) -> Plan:
    """The plan that would mend what failed, with what the caller may do of it; without facts, of files alone."""
    steps: dict[str, Step] = {}
    # What the caller lacks is said at each step that it is lacking for.
    failed = [one for one in results if one.outcome is Outcome.FAILED and one.area != _CALLER]
    for result in failed:
        for fix in result.fixes:
            for step in _steps(fix, result, facts) if facts is not None else _of_files(fix, result):
                known = steps.get(step.id)
                why = tuple(dict.fromkeys((*(known.why if known else ()), *step.why)))
                steps[step.id] = replace(known or step, why=why)
    ordered = sorted(steps.values(), key=_place)
    return Plan(target, tuple(with_rights(step, facts) if facts is not None else step for step in ordered))


def _place(step: Step) -> tuple[int, bool, str, str]:
    """Azure takes no setting of a deployment whose environment cannot be started, so that one comes first."""
    change = step.change
    later = isinstance(change, SetDeployment) and change.setting != "environmentId"
    return _ORDER.index(type(change)), later, step.title, step.id


def _of_files(fix: Fix, result: Result) -> Iterator[Step]:
    if fix.kind == "edit-file":
        yield _edit(fix, (result.id,))
    else:
        yield Step(ByHand(fix.scope, fix.commands, fix.kind), fix.title, Safety.MANUAL, (result.id,))


def _steps(fix: Fix, result: Result, facts: Facts) -> Iterator[Step]:
    why = (result.id,)
    match fix.kind:
        case "grant-role" if fix.role_id.lower() not in NEVER_GRANTED:
            yield _grant(fix, why, facts)
        case "register-environment" if fix.safety is not Safety.MANUAL:
            yield from environments.steps(fix, result, facts)
        case "set-deployment":
            yield _setting(fix, why, facts)
        case "edit-file":
            yield _edit(fix, why)
        case "register-provider":
            change = RegisterProvider(ArmId(fix.scope), str(fix.value))
            yield Step(change, fix.title, fix.safety, why)
        case _:
            yield Step(ByHand(fix.scope, fix.commands, fix.kind), fix.title, Safety.MANUAL, why)


def _grant(fix: Fix, why: tuple[str, ...], facts: Facts) -> Step:
    """The grant; by hand where the role is granted already: Azure refuses it twice, whatever the condition.

    https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
    """
    grant = GrantRole(ArmId(fix.scope), fix.principal_id, fix.role, fix.role_id)
    held = facts.held(grant.principal_id, grant.scope).assignments
    there = [one for one in held if (one.principal_id, one.role_guid, one.scope) == _key(grant)]
    if not there:
        return Step(grant, fix.title, fix.safety, why, excess=excess(fix, facts))
    condition = f", whose condition lets too little pass: {there[0].condition}" if there[0].condition else ""
    title = f"change the assignment of {grant.role} on {grant.scope.name}{condition}"
    commands = (az("role assignment delete", ids=str(there[0].id)), *fix.commands)
    return Step(ByHand(str(there[0].id), commands, fix.kind), title, Safety.MANUAL, why)


def _key(grant: GrantRole) -> tuple[str, str, ArmId]:
    return grant.principal_id.lower(), grant.role_id.lower(), grant.scope


def _edit(fix: Fix, why: tuple[str, ...]) -> Step:
    """The edit; by hand where the file could not be changed without changing more of it."""
    try:
        text = files.read(Path(fix.scope))
        files.edited(text, fix.setting, fix.value)
        change = EditFile(fix.scope, fix.setting, files.value_of(text, fix.setting), fix.value)
    except files.NotEdited as error:
        return Step(ByHand(fix.scope, (), fix.kind), f"{fix.title}: {error}", Safety.MANUAL, why)
    return Step(change, fix.title, Safety.SAFE, why)


def _setting(fix: Fix, why: tuple[str, ...], facts: Facts) -> Step:
    id = ArmId(fix.scope)
    change = SetDeployment(id, fix.setting, None, fix.value)
    deployment = next((one for one in facts.deployments if one.id == id), None)
    if deployment is None:
        return Step(change, fix.title, Safety.UNSAFE, why)
    change = replace(change, before=setting_of(deployment.document.body, change))
    return Step(change, fix.title, Safety.UNSAFE, why, serving=deployment.serving)
