"""A runbook: what a check looks at, or what a diagnosis means, why that matters, how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.console import Console

from pfdoctor.model.diagnosis import Diagnosis
from pfdoctor.report.catalogue import Described
from pfdoctor.report.layout import Page

_LITERAL = re.compile(r"\s|[*•-] |\d+\. |\|")
"""How a line begins that is not part of a running paragraph: code, lists, tables."""
_LABEL = 16


def write(check: Described, console: Console) -> None:
    """The runbook, then what the verdict does and does not prove."""
    page = Page(console, own=True)
    page.parts((page.text((check.id, "bold")), page.text((check.title, ""))))
    for number, block in enumerate(_blocks(check.runbook)):
        if number == 0 and block == [f"{check.title}."]:
            continue
        page.blank()
        for line in block:
            if len(block) > 1 or _LITERAL.match(line) or line == check.docs:
                page.line(page.literal(line))
            else:
                page.paragraph(page.text((line, "")))
    page.blank()
    symptoms = [f'"{symptom}"' for symptom in check.symptoms]
    facts = (
        ("area", check.area),
        ("severity", check.severity),
        ("proves", check.proves),
        ("does not prove", check.does_not_prove),
        ("looked at after", ", ".join(check.after)),
        *(("seen as" if number == 0 else "", symptom) for number, symptom in enumerate(symptoms)),
        ("more", check.docs if check.docs not in check.runbook else ""),
    )
    for label, told in facts:
        if told:
            page.hang(page.lead(label, 1, "dim"), page.text((told, "")), _LABEL + 2)


def write_diagnosis(diagnosis: Diagnosis, seen_as: Iterable[str], console: Console) -> None:
    """What the diagnosis means, how to confirm and mend it by hand, and the checks that look for it."""
    page = Page(console, own=True)
    page.parts((page.text((diagnosis.id, "bold")), page.text((diagnosis.title, ""))))
    page.blank()
    page.paragraph(page.text((diagnosis.meaning, "")))
    page.blank()
    checks = f"pfdoctor check ENDPOINT --only {','.join(diagnosis.checks)}" if diagnosis.checks else ""
    facts = (
        ("confirm", diagnosis.confirm),
        ("mend", diagnosis.mend),
        ("takes", diagnosis.takes),
        ("tell an admin", diagnosis.tell or "nobody else is needed"),
        ("checked by", checks),
        *(("seen as" if number == 0 else "", f'"{text}"') for number, text in enumerate(seen_as)),
        ("more", diagnosis.docs),
    )
    for label, told in facts:
        if told:
            page.hang(page.lead(label, 1, "dim"), page.text((told, "")), _LABEL + 2)


def _blocks(runbook: str) -> Iterator[list[str]]:
    """Paragraphs: running text as one line to be wrapped, anything else line by line as it was written."""
    for paragraph in re.split(r"\n[ \t]*\n", runbook.strip("\n")):
        lines = [line.rstrip() for line in paragraph.splitlines()]
        if any(_LITERAL.match(line) for line in lines[1:]) or _LITERAL.match(lines[0]):
            yield lines
        else:
            yield [" ".join(lines)]
