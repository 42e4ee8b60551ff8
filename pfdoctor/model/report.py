"""The outcome of one run of the checks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pfdoctor.model.finding import Outcome, Result, Severity
from pfdoctor.model.target import Target


@dataclass(frozen=True, slots=True)
class Report:
    """Results in their canonical order (area, check, subject), and what the run cost: requests sent, wall seconds."""

    target: Target
    results: tuple[Result, ...]
    requests: int
    seconds: float

    @property
    def summary(self) -> dict[Outcome, int]:
        counted = Counter(result.outcome for result in self.results)
        return {outcome: counted[outcome] for outcome in Outcome}

    def exit_code(self, fail_on: Severity) -> int:
        """4 something crashed, 1 a failure at or above `fail_on`, 3 none but an unknown there, else 0."""
        if self.summary[Outcome.CRASHED]:
            return 4
        grave = {result.outcome for result in self.results if result.severity.rank <= fail_on.rank}
        if Outcome.FAILED in grave:
            return 1
        return 3 if Outcome.UNKNOWN in grave else 0
