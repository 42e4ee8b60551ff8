"""Runs checks side by side, and turns whatever happens in them into results.

A task is a check, or one subject of a check: they wait for answers most of the time, and for each other's facts. An
exception in one is a result of that one.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pfdoctor.engine.causes import with_causes
from pfdoctor.engine.check import Check, Draft
from pfdoctor.model.document import Resource
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.finding import Outcome, Result, Severity
from pfdoctor.model.target import Target
from pfdoctor.project.file import File
from pfdoctor.project.project import Project

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts

Progress = Callable[[str, int, int], None]

THREADS = 32
"""More than there are checks: they wait for answers nearly all the time."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A check with what it is asked of: `ask` is called with a subject, or with nothing if there are no `subjects`.

    `alone` makes each subject a task of its own, so that they wait for their answers side by side; for files, of which
    there may be thousands and which wait for little, that would cost more than it gains.
    """

    check: Check
    ask: Callable[..., Iterable[Draft]]
    subjects: Callable[[], Iterable[Any]] | None
    of_what: str
    about: str
    alone: bool = True


_Step = tuple[list[Result], list[Any]]
"""What one task found, and the subjects that it leaves to be examined."""


def run(
    checks: Iterable[Check], facts: Facts, progress: Progress | None = None, threads: int = THREADS
) -> tuple[Result, ...]:
    """The results of all checks, by area, check and subject; those of files too, if the facts have a project.

    `progress` hears of each check that ends.
    """
    chosen = tuple(checks)
    # Of an endpoint that is planned, what the files say is judged where they say it.
    asked = [check for check in chosen if check.function is not None and not (facts.planned and check.on_files)]
    tasks = [_of_endpoint(check, facts) for check in asked]
    if facts.project is not None:
        tasks += [task for check in chosen if (task := _of_files(check, facts.project, facts)) is not None]
    return with_causes(_run(tasks, progress, threads), _after(chosen), facts.target)


def run_files(checks: Iterable[Check], project: Project, progress: Progress | None = None) -> tuple[Result, ...]:
    """The results of what checks ask of a project's files, without an endpoint and so without Azure."""
    chosen = tuple(checks)
    tasks = [task for check in chosen if (task := _of_files(check, project, None)) is not None]
    return with_causes(_run(tasks, progress, 1), _after(chosen), files_target(project))


def files_target(project: Project) -> Target:
    """What is examined where no endpoint was named."""
    return Target("", "", "", "", "files", project.named)


def _after(checks: tuple[Check, ...]) -> dict[str, tuple[str, ...]]:
    return {check.id: check.after for check in checks}


def _of_endpoint(check: Check, facts: Facts) -> _Task:
    assert check.function is not None
    about = facts.target.workspace_id if check.about == "workspace" else facts.target.endpoint_id
    if facts.planned and check.running:
        why = f"{facts.target.endpoint} does not exist yet."
        return _Task(check, lambda: [Draft(Outcome.SKIPPED, why)], None, "", str(about))
    subjects = partial(check.subjects, facts) if check.subjects else None
    return _Task(check, partial(check.function, facts), subjects, check.of_what, str(about))


def _of_files(check: Check, project: Project, facts: Facts | None) -> _Task | None:
    if check.on_files is None:
        return None
    asked = check.on_files

    def ask(subject: Any) -> Iterable[Draft]:
        return asked.run(project, subject, facts)

    return _Task(check, ask, partial(asked.subjects, project), asked.of_what, project.named, alone=False)


def _run(tasks: list[_Task], progress: Progress | None, threads: int) -> tuple[Result, ...]:
    results: list[Result] = []
    left: dict[str, int] = {}
    for task in tasks:
        left[task.check.id] = left.get(task.check.id, 0) + 1
    total, done = len(left), 0
    pool = ThreadPoolExecutor(threads, thread_name_prefix="check")
    try:
        under_way: dict[Future[_Step], _Task] = {pool.submit(_begin, task): task for task in tasks}
        while under_way:
            ended, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in ended:
                task = under_way.pop(future)
                found, subjects = future.result()
                results += found
                for subject in subjects:
                    under_way[pool.submit(_examine, task, subject)] = task
                left[task.check.id] += len(subjects) - 1
                if left[task.check.id] == 0:
                    done += 1
                    if progress:
                        progress(task.check.id, done, total)
    finally:
        # Whoever interrupts the run does not wait for the requests under way.
        pool.shutdown(wait=False, cancel_futures=True)
    return tuple(
        sorted(results, key=lambda result: (result.area, result.check, result.subject.lower(), result.message))
    )


def _begin(task: _Task) -> _Step:
    """The results of a check of the endpoint as a whole, or the subjects that are still to be examined, each alone."""
    if task.subjects is None:
        return _examine(task)
    try:
        subjects = list(task.subjects())
    except Exception as error:  # noqa: BLE001 - a crash is a result
        return [_result(task, _draft_of(error, task.check))], []
    if not subjects:
        return [_result(task, Draft(Outcome.SKIPPED, f"There are no {task.of_what}."))], []
    if task.alone:
        return [], subjects
    return list(_merged(result for subject in subjects for result in _examine(task, subject)[0])), []


def _merged(results: Iterable[Result]) -> Iterator[Result]:
    """One result a line: what fails on the same line of a file is read, and counted, as one, whoever names the file."""
    by_line: dict[tuple[str, Outcome], list[Result]] = {}
    for result in results:
        by_line.setdefault((result.subject, result.outcome), []).append(result)
    for same in by_line.values():
        yield replace(
            same[0],
            message=" ".join(dict.fromkeys(one.message for one in same)),
            severity=min((one.severity for one in same), key=lambda severity: severity.rank),
            evidence=tuple({(one.source, one.path): one for result in same for one in result.evidence}.values()),
            needs=tuple(dict.fromkeys(need for result in same for need in result.needs)),
            fixes=tuple({fix.id: fix for result in same for fix in result.fixes}.values()),
        )


def _examine(task: _Task, *subject: Any) -> _Step:
    about = _about(*subject)
    results = list(_guarded(task, about, subject))
    if not results:
        results = [_result(task, Draft(Outcome.SKIPPED, "There is nothing to judge."), about)]
    return results, []


def _about(subject: Any = None) -> str | None:
    if isinstance(subject, Resource):
        return str(subject.id)
    return subject.place if isinstance(subject, File) else None


def _guarded(task: _Task, about: str | None, subject: tuple[Any, ...]) -> Iterator[Result]:
    try:
        for draft in task.ask(*subject):
            yield _result(task, draft, about)
    except Exception as error:  # noqa: BLE001 - a crash is a result
        yield _result(task, _draft_of(error, task.check), about)


def _draft_of(error: Exception, check: Check) -> Draft:
    if isinstance(error, Unreadable):
        return Draft(Outcome.UNKNOWN, f"{check.title}: not known, because {error}", needs=error.needs)
    if isinstance(error, Missing):
        return Draft(Outcome.SKIPPED, f"{error}, so there is nothing to judge.")
    last = "".join(traceback.format_exception_only(error)).strip()
    return Draft(Outcome.CRASHED, f"The check crashed: {last}", traceback="".join(traceback.format_exception(error)))


def _result(task: _Task, draft: Draft, about: str | None = None) -> Result:
    check = task.check
    return Result(
        check=check.id,
        area=check.area,
        subject=draft.subject or about or task.about,
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
