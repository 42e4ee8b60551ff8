"""A collector for bash: `az rest` alone, neither jq nor Python.

https://learn.microsoft.com/cli/azure/reference-index#az-rest
"""

from __future__ import annotations

import shlex

from pfdoctor.model.target import Target
from pfdoctor.snapshot.collection import KEPT, REASONS, STATUSES, VERSIONS, filled, head


def emit(target: Target, *, logs: bool = False) -> str:
    """The script, for whoever may read the endpoint of the target."""
    values = {
        "HEAD": shlex.quote(head(target)),
        "SUBSCRIPTION": shlex.quote(target.subscription),
        "GROUP": shlex.quote(target.resource_group),
        "WORKSPACE": shlex.quote(target.workspace),
        "ENDPOINT": shlex.quote(target.endpoint),
        "LOGS": "yes" if logs else "",
        "KEPT": shlex.quote(" ".join(KEPT)),
        **{f"TEXT_{name}": text for name, text in REASONS.items()},
        "STATUSES": "\n".join(f"    {shlex.quote(phrase)}*) status={code} ;;" for phrase, code in STATUSES.items()),
        **{f"V_{name}": version for name, version in VERSIONS.items()},
    }
    return filled("collect.sh", values)
