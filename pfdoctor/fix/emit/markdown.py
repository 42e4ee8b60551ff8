"""A plan as a request to an administrator, who has neither the tool nor the time.

It says what is asked for and why, what each grant allows and what it does not, who may grant it, the commands to
paste, and how to take it back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pfdoctor.fix.emit import az
from pfdoctor.fix.emit.meaning import meaning
from pfdoctor.model.clean import clean
from pfdoctor.model.plan import ByHand, EditFile, GrantRole, Plan, Step
from pfdoctor.model.target import Target

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$>@:/])")


def emit(plan: Plan) -> str:
    """The request, in CommonMark."""
    lines = list(_opening(plan.target))
    for number, step in enumerate(plan.steps, 1):
        lines += ["", *_section(number, step)]
    return "\n".join(lines) + "\n"


def _opening(target: Target) -> Iterator[str]:
    if not target.endpoint:
        yield f"# Request: changes to the files of {code(target.project)}"
        yield ""
        yield f"What is to be deployed from {code(target.project)} would not work as it is. It needs the following."
        return
    yield f"# Request: rights for the endpoint {code(target.endpoint)}"
    yield ""
    yield (
        f"The online endpoint {code(target.endpoint)} of the Azure Machine Learning workspace "
        f"{code(target.workspace)} (resource group {code(target.resource_group)}, subscription "
        f"{code(target.subscription)}) does not work as it is. It needs the following."
    )


def code(text: str) -> str:
    """`text` as a code span, fenced by more backticks than it holds."""
    plain = clean(text) or " "
    fence = "`" * (max(map(len, re.findall("`+", plain)), default=0) + 1)
    padded = f" {plain} " if "`" in plain or plain == " " else plain
    return f"{fence}{padded}{fence}"


def words(text: str) -> str:
    """`text` as prose, in which nothing is markup."""
    plain = clean(text).replace("&", "&amp;").replace("<", "&lt;")
    return _SPECIAL.sub(r"\\\1", plain)


def block(text: str, language: str) -> str:
    """`text` as a fenced block, which it cannot end."""
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _section(number: int, step: Step) -> Iterator[str]:
    yield f"## {number}. {words(step.title[:1].upper() + step.title[1:])}"
    yield ""
    yield from _facts(step)
    if step.because and step.caller_may is not True:
        yield f"- Why the requester cannot do it: {words(step.because)}"
    for other in step.others:
        yield f"- Who may do it: {words(other)}"
    yield ""
    if isinstance(step.change, EditFile):
        yield f"In the file {code(step.change.path)}, {code(step.change.setting)} becomes:"
        yield ""
        yield block(json.dumps(step.change.value, indent=2), "json")
        return
    if isinstance(step.change, ByHand):
        if step.change.commands:
            yield block("\n".join(clean(one) for one in step.change.commands), "sh")
        return
    yield block(az.command(step), "sh")
    undo = _undo(step)
    if undo:
        yield ""
        yield "To take it back:"
        yield ""
        yield block(undo, "sh")


def _facts(step: Step) -> Iterator[str]:
    change = step.change
    if isinstance(change, GrantRole):
        allows, not_ = meaning(change.role_id)
        yield f"- To whom: the managed identity with the object id {code(change.principal_id)}"
        yield f"- Which role: {code(change.role)} ({code(change.role_id)})"
        yield f"- On what, and on nothing else: {code(str(change.scope))}"
        if allows:
            yield f"- It allows: {allows}"
            yield f"- It does not allow: {not_}"
        for action in step.excess[:10]:
            yield f"- It also allows {code(action)}, which is not needed"
    elif not isinstance(change, ByHand | EditFile):
        yield f"- Risk: {words(step.safety)}"
    for result in step.why:
        yield f"- Because of the finding {code(result)}"


def _undo(step: Step) -> str:
    if isinstance(step.change, GrantRole):
        return f"az role assignment delete --ids {az.quote(str(step.change.id))}"
    return ""
