"""What a collector script asks, and what it must not keep: shared by the dialects."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files

from pfdoctor import __version__
from pfdoctor.azure import deployment_logs, machine_learning, resources, search
from pfdoctor.bundle.file import FORMAT
from pfdoctor.bundle.scrub import DOCUMENTED_VARIABLES
from pfdoctor.model.connection_settings import NOT_COLLECTED
from pfdoctor.model.target import Target

VERSIONS = {
    "ML": machine_learning.API_VERSION,
    "REGISTRY": "2025-11-01",
    "STORAGE": "2025-01-01",
    "IDENTITY": "2024-11-30",
    "ACCOUNT": "2025-06-01",
    "SEARCH": search.API_VERSION,
    "ASSIGNMENTS": "2022-04-01",
    "DEFINITIONS": "2022-05-01-preview",
    "PROVIDERS": resources.API_VERSION,
    "LOGS": deployment_logs.API_VERSION,
}
"""The api-versions that the readers ask for; definitions and permissions show conditions from this one on."""

KEPT = (*sorted(DOCUMENTED_VARIABLES), "ResourceId", "ApiType", "ApiVersion", "DeploymentApiVersion")
"""Variables and metadata whose values a script keeps."""

STATUSES = {
    "Bad Request": 400,
    "Unauthorized": 401,
    "Forbidden": 403,
    "Not Found": 404,
    "Method Not Allowed": 405,
    "Conflict": 409,
    "Gone": 410,
    "Too Many Requests": 429,
    "Internal Server Error": 500,
    "Bad Gateway": 502,
    "Service Unavailable": 503,
    "Gateway Timeout": 504,
}
"""`az rest` prints the phrase of a status and not its number."""

REASONS = {
    "INDEX": f"[MLIndex: {NOT_COLLECTED.strip('[]')}]",
    "GONE": NOT_COLLECTED,
}

_PLACE = re.compile(r"@([A-Z_]+)@")


def head(target: Target) -> str:
    """How the bundle begins, as JSON text of ASCII without a line break, up to its moment and its answers."""
    found = {
        "pfdoctor_bundle": FORMAT,
        "tool": f"{__version__} script",
        "target": {
            "subscription": target.subscription,
            "resource_group": target.resource_group,
            "workspace": target.workspace,
            "endpoint": target.endpoint,
        },
    }
    return json.dumps(found)[1:-1]


def filled(script: str, values: Mapping[str, str]) -> str:
    """The script of that name in this package, each @NAME@ in it replaced. Raises KeyError for one not given."""
    text = files("pfdoctor.snapshot").joinpath(script).read_text(encoding="utf-8")
    return _PLACE.sub(lambda found: values[found[1]], text)
