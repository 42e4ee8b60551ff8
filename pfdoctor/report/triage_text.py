"""What a text is about, for a person at a terminal."""

from __future__ import annotations

from rich.console import Console

from pfdoctor.model.diagnosis import Finding, Triage
from pfdoctor.report.layout import Page
from pfdoctor.report.triage_next import commands, missing

_LABEL = 13
_LIKELY = 0.75
_POSSIBLE = 0.5
_SUPPORT = "https://aka.ms/azsupt"


def write(triage: Triage, console: Console, where: str = "") -> None:
    """The diagnoses, what the text names, and what to do next."""
    page = Page(console)
    page.blank()
    if not triage.findings:
        page.paragraph(page.text(("No words of this text are known to pfdoctor, so it names no cause.", "bold")))
        page.blank()
    told = [one for one in triage.findings if one.confidence >= _POSSIBLE] or list(triage.findings[:1])
    for finding in told:
        _finding(page, finding)
    others = [f"{one.diagnosis.id} ({one.confidence:.0%})" for one in triage.findings if one not in told]
    if others:
        page.hang(page.lead("Hints of", 1), page.text((", ".join(others), "")), 5 + _LABEL)
        page.blank()
    _extracts(page, triage)
    if not triage.findings:
        _collect(page, triage)
    for number, command in enumerate(commands(triage, where)):
        lead = page.lead("next" if number == 0 else "", 1, "dim")
        lead.pad_right(6 - lead.cell_len)
        page.line(lead + page.text((command, "cyan")))


def _finding(page: Page, finding: Finding) -> None:
    diagnosis = finding.diagnosis
    page.parts((page.text((diagnosis.id, "bold")), page.text((_odds(finding.confidence), ""))))
    page.hang(page.lead("", 0), page.text((f"{diagnosis.title}.", "")), 3)
    told = (
        ("matched", f'"{finding.matched}"'),
        ("means", diagnosis.meaning),
        ("mend", diagnosis.mend),
        ("takes", diagnosis.takes),
        ("tell an admin", diagnosis.tell),
    )
    for label, text in told:
        if text:
            page.hang(page.lead(label, 3, "dim"), page.text((text, "")), 5 + _LABEL)
    page.blank()


def _odds(confidence: float) -> str:
    if confidence >= _LIKELY:
        return f"likely, {confidence:.0%}"
    return f"possible, {confidence:.0%}" if confidence >= _POSSIBLE else f"a hint, {confidence:.0%}"


def _extracts(page: Page, triage: Triage) -> None:
    if not triage.extracts:
        return
    page.line(page.lead("In the text", 1))
    column = 5 + max(len(extract.kind) for extract in triage.extracts)
    for kind in dict.fromkeys(extract.kind for extract in triage.extracts):
        for number, value in enumerate(triage.values(kind)):
            lead = page.lead(kind if number == 0 else "", 3, "dim")
            lead.pad_right(column - lead.cell_len)
            page.line(lead + page.text((value, "")))
    page.blank()


def _collect(page: Page, triage: Triage) -> None:
    page.paragraph(page.text((f"For a support request ({_SUPPORT}), collect what the text does not hold:", "bold")))
    answer = "the whole answer with its headers, or the deployment's log:"
    for what in (*missing(triage), answer):
        page.hang(page.lead("-", 3), page.text((what, "")), 5)
    page.line(page.lead("az ml online-deployment get-logs -e ENDPOINT -n DEPLOYMENT -l 500", 5, "cyan"))
    page.blank()
