"""What a check found: the outcome, what it rests on, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from pfdoctor.model.need import Need
from pfdoctor.model.proof import Proof


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    CRASHED = "crashed"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for error, the gravest, upwards."""
        return list(Severity).index(self)


class Safety(StrEnum):
    """How freely a fix may be applied: on request, only with --unsafe, never by pfdoctor."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value that a verdict rests on: where it was read, and what it was; of a file also the `line` as it stands
    there."""

    source: str
    path: str
    value: Any
    line: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """What would mend a finding: an intent, which a plan turns into steps.

    `kind` says which of the other fields count: `grant-role` (role, scope, principal_id), `register-environment`
    (scope: the environment), `set-deployment` (scope: the deployment; setting, value), `register-provider`
    (scope: the subscription; value: the namespace), `edit-file` (scope: the file's path; setting; value),
    `run-command` (commands, in words or for `az`). `actions` are
    what a role is granted for, data actions if `data`.
    """

    kind: Literal[
        "grant-role", "register-environment", "set-deployment", "register-provider", "edit-file", "run-command"
    ]
    safety: Safety
    title: str
    role: str = ""
    role_id: str = ""
    scope: str = ""
    principal_id: str = ""
    setting: str = ""
    value: Any = None
    commands: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    data: bool = False

    @property
    def id(self) -> str:
        """The same for the same intent, whichever finding carries it."""
        what = self.role_id or self.setting or str(self.value or "") or self.title
        return ":".join(part for part in (self.kind, what, self.scope.lower(), self.principal_id.lower()) if part)


@dataclass(frozen=True, slots=True)
class Result:
    """One check's verdict on one subject (an ARM id, or file:line).

    `traceback` is a crashed check's own, for a bug report: it names files of the machine, so no report shows it.

    Raises ValueError if `needs` is not empty exactly when the outcome is unknown: an unknown must say what would
    settle it, and no other verdict may rest on what was not read.
    """

    check: str
    area: str
    subject: str
    outcome: Outcome
    severity: Severity
    title: str
    message: str
    evidence: tuple[Evidence, ...] = ()
    proof: Proof | None = None
    needs: tuple[Need, ...] = ()
    caused_by: str | None = None
    fixes: tuple[Fix, ...] = ()
    does_not_prove: str = ""
    docs: str = ""
    traceback: str = ""

    def __post_init__(self) -> None:
        if bool(self.needs) != (self.outcome is Outcome.UNKNOWN):
            raise ValueError(f"{self.check}: needs go with unknown, and only with it")

    @property
    def id(self) -> str:
        return f"{self.check}@{self.subject}"
