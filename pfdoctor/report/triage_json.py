"""What a text is about, as JSON values. Fields may be added, never removed."""

from __future__ import annotations

from typing import Any

from pfdoctor.model.diagnosis import Triage
from pfdoctor.model.report import Report
from pfdoctor.report import json_report
from pfdoctor.report.triage_next import commands, missing


def render(triage: Triage, where: str = "", report: Report | None = None) -> dict[str, Any]:
    """The diagnoses, best first; with `report`, what the checks that confirm them said."""
    rendered: dict[str, Any] = {
        "schema_version": 1,
        "diagnoses": [
            {
                "id": finding.diagnosis.id,
                "confidence": finding.confidence,
                "matched": finding.matched,
                "checks": list(finding.diagnosis.checks),
                "advice": finding.diagnosis.mend,
                "title": finding.diagnosis.title,
                "takes": finding.diagnosis.takes,
                "tell": finding.diagnosis.tell,
                "docs": finding.diagnosis.docs,
            }
            for finding in triage.findings
        ],
        "extracted": [{"kind": extract.kind, "value": extract.value} for extract in triage.extracts],
        "next": commands(triage, where),
    }
    if not triage.findings:
        rendered["collect"] = missing(triage)
    if report is not None:
        rendered["report"] = json_report.render(report)
    return rendered
