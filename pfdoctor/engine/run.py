"""Runs checks side by side, and turns whatever happens in them into results.

A task is a check, or one subject of a check: they wait for answers most of the time, and for each other's facts. An
exception in one is a result of that one.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from pfdoctor.engine.causes import with_causes
from pfdoctor.engine.check import Check, Draft
from pfdoctor.facts.facts import Facts
from pfdoctor.model.document import Resource
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.finding import Outcome, Result, Severity
from pfdoctor.model.target import Target

Progress = Callable[[str, int, int], None]

THREADS = 32
"""More than there are checks: they wait for answers nearly all the time."""

_Step = tuple[list[Result], list[Any]]
"""What one task found, and the subjects that it leaves to be examined."""


def run(
    checks: Iterable[Check], facts: Facts, progress: Progress | None = None, threads: int = THREADS
) -> tuple[Result, ...]:
    """The results of all checks, by area, check and subject. `progress` hears of each check that ends."""
    chosen = tuple(checks)
    results: list[Result] = []
    left = {check.id: 1 for check in chosen}
    done = 0
    pool = ThreadPoolExecutor(threads, thread_name_prefix="check")
    try:
        under_way: dict[Future[_Step], Check] = {pool.submit(_begin, check, facts): check for check in chosen}
        while under_way:
            ended, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in ended:
                check = under_way.pop(future)
                found, subjects = future.result()
                results += found
                for subject in subjects:
                    under_way[pool.submit(_examine, check, facts, subject)] = check
                left[check.id] += len(subjects) - 1
                if left[check.id] == 0:
                    done += 1
                    if progress:
                        progress(check.id, done, len(chosen))
    finally:
        # Whoever interrupts the run does not wait for the requests under way.
        pool.shutdown(wait=False, cancel_futures=True)
    ordered = sorted(results, key=lambda result: (result.area, result.check, result.subject.lower(), result.message))
    return with_causes(tuple(ordered), {check.id: check.after for check in chosen}, facts.target)


def _begin(check: Check, facts: Facts) -> _Step:
    """The results of a check of the endpoint as a whole, or the subjects that are still to be examined, each alone."""
    if check.subjects is None:
        return _examine(check, facts, None)
    try:
        subjects = list(check.subjects(facts))
    except Exception as error:  # noqa: BLE001 - a crash is a result
        return [_result(check, facts, _draft_of(error, check))], []
    if not subjects:
        return [_result(check, facts, Draft(Outcome.SKIPPED, f"There are no {check.of_what}."))], []
    return [], subjects


def _examine(check: Check, facts: Facts, subject: Any) -> _Step:
    results = list(_guarded(check, facts, subject))
    if not results:
        about = str(subject.id) if isinstance(subject, Resource) else None
        results = [_result(check, facts, Draft(Outcome.SKIPPED, "There is nothing to judge."), about)]
    return results, []


def _default_subject(check: Check, target: Target) -> str:
    return str(target.workspace_id if check.about == "workspace" else target.endpoint_id)


def _guarded(check: Check, facts: Facts, subject: Any) -> Iterator[Result]:
    about = str(subject.id) if isinstance(subject, Resource) else None
    arguments = () if subject is None else (subject,)
    try:
        assert check.function is not None
        for draft in check.function(facts, *arguments):
            yield _result(check, facts, draft, about)
    except Exception as error:  # noqa: BLE001 - a crash is a result
        yield _result(check, facts, _draft_of(error, check), about)


def _draft_of(error: Exception, check: Check) -> Draft:
    if isinstance(error, Unreadable):
        return Draft(Outcome.UNKNOWN, f"{check.title}: not known, because {error}", needs=error.needs)
    if isinstance(error, Missing):
        return Draft(Outcome.SKIPPED, f"{error}, so there is nothing to judge.")
    last = "".join(traceback.format_exception_only(error)).strip()
    return Draft(Outcome.CRASHED, f"The check crashed: {last}", traceback="".join(traceback.format_exception(error)))


def _result(check: Check, facts: Facts, draft: Draft, about: str | None = None) -> Result:
    return Result(
        check=check.id,
        area=check.area,
        subject=draft.subject or about or _default_subject(check, facts.target),
        outcome=draft.outcome,
        severity=draft.severity or Severity(check.severity),
        title=check.title,
        message=draft.message,
        evidence=draft.evidence,
        proof=draft.proof,
        needs=draft.needs,
        fixes=draft.fixes,
        does_not_prove=check.does_not_prove,
        docs=check.docs,
        traceback=draft.traceback,
    )
