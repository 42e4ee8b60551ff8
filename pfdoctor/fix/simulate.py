"""What Azure would answer once a plan is applied: the recorded answers, with the plan's changes in them.

The checks then judge it like any other world. It says what the changes bring about, not that Azure will accept them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pfdoctor.bundle.access import split_list
from pfdoctor.bundle.answer import Answer
from pfdoctor.bundle.file import Bundle
from pfdoctor.bundle.filters import read_filter
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.plan import (
    MACHINE_LEARNING_VERSION,
    GrantRole,
    RegisterEnvironment,
    RegisterProvider,
    SetDeployment,
    Step,
)
from pfdoctor.model.settings import changed


def simulate(bundle: Bundle, steps: Sequence[Step]) -> Bundle:
    """The bundle as it would be recorded afterwards; steps that are done by hand change nothing."""
    answers = list(bundle.answers)
    for step in steps:
        match step.change:
            case GrantRole() as grant:
                answers = [_granted(one, grant, bundle.taken_at) for one in answers]
            case RegisterEnvironment() as environment:
                answers.append(_registered(environment))
            case SetDeployment() as setting:
                answers = [_each(one, setting.id, lambda body, s=setting: changed(body, s)) for one in answers]
            case RegisterProvider() as provider:
                place = provider.subscription.child("providers", provider.namespace)
                answers = [
                    _each(one, place, lambda body: {**body, "registrationState": "Registered"}) for one in answers
                ]
    return replace(bundle, answers=tuple(answers))


def _granted(answer: Answer, grant: GrantRole, now: datetime) -> Answer:
    """A list that would hold the new assignment, with it."""
    place = split_list(answer.key.path)
    items = answer.items
    wanted = read_filter(answer.key.filter) if answer.key.only_filter else None
    if place is None or place[1] != "roleassignments" or items is None or wanted is None:
        return answer
    scope = place[0]
    above = scope.within(grant.scope)
    related = above if wanted.at_scope else above or grant.scope.within(scope)
    meant = {one for one in (wanted.assigned_to, wanted.principal_id) if one} <= {grant.principal_id.lower()}
    if not related or not meant or any(ArmId(str(one.get("id") or "")) == grant.id for one in items):
        return answer
    body = {
        "id": str(grant.id),
        "name": grant.name,
        "type": "Microsoft.Authorization/roleAssignments",
        "properties": {**grant.body["properties"], "scope": str(grant.scope), "createdOn": now.isoformat()},
    }
    return replace(answer, body={**answer.body, "value": [*items, body]})


def _registered(environment: RegisterEnvironment) -> Answer:
    id = environment.id
    body = {"id": str(id), "name": id.name, "type": id.type, **environment.body}
    return Answer(f"GET {id}", MACHINE_LEARNING_VERSION, 200, body)


def _each(answer: Answer, id: ArmId, change: Any) -> Answer:
    """The answer with the resource changed, whether it stands alone or in a list."""
    items = answer.items
    if items is not None:
        found = [change(one) if ArmId(str(one.get("id") or "")) == id else one for one in items]
        return replace(answer, body={**answer.body, "value": found})
    if answer.succeeded and isinstance(answer.body, Mapping) and ArmId(str(answer.body.get("id") or "")) == id:
        return replace(answer, body=change(answer.body))
    return answer
