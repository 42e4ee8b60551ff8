"""Opens the facts of a target, or says in one sentence why nothing can be checked.

Missing, signed out, unreachable: the run cannot start. A refusal (403) or an answer that is not understood is no
reason to stop: the report then says what is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from pfdoctor.azure.session import Session
from pfdoctor.azure.targets import endpoint_names, workspace_names
from pfdoctor.facts.facts import Facts
from pfdoctor.facts.planned import PlannedFacts
from pfdoctor.model.errors import CannotStart, Missing, Unreadable
from pfdoctor.model.exchange import NotRecorded
from pfdoctor.model.target import Target
from pfdoctor.project.project import Project


def open_facts(
    session: Session,
    target: Target,
    deployments: tuple[str, ...] = (),
    *,
    whole: bool = False,
    project: Project | None = None,
) -> Facts:
    """The facts of a target, with the arguments of `Facts`. Raises CannotStart if it is not there or out of reach."""
    session.authenticate()
    facts = Facts(session, target, deployments, whole=whole, project=project)
    try:
        _reach(lambda: facts.workspace, lambda error: _no_workspace(session, target, error))
        facts = _planned(session, facts, deployments) or facts
        if not facts.planned:
            _reach(lambda: facts.endpoint, lambda _: _no_endpoint(session, target))
        _refuse_unknown_deployments(facts, deployments)
    except BaseException:
        facts.close()
        raise
    return facts


def _planned(session: Session, facts: Facts, deployments: tuple[str, ...]) -> Facts | None:
    """The facts of the endpoint as the files describe it, if they do and it does not exist yet."""
    file = facts.project.endpoint_named(facts.target.endpoint) if facts.project is not None else None
    if facts.project is None or file is None:
        return None
    try:
        facts.endpoint  # noqa: B018 - asked for whether it is there
    except Missing:
        facts.close()
        return PlannedFacts(session, facts.target, deployments, facts.project, file)
    except Unreadable:
        return None
    return None


def _reach(read: Callable[[], object], sentence: Callable[[Missing], str]) -> None:
    try:
        read()
    except Missing as error:
        raise CannotStart(sentence(error)) from error
    except Unreadable as error:
        need = error.needs[0]
        if isinstance(error.__cause__, NotRecorded) or need.status in (200, 403):
            return
        status = f", status {need.status}" if need.status else ""
        if need.status == 401:
            raise CannotStart(f"Azure refused the sign-in for {need.scope}{status}; run `az login` again.") from error
        raise CannotStart(f"{need.scope} could not be read: {need.reason}{status}; try again.") from error


def _no_workspace(session: Session, target: Target, error: Missing) -> str:
    code = error.need.reason
    if "SubscriptionNotFound" in code:
        return f"There is no subscription {target.subscription} that this sign-in can see; check --subscription."
    if "ResourceGroupNotFound" in code:
        return f"There is no resource group {target.resource_group!r} in subscription {target.subscription}; check -g."
    near = _near(target.workspace, workspace_names, session, target)
    return f"There is no workspace {target.workspace!r} in resource group {target.resource_group}{near}."


def _no_endpoint(session: Session, target: Target) -> str:
    near = _near(target.endpoint, endpoint_names, session, target)
    return f"There is no endpoint {target.endpoint!r} in workspace {target.workspace}{near}."


def _near(name: str, list_names: Callable[[Session, Target], tuple[str, ...]], session: Session, target: Target) -> str:
    try:
        names = list_names(session, target)
    except (Missing, Unreadable):
        return ""
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    if near:
        return f"; the nearest name is {near[0]}"
    return f"; it has {', '.join(names[:10])}" if names else "; it has none"


def _refuse_unknown_deployments(facts: Facts, wanted: tuple[str, ...]) -> None:
    if not wanted:
        return
    try:
        names = [deployment.name for deployment in facts.all_deployments]
    except (Missing, Unreadable):
        return
    for name in wanted:
        if name.lower() not in {known.lower() for known in names}:
            has = f"it has {', '.join(names)}" if names else "it has none"
            raise CannotStart(f"Endpoint {facts.target.endpoint} has no deployment {name!r}; {has}.")
