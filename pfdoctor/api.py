"""All that a check may import.

A check is a module with a docstring, its runbook, and a variable `check`; `CONTRIBUTING.md` shows the steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pfdoctor.engine.check import Check, Draft
from pfdoctor.engine.lines import absent, broken, failed_at, misshapen, refused
from pfdoctor.facts.documented import documented_rights
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
from pfdoctor.facts.linked import account_of, search_service_of, with_entra_id
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
from pfdoctor.model.connection_settings import (
    CONNECTION_OVERRIDE,
    CONNECTION_PROVIDERS,
    VariableProblem,
    override_meant,
    override_problems,
    referred_connection,
)
from pfdoctor.model.deployment import Deployment
from pfdoctor.model.diagnosis import Finding as Diagnosed
from pfdoctor.model.document import Document, Resource
from pfdoctor.model.endpoint import Endpoint, Identity
from pfdoctor.model.environment import Environment
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.finding import Evidence, Fix, Outcome, Safety, Severity
from pfdoctor.model.hosts import host_of
from pfdoctor.model.image import Image
from pfdoctor.model.need import Need
from pfdoctor.model.outbound_rule import OutboundRule
from pfdoctor.model.proof import Access, Because, Proof
from pfdoctor.model.registry import Registry
from pfdoctor.model.right import (
    Right,
    pull,
    query_indexes,
    read_blobs,
    read_connection_secrets,
    read_datastores,
    read_repositories,
    use_models,
    write_metrics,
)
from pfdoctor.model.role import RoleAssignment, RoleDefinition
from pfdoctor.model.search_service import SearchService, service_name_of
from pfdoctor.model.shell import az, in_workspace, line, named
from pfdoctor.model.storage_account import StorageAccount
from pfdoctor.model.symptom import Symptom
from pfdoctor.model.user_assigned_identity import UserAssignedIdentity
from pfdoctor.model.workspace import Workspace
from pfdoctor.project.conda_file import pip_section
from pfdoctor.project.connection_file import ConnectionFile
from pfdoctor.project.connection_use import Use
from pfdoctor.project.deployment_file import DeploymentFile
from pfdoctor.project.endpoint_file import EndpointFile
from pfdoctor.project.environment_file import FILE_ROUTES, EnvironmentFile
from pfdoctor.project.file import File
from pfdoctor.project.flow import Flow
from pfdoctor.project.flow_graph import graph_faults
from pfdoctor.project.named_path import of_deployment as paths_of_deployment
from pfdoctor.project.named_path import of_environment as paths_of_environment
from pfdoctor.project.node import Node
from pfdoctor.project.package_tool import RENAMED as RENAMED_TOOLS
from pfdoctor.project.project import Project
from pfdoctor.project.requirements import Line, Requirements
from pfdoctor.project.routes_needed import routes_needed
from pfdoctor.project.unset_variable import unset_variables
from pfdoctor.rbac.combine import all_of
from pfdoctor.rbac.holding import Holding
from pfdoctor.rbac.request import Plane
from pfdoctor.rbac.writes import allows as role_allows
from pfdoctor.rbac.writes import changes as role_changes

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts
else:

    class Facts:
        """A name for annotations: what reads Azure is loaded when it is used, so that files are checked without it."""


def diagnose(log: str, before: str = "") -> tuple[Diagnosed, ...]:
    """What a log is about, as `pfdoctor triage` would say it, best first; quotes hold no secrets.

    `before` is the part of it that is over, and only tells whose errors these are.
    """
    from io import BytesIO

    from pfdoctor.engine.catalogue import load
    from pfdoctor.triage.triage import symptoms_of, triage

    text, over = (part.encode("utf-8", "replace") for part in (log, before))
    return triage(BytesIO(text), symptoms_of(load().checks, loose=False), before=over).findings


__all__ = [
    "ACR_PULL",
    "BLOB_DATA_READER",
    "CONNECTION_OVERRIDE",
    "CONNECTION_PROVIDERS",
    "CONNECTION_SECRETS_READER",
    "FILE_ROUTES",
    "METRICS_WRITER",
    "OPENAI_USER",
    "RENAMED_TOOLS",
    "REPOSITORY_READER",
    "SEARCH_INDEX_DATA_READER",
    "Access",
    "ArmId",
    "Because",
    "Check",
    "CognitiveAccount",
    "Connection",
    "ConnectionFile",
    "Deployment",
    "DeploymentFile",
    "Diagnosed",
    "Document",
    "Draft",
    "Endpoint",
    "EndpointFile",
    "Environment",
    "EnvironmentFile",
    "Evidence",
    "Facts",
    "File",
    "Fix",
    "Flow",
    "Holding",
    "Identity",
    "Image",
    "ImageSource",
    "InUse",
    "Line",
    "Missing",
    "Need",
    "Node",
    "OutboundRule",
    "Outcome",
    "Plane",
    "Project",
    "Proof",
    "Registry",
    "Requirements",
    "Resource",
    "Right",
    "Role",
    "RoleAssignment",
    "RoleDefinition",
    "Safety",
    "SearchService",
    "Severity",
    "StorageAccount",
    "Symptom",
    "Unreadable",
    "Use",
    "UserAssignedIdentity",
    "VariableProblem",
    "Workspace",
    "absent",
    "account_of",
    "all_of",
    "az",
    "broken",
    "cannot_be_prompt_flow",
    "diagnose",
    "documented_rights",
    "failed_at",
    "grant",
    "graph_faults",
    "host_of",
    "identities_at_run_time",
    "identities_at_start",
    "in_workspace",
    "line",
    "looks_like_prompt_flow",
    "misshapen",
    "named",
    "no_prompt_flow",
    "override_meant",
    "override_problems",
    "paths_of_deployment",
    "paths_of_environment",
    "pip_section",
    "pull",
    "query_indexes",
    "read_blobs",
    "read_connection_secrets",
    "read_datastores",
    "read_repositories",
    "redirects",
    "references",
    "referred_connection",
    "refused",
    "resource_id",
    "role_allows",
    "role_changes",
    "routes_needed",
    "search_service_of",
    "service_name_of",
    "signs_of_prompt_flow",
    "source_of",
    "subdomain_of",
    "unset_variables",
    "use_models",
    "used_connections",
    "with_entra_id",
    "write_metrics",
]
