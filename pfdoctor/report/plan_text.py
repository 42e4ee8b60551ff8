"""A plan for a person: what each step changes and why, whether they may, how risky it is, what will pass then."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rich.console import Console
from rich.text import Text

from pfdoctor.model.finding import Safety
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
from pfdoctor.report import details
from pfdoctor.report.layout import Page

_CARE = {
    Safety.SAFE: ("", ""),
    Safety.UNSAFE: ("(needs --unsafe: it restarts the deployment)", "yellow"),
    Safety.MANUAL: ("(by hand)", "yellow"),
}
_SHOWN = 5
_DIFF = {"+": "green", "-": "red"}


def write(
    plan: Plan, console: Console, *, verbose: bool = False, diffs: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Write the steps in their order; `verbose` shows ids whole and every excess action.

    `diffs` are what files would become, by the ids of their steps.
    """
    page = Page(console, column=6)
    target = plan.target
    steps = f"{len(plan.steps)} step" + ("s" if len(plan.steps) != 1 else "")
    about = [(target.endpoint, "bold"), (f"workspace {target.workspace}" if target.workspace else "", "")]
    about += [(f"project {target.project}" if target.project else "", "")]
    page.parts([*(page.text(one) for one in about if one[0]), Text(steps)])
    for number, step in enumerate(plan.steps, 1):
        page.blank()
        _step(page, number, step, verbose)
        for line in diffs.get(step.id, "").splitlines():
            page.line(Text("      ") + Text(line[:1] + page.clean_line(line[1:]), _DIFF.get(line[:1], "dim")))


def nothing(plan: Plan, console: Console, *, others: bool = False) -> None:
    """Say that there is nothing to do, or nothing of what was asked for if there are `others`."""
    page = Page(console)
    name = plan.target.endpoint or f"project {plan.target.project}"
    said = "no step of the kind you asked for" if others else "nothing that failed can be mended by pfdoctor"
    page.line(Text(" ") + page.text((f"{name}: {said}.", "")))


def _step(page: Page, number: int, step: Step, verbose: bool) -> None:
    title = step.title if verbose else details.short(step.title)
    page.hang(page.lead(f"{number}", indent=2), page.text((title, "bold"), _CARE[step.safety]), page.column)
    before, after = _before_after(step)
    if after:
        page.labelled("now", (_shown(before, verbose), ""))
        page.labelled("then", (_shown(after, verbose), "green"))
    _passes(page, step)
    page.labelled("why", (", ".join(dict.fromkeys(one.partition("@")[0] for one in step.why)), ""))
    if step.excess:
        shown = step.excess if verbose else step.excess[:_SHOWN]
        more = "" if len(shown) == len(step.excess) else f", and {len(step.excess) - len(shown)} more"
        page.labelled("besides", (f"it also allows {', '.join(shown)}{more}", "dim"))
    _caller(page, step)
    if isinstance(step.change, ByHand):
        for place, command in enumerate(step.change.commands):
            page.command("type" if not place else "", command)
    if verbose and isinstance(step.change, GrantRole):
        page.labelled("on", (str(step.change.scope), "dim"))
        page.labelled("to", (step.change.principal_id, "dim"))
        page.labelled("as", (step.change.name, "dim"))


def _passes(page: Page, step: Step) -> None:
    if step.will_pass:
        names = ", ".join(dict.fromkeys(one.partition("@")[0] for one in step.will_pass))
        page.labelled("passes", (f"{names} (simulated, with all steps)", "green"))


def _caller(page: Page, step: Step) -> None:
    if not step.needs_action:
        return
    if step.caller_may:
        page.labelled("you", ("may do this", ""))
        return
    said = "may not do this" if step.caller_may is False else "may or may not be allowed to"
    page.labelled("you", (f"{said}: {details.short(step.because)}", "yellow"))
    label = "who may"
    for other in step.others:
        page.labelled(label, (other, ""))
        label = ""


def _before_after(step: Step) -> tuple[str, str]:
    match step.change:
        case GrantRole() as grant:
            return f"{grant.role} is not granted on {grant.scope.name}", f"{grant.role} on {grant.scope.name} alone"
        case RegisterEnvironment() as environment:
            return (
                f"version {environment.source.name} is as it is",
                f"version {environment.id.name} has the three routes",
            )
        case SetDeployment() as setting:
            before = "not set" if setting.before is None else str(setting.before)
            return f"{setting.setting}: {before}", f"{setting.setting}: {setting.value}"
        case RegisterProvider() as provider:
            return f"{provider.namespace} is not registered", f"{provider.namespace} is registered"
        case EditFile() | ByHand():
            # The lines of a file are shown as they become.
            return "", ""


def _shown(text: str, verbose: bool) -> str:
    return text if verbose else details.short(text)
