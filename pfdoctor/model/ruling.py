"""Whether one principal may do one thing, and what a person wants to know besides: through what, by whom, what else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.need import Need
from pfdoctor.model.proof import Access, Proof
from pfdoctor.model.right import Right


class Origin(StrEnum):
    """Who granted a role: Azure itself, someone else (a person, a pipeline, a policy), or it is not told."""

    AZURE = "azure"
    HAND = "hand"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Principal:
    """`kind` is system-assigned, user-assigned, caller or principal; `id` the ARM id of a managed identity."""

    principal_id: str
    kind: str
    name: str
    id: ArmId | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """The role assignment that allows an access. `group` is the group it is assigned to, "" if the principal itself.

    `why` says what `origin` rests on; both are empty where nobody asked.
    """

    id: str
    role: str
    role_id: str
    scope: ArmId
    group: str = ""
    condition: str = ""
    created_on: datetime | None = None
    created_by: str = ""
    origin: Origin | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The smallest built-in role for what is missing; `excess` are patterns it allows besides, None if not known."""

    role: str
    role_id: str
    scope: ArmId
    excess: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """`doing` completes "the principal may ..."; `right` is None where it is not known on what it would be needed.

    `required` is False for what only some flows need; `when` says which. `automatic`: Azure grants it by itself when
    it creates the endpoint. `check` names the check that judges the same, "" if none does.
    """

    principal: Principal
    doing: str
    right: Right | None
    proof: Proof
    grants: tuple[Grant, ...] = ()
    proposal: Proposal | None = None
    check: str = ""
    required: bool = True
    when: str = ""
    automatic: bool = False
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> Access:
        return self.proof.verdict


@dataclass(frozen=True, slots=True)
class Holder:
    """A principal that holds an action, `type` as Azure writes it; `name` is "" where only Microsoft Graph knows it."""

    principal_id: str
    type: str
    name: str
    proof: Proof
    grants: tuple[Grant, ...]

    @property
    def verdict(self) -> Access:
        return self.proof.verdict


@dataclass(frozen=True, slots=True)
class Holders:
    """Who may do something: also those of whom it is not certain, and those whom a deny assignment blocks.

    `needs` are what was not read: there may be others then.
    """

    right: Right
    holders: tuple[Holder, ...]
    needs: tuple[Need, ...]
    notes: tuple[str, ...] = ()


def worst(verdicts: Iterable[Access]) -> Access:
    """Denied if any is denied, else unknown if any is unknown."""
    found = set(verdicts)
    return next((one for one in (Access.DENIED, Access.UNKNOWN) if one in found), Access.ALLOWED)
