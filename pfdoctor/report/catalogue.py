"""What pfdoctor can check, and what it must be allowed to read for that: lists for a person and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Protocol

from rich.console import Console

from pfdoctor.model.finding import Severity
from pfdoctor.report import areas
from pfdoctor.report.layout import Page

_STYLES = {Severity.ERROR: "", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
ROLE_NAME = "pfdoctor reader"


class Described(Protocol):
    """What a check says about itself. Its docstring is the runbook."""

    @property
    def id(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def after(self) -> tuple[str, ...]: ...
    @property
    def proves(self) -> str: ...
    @property
    def does_not_prove(self) -> str: ...
    @property
    def symptoms(self) -> tuple[object, ...]: ...
    @property
    def runbook(self) -> str: ...
    @property
    def docs(self) -> str: ...


def write(checks: Iterable[Described], console: Console) -> None:
    """The checks by area, in the order in which areas cause one another."""
    listed = sorted(checks, key=lambda check: (areas.place(check.area), check.id))
    page = Page(console, column=4 + max((len(check.id) for check in listed), default=0), own=True)
    for area, members in groupby(listed, key=lambda check: check.area):
        page.heading(areas.heading(area))
        for check in members:
            severity = "" if check.severity == Severity.ERROR else f"({check.severity})"
            said = page.text((check.title, ""), (severity, _STYLES[Severity(check.severity)]))
            page.hang(page.lead(check.id), said, page.column)
    page.blank()
    page.line(
        page.lead("", 1)
        + page.text((f"{len(listed)} checks; pfdoctor explain ID shows what one does and how to mend it", "dim"))
    )


def render(checks: Iterable[Described]) -> dict[str, Any]:
    """The checks as JSON values, by area and id."""
    listed = sorted(checks, key=lambda check: (check.area, check.id))
    return {
        "schema_version": 1,
        "checks": [
            {
                "id": check.id,
                "area": check.area,
                "title": check.title,
                "severity": str(check.severity),
                "after": list(check.after),
                "proves": check.proves,
                "does_not_prove": check.does_not_prove,
                "symptoms": [str(symptom) for symptom in check.symptoms],
                "docs": check.docs,
            }
            for check in listed
        ],
    }


def write_permissions(actions: Sequence[str], console: Console) -> None:
    """The actions that pfdoctor uses, one a line."""
    page = Page(console)
    for action in sorted(actions, key=str.lower):
        page.line(page.text((action, "")))


def render_permissions(actions: Sequence[str], subscription: str = "") -> dict[str, Any]:
    """A custom role that allows these actions and nothing else, as `az role definition create` takes it.

    Without a subscription the role may be assigned nowhere yet: fill AssignableScopes in.
    https://learn.microsoft.com/azure/role-based-access-control/custom-roles
    """
    return {
        "Name": ROLE_NAME,
        "IsCustom": True,
        "Description": "What pfdoctor reads to examine managed online endpoints. It writes nothing.",
        "Actions": sorted(actions, key=str.lower),
        "NotActions": [],
        "DataActions": [],
        "NotDataActions": [],
        "AssignableScopes": [f"/subscriptions/{subscription or '<subscription id>'}"],
    }
