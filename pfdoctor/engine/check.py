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

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts

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


@dataclass(slots=True)
class Check:
    """`after` names the checks whose failure would explain this one's.

    `about` is what a result is about where the check does not say: "endpoint", or "workspace".
    """

    id: str
    title: str
    severity: str
    proves: str
    does_not_prove: str
    after: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    about: Literal["endpoint", "workspace"] = "endpoint"
    function: Run | None = field(default=None, init=False, repr=False)
    subjects: Subjects | None = field(default=None, init=False, repr=False)
    of_what: str = field(default="", init=False, repr=False)

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

    @property
    def module(self) -> str:
        return self.function.__module__ if self.function else ""

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
