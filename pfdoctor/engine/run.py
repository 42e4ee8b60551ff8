"""Runs checks side by side, and turns whatever happens in them into results.

One thread a check: they wait for answers most of the time, and for each other's facts. An exception in one is a
result of that one.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import Any

from pfdoctor.engine.causes import with_causes
from pfdoctor.engine.check import Check, Draft
from pfdoctor.facts.facts import Facts
from pfdoctor.model.document import Resource
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.finding import Outcome, Result, Severity

Progress = Callable[[str, int, int], None]

THREADS = 16


def run(
    checks: Iterable[Check], facts: Facts, progress: Progress | None = None, threads: int = THREADS
) -> tuple[Result, ...]:
    """The results of all checks, by area, check and subject. `progress` hears of each check that ends."""
    chosen = tuple(checks)
    results: list[Result] = []
    pool = ThreadPoolExecutor(threads, thread_name_prefix="check")
    try:
        futures: dict[Future[list[Result]], Check] = {pool.submit(examine, check, facts): check for check in chosen}
        for done, future in enumerate(as_completed(futures), 1):
            results += future.result()
            if progress:
                progress(futures[future].id, done, len(chosen))
    finally:
        # Whoever interrupts the run does not wait for the requests under way.
        pool.shutdown(wait=False, cancel_futures=True)
    ordered = sorted(results, key=lambda result: (result.area, result.check, result.subject.lower(), result.message))
    return with_causes(tuple(ordered), {check.id: check.after for check in chosen}, facts.target)


def examine(check: Check, facts: Facts) -> list[Result]:
    """One check's results; never raises, never empty."""
    results = list(_results(check, facts))
    if not results:
        results = [_result(check, facts, Draft(Outcome.SKIPPED, "There is nothing to judge."))]
    return results


def _results(check: Check, facts: Facts) -> Iterator[Result]:
    if check.subjects is None:
        yield from _guarded(check, facts, None)
        return
    try:
        subjects = list(check.subjects(facts))
    except Exception as error:  # noqa: BLE001 - a crash is a result
        yield _result(check, facts, _draft_of(error, check))
        return
    if not subjects:
        yield _result(check, facts, Draft(Outcome.SKIPPED, f"There are no {check.of_what}."))
    for subject in subjects:
        yield from _guarded(check, facts, subject)


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
        subject=draft.subject or about or str(facts.target.endpoint_id),
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
