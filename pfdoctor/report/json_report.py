"""The report as JSON: the contract of `check -o json`, whose schema is `check.schema.json` in this package.

Fields may be added within schema_version 1, never removed or retyped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from pfdoctor import __version__
from pfdoctor.bundle.secrets import redact
from pfdoctor.model.finding import Evidence, Fix, Result
from pfdoctor.model.need import Need
from pfdoctor.model.proof import Proof
from pfdoctor.model.report import Report
from pfdoctor.model.target import Target

SCHEMA_VERSION = 1


def render(report: Report) -> dict[str, Any]:
    """The report as JSON values. Two runs over one bundle differ in `cost` alone."""
    results = sorted(report.results, key=lambda one: (one.area, one.check, one.subject, one.outcome, one.message))
    return {
        **head(),
        "target": target(report.target),
        "summary": {outcome.value: count for outcome, count in report.summary.items()},
        "results": [_result(result) for result in results],
        "cost": cost(report.requests, report.seconds),
    }


def head() -> dict[str, Any]:
    """What every JSON output begins with."""
    return {"schema_version": SCHEMA_VERSION, "tool": {"name": "pfdoctor", "version": __version__}}


def target(examined: Target) -> dict[str, Any]:
    """What was examined, as JSON values."""
    return {
        "subscription": examined.subscription,
        "resource_group": examined.resource_group,
        "workspace": examined.workspace,
        "endpoint": examined.endpoint,
        "world": examined.world,
    } | ({"project": examined.project} if examined.project else {})


def cost(requests: int, seconds: float) -> dict[str, Any]:
    """The only part that differs between two runs over one bundle."""
    return {"requests": requests, "seconds": round(seconds, 3)}


def dumps(values: Mapping[str, Any]) -> str:
    """JSON text in ASCII, so that no stream's encoding and no control character can break it; without secrets."""
    return json.dumps(_without_secrets(values), indent=2, ensure_ascii=True, allow_nan=False)


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_redacted(str(name)): _without_secrets(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets(inner) for inner in value]
    return _redacted(value) if isinstance(value, str) else value


@lru_cache(maxsize=10_000)
def _redacted(text: str) -> str:
    """Kept, as most of what results say they all say."""
    return redact(text)


@cache
def schema(command: str = "check") -> dict[str, Any]:
    """The JSON Schema of what a command prints. https://json-schema.org/draft/2020-12/schema"""
    text = resources.files("pfdoctor.report").joinpath(f"{command}.schema.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


def _result(result: Result) -> dict[str, Any]:
    return {
        "id": result.id,
        "check": result.check,
        "area": result.area,
        "subject": result.subject,
        "outcome": result.outcome.value,
        "severity": result.severity.value,
        "title": result.title,
        "message": result.message,
        "evidence": [_evidence(evidence) for evidence in result.evidence],
        "proof": proof(result.proof) if result.proof else None,
        "needs": [need(one) for one in result.needs],
        "caused_by": result.caused_by,
        "fixes": [_fix(fix) for fix in result.fixes],
        "does_not_prove": result.does_not_prove,
        "docs": result.docs,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    found = {"source": evidence.source, "property": evidence.path, "value": plain(evidence.value)}
    return found | ({"line": evidence.line} if evidence.line else {})


def proof(verdict: Proof) -> dict[str, Any]:
    """A verdict on access as JSON values."""
    return {
        "verdict": verdict.verdict.value,
        "because": [{"rule": one.rule, "id": one.id, "reason": one.reason} for one in verdict.because],
        "near_misses": [{"kind": one.kind, "id": one.id, "reason": one.reason} for one in verdict.near_misses],
    }


def need(missing: Need) -> dict[str, Any]:
    """A missing answer as JSON values."""
    return {
        "request": missing.request,
        "action": missing.action,
        "scope": missing.scope,
        "status": missing.status,
        "request_id": missing.request_id,
        "reason": missing.reason,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    always = {
        "id": fix.id,
        "kind": fix.kind,
        "safety": fix.safety.value,
        "title": fix.title,
        "role": fix.role,
        "scope": fix.scope,
        "principal_id": fix.principal_id,
    }
    sometimes = {
        "role_id": fix.role_id or None,
        "property": fix.setting or None,
        "value": plain(fix.value),
        "commands": list(fix.commands) or None,
    }
    return always | {name: value for name, value in sometimes.items() if value is not None}


def plain(value: Any) -> Any:
    """`value` as JSON has it; what JSON has no word for, as text."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=str)
    return str(value)
