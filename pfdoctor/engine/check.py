"""A check: one question about an endpoint, its runbook, and the function that answers it.

The runbook is the docstring of the check's module, and the area the folder it lies in: nothing is written twice.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pfdoctor.model.finding import Evidence, Fix, Outcome, Severity
from pfdoctor.model.need import Need
from pfdoctor.model.proof import Proof
from pfdoctor.model.symptom import Symptom

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts
    from pfdoctor.project.project import Project

_URL = re.compile(r"https://[^\s>)]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a check says of one subject; the engine adds the rest to make it a result."""

    outcome: Outcome
    message: str
    subject: str | None = None
    severity: Severity | None = None
    evidence: tuple[Evidence, ...] = ()
    proof: Proof | None = None
    needs: tuple[Need, ...] = ()
    fixes: tuple[Fix, ...] = ()
    traceback: str = ""


Run = Callable[..., Iterable[Draft]]
Subjects = Callable[["Facts"], Iterable[Any]]
FileSubjects = Callable[["Project"], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class OnFiles:
    """What a check asks of a project's files: `run` is called with the project, one subject, and the facts of the
    endpoint (None where none was named)."""

    run: Run
    subjects: FileSubjects
    of_what: str


@dataclass(slots=True)
class Check:
    """`after` names the checks whose failure would explain this one's.

    `about` is what a result is about where the check does not say: "endpoint", or "workspace". `symptoms` are the words
    by which the failure shows: a `Symptom` is what triage searches texts for, a plain text is only told to a reader.
    `running` says that only an endpoint that exists can be asked, not one that is planned.
    """

    id: str
    title: str
    severity: str
    proves: str
    does_not_prove: str
    after: tuple[str, ...] = ()
    symptoms: tuple[Symptom | str, ...] = ()
    about: Literal["endpoint", "workspace"] = "endpoint"
    running: bool = False
    function: Run | None = field(default=None, init=False, repr=False)
    subjects: Subjects | None = field(default=None, init=False, repr=False)
    of_what: str = field(default="", init=False, repr=False)
    on_files: OnFiles | None = field(default=None, init=False, repr=False)

    def run(self, function: Run) -> Run:
        """Register a function of the facts that yields drafts, on the endpoint unless they say otherwise."""
        self.function = function
        return function

    def each(self, subjects: Subjects, of_what: str) -> Callable[[Run], Run]:
        """Register a function of the facts and one subject, called for each, so that one unread answer spoils one.

        `of_what` is the plural noun, for the sentence that says there are none.
        """

        def register(function: Run) -> Run:
            self.subjects, self.of_what = subjects, of_what
            return self.run(function)

        return register

    def files(self, subjects: FileSubjects, of_what: str) -> Callable[[Run], Run]:
        """Register a function of the project, one of its files and the facts, called for each file.

        The facts are None where no endpoint was named: then only what the files say can be judged.
        """

        def register(function: Run) -> Run:
            self.on_files = OnFiles(function, subjects, of_what)
            return function

        return register

    @property
    def module(self) -> str:
        function = self.function or (self.on_files.run if self.on_files else None)
        return function.__module__ if function else ""

    @property
    def area(self) -> str:
        return self.module.split(".")[-2] if "." in self.module else "plugin"

    @property
    def runbook(self) -> str:
        """The docstring of the module that holds the check."""
        return inspect.cleandoc(getattr(sys.modules.get(self.module), "__doc__", None) or "")

    @property
    def docs(self) -> str:
        """The authority the runbook ends with."""
        urls = _URL.findall(self.runbook)
        return urls[-1].rstrip(".,") if urls else ""

    # What a run yields.

    def passed(self, message: str, **more: Any) -> Draft:
        return Draft(Outcome.PASSED, message, **_tuples(more))

    def failed(self, message: str, **more: Any) -> Draft:
        return Draft(Outcome.FAILED, message, **_tuples(more))

    def skipped(self, why: str, **more: Any) -> Draft:
        return Draft(Outcome.SKIPPED, why, **_tuples(more))

    def unknown(self, message: str, *needs: Need, **more: Any) -> Draft:
        return Draft(Outcome.UNKNOWN, message, needs=needs, **_tuples(more))


def _tuples(more: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in more.items()}
