"""Writing a bundle, the same bytes for the same bundle."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from pfdoctor.bundle.answer import Answer
from pfdoctor.bundle.file import FORMAT, Bundle


def dump(bundle: Bundle, path: Path | str) -> None:
    """Write a bundle that `load` reads; compressed if the name ends in `.gz`."""
    raw = (json.dumps(as_json(bundle), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
    path = Path(path)
    path.write_bytes(gzip.compress(raw, mtime=0) if path.suffix.lower() == ".gz" else raw)


def as_json(bundle: Bundle) -> dict[str, Any]:
    """The bundle as JSON values, its answers in the order of their requests."""
    target = bundle.target
    found: dict[str, Any] = {
        "pfdoctor_bundle": FORMAT,
        "tool": bundle.tool,
        "taken_at": bundle.taken_at.isoformat().replace("+00:00", "Z"),
        "cloud": bundle.cloud,
        "target": {
            "subscription": target.subscription,
            "resource_group": target.resource_group,
            "workspace": target.workspace,
            "endpoint": target.endpoint,
        },
        "caller": {"object_id": bundle.caller.object_id, "tenant_id": bundle.caller.tenant_id},
        "answers": [
            _answer(one) for one in sorted(bundle.answers, key=lambda one: (one.key.path, one.key.query, one.key.verb))
        ],
    }
    principals = [
        {"object_id": one.object_id, "client_id": one.client_id, "type": one.type}
        | ({} if one.groups is None else {"groups": list(one.groups)})
        for one in bundle.world.principals
    ]
    groups = [{"id": one.id, "parent": one.parent} for one in bundle.world.management_groups]
    if principals or groups:
        found["world"] = {"principals": principals, "management_groups": groups}
    return found


def _answer(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = {"request": answer.request, "api_version": answer.api_version, "status": answer.status}
    found["body"] = answer.body
    if answer.partial is not None:
        found["partial"] = list(answer.partial)
    if answer.error:
        found["error"] = answer.error
    if answer.request_id:
        found["request_id"] = answer.request_id
    if answer.read_at:
        found["read_at"] = answer.read_at
    return found
