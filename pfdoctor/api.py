"""All that a check may import.

A check is a module with a docstring, its runbook, and a variable `check`; `CONTRIBUTING.md` shows the steps.
"""

from __future__ import annotations

from pfdoctor.engine.check import Check, Draft
from pfdoctor.facts.facts import Facts
from pfdoctor.facts.flows import (
    cannot_be_prompt_flow,
    looks_like_prompt_flow,
    no_prompt_flow,
    redirects,
    references,
    signs_of_prompt_flow,
    used_connections,
)
from pfdoctor.facts.identities import InUse
from pfdoctor.facts.identities import at_run_time as identities_at_run_time
from pfdoctor.facts.identities import at_start as identities_at_start
from pfdoctor.facts.images import ImageSource, source_of
from pfdoctor.facts.linked import account_of, search_service_of
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
from pfdoctor.model.cognitive_account import CognitiveAccount, subdomain_of
from pfdoctor.model.connection import Connection
from pfdoctor.model.deployment import Deployment
from pfdoctor.model.document import Document, Resource
from pfdoctor.model.endpoint import Endpoint, Identity
from pfdoctor.model.environment import Environment
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.finding import Evidence, Fix, Outcome, Safety, Severity
from pfdoctor.model.hosts import host_of
from pfdoctor.model.need import Need
from pfdoctor.model.outbound_rule import OutboundRule
from pfdoctor.model.proof import Access, Because, Proof
from pfdoctor.model.registry import Registry
from pfdoctor.model.role import RoleAssignment
from pfdoctor.model.search_service import SearchService, service_name_of
from pfdoctor.model.storage_account import StorageAccount
from pfdoctor.model.user_assigned_identity import UserAssignedIdentity
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
    "Document",
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
    "OutboundRule",
    "Outcome",
    "Proof",
    "Registry",
    "Resource",
    "Role",
    "RoleAssignment",
    "Safety",
    "SearchService",
    "Severity",
    "StorageAccount",
    "Unreadable",
    "UserAssignedIdentity",
    "Workspace",
    "account_of",
    "all_of",
    "cannot_be_prompt_flow",
    "grant",
    "host_of",
    "identities_at_run_time",
    "identities_at_start",
    "looks_like_prompt_flow",
    "no_prompt_flow",
    "redirects",
    "references",
    "resource_id",
    "search_service_of",
    "service_name_of",
    "signs_of_prompt_flow",
    "source_of",
    "subdomain_of",
    "used_connections",
]
