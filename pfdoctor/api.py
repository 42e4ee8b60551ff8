"""All that a check may import.

A check is a module with a docstring, its runbook, and a variable `check`; `CONTRIBUTING.md` shows the steps.
"""

from __future__ import annotations

from pfdoctor.engine.check import Check, Draft
from pfdoctor.facts.facts import Facts
from pfdoctor.facts.flows import cannot_be_prompt_flow, signs_of_prompt_flow
from pfdoctor.facts.identities import InUse
from pfdoctor.facts.identities import at_run_time as identities_at_run_time
from pfdoctor.facts.identities import at_start as identities_at_start
from pfdoctor.facts.images import ImageSource, source_of
from pfdoctor.model.arm_id import ArmId, resource_id
from pfdoctor.model.builtin_role import (
    ACR_PULL,
    BLOB_DATA_READER,
    CONNECTION_SECRETS_READER,
    METRICS_WRITER,
    OPENAI_USER,
    REPOSITORY_READER,
    SEARCH_INDEX_DATA_READER,
    Role,
    grant,
)
from pfdoctor.model.cognitive_account import CognitiveAccount
from pfdoctor.model.connection import Connection
from pfdoctor.model.deployment import Deployment
from pfdoctor.model.endpoint import Endpoint, Identity
from pfdoctor.model.environment import Environment
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.finding import Evidence, Fix, Outcome, Safety, Severity
from pfdoctor.model.hosts import host_of
from pfdoctor.model.need import Need
from pfdoctor.model.proof import Access, Because, Proof
from pfdoctor.model.registry import Registry
from pfdoctor.model.storage_account import StorageAccount
from pfdoctor.model.workspace import Workspace
from pfdoctor.rbac.combine import all_of

__all__ = [
    "ACR_PULL",
    "BLOB_DATA_READER",
    "CONNECTION_SECRETS_READER",
    "METRICS_WRITER",
    "OPENAI_USER",
    "REPOSITORY_READER",
    "SEARCH_INDEX_DATA_READER",
    "Access",
    "ArmId",
    "Because",
    "Check",
    "CognitiveAccount",
    "Connection",
    "Deployment",
    "Draft",
    "Endpoint",
    "Environment",
    "Evidence",
    "Facts",
    "Fix",
    "Identity",
    "ImageSource",
    "InUse",
    "Missing",
    "Need",
    "Outcome",
    "Proof",
    "Registry",
    "Role",
    "Safety",
    "Severity",
    "StorageAccount",
    "Unreadable",
    "Workspace",
    "all_of",
    "cannot_be_prompt_flow",
    "grant",
    "host_of",
    "identities_at_run_time",
    "identities_at_start",
    "resource_id",
    "signs_of_prompt_flow",
    "source_of",
]
