"""Rulings and holders as JSON: the contracts of `can -o json` and `who-can -o json`, each with its schema beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pfdoctor.model.proof import Access
from pfdoctor.model.ruling import Grant, Holder, Holders, Ruling
from pfdoctor.model.target import Target
from pfdoctor.report.json_report import cost, head, need, proof, target


def render(
    examined: Target, rulings: Sequence[Ruling], verdict: Access, requests: int, seconds: float
) -> dict[str, Any]:
    """The rulings as JSON values. Two runs over one bundle differ in `cost` alone."""
    return {
        **head(),
        "target": target(examined),
        "verdict": verdict.value,
        "rows": [_row(one) for one in rulings],
        "cost": cost(requests, seconds),
    }


def render_holders(found: Holders, requests: int, seconds: float) -> dict[str, Any]:
    """Who holds a right, as JSON values."""
    return {
        **head(),
        "actions": list(found.right.actions),
        "plane": _plane(found.right.data),
        "scope": str(found.right.scope),
        "notes": list(found.notes),
        "holders": [_holder(one) for one in found.holders],
        "needs": [need(one) for one in found.needs],
        "cost": cost(requests, seconds),
    }


def _row(one: Ruling) -> dict[str, Any]:
    who, right, proposed = one.principal, one.right, one.proposal
    return {
        "principal": {
            "principal_id": who.principal_id,
            "kind": who.kind,
            "name": who.name,
            "id": str(who.id) if who.id else "",
        },
        "doing": one.doing,
        "actions": list(right.actions) if right else [],
        "plane": _plane(right.data) if right else "",
        "scope": str(right.scope) if right else "",
        "verdict": one.verdict.value,
        "proof": proof(one.proof),
        "needs": [need(missing) for missing in one.proof.needs],
        "grants": [_grant(grant) for grant in one.grants],
        "recommendation": proposed
        and {
            "role": proposed.role,
            "role_id": proposed.role_id,
            "scope": str(proposed.scope),
            "excess": None if proposed.excess is None else list(proposed.excess),
        },
        "automatic": one.automatic,
        "required": one.required,
        "when": one.when,
        "check": one.check or None,
        "notes": list(one.notes),
    }


def _holder(one: Holder) -> dict[str, Any]:
    return {
        "principal_id": one.principal_id,
        "type": one.type,
        "name": one.name or None,
        "verdict": one.verdict.value,
        "proof": proof(one.proof),
        "needs": [need(missing) for missing in one.proof.needs],
        "grants": [_grant(grant) for grant in one.grants],
    }


def _grant(one: Grant) -> dict[str, Any]:
    return {
        "id": one.id,
        "role": one.role,
        "role_id": one.role_id,
        "scope": str(one.scope),
        "group": one.group or None,
        "condition": one.condition or None,
        "created_on": _moment(one.created_on),
        "created_by": one.created_by or None,
        "granted_by": one.origin.value if one.origin else None,
        "why": one.why,
    }


def _moment(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def _plane(data: bool) -> str:
    return "data" if data else "control"
