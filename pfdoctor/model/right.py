"""What an endpoint's identity must be allowed to do, and the built-in role that Microsoft documents for it.

https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.builtin_role import (
    ACR_PULL,
    BLOB_DATA_READER,
    CONNECTION_SECRETS_READER,
    METRICS_WRITER,
    OPENAI_USER,
    REPOSITORY_READER,
    SEARCH_INDEX_DATA_READER,
    Role,
)

_ML = "Microsoft.MachineLearningServices/workspaces"
_ACR = "Microsoft.ContainerRegistry/registries"
_REPOSITORY_NAME = f"@Request[{_ACR}/repositories:name]"


@dataclass(frozen=True, slots=True)
class Right:
    """Actions, all of one plane, on one scope. `doing` completes "ID may ...".

    `role` is the documented one, None where that is far too broad. `attributes` are those of the request that a
    condition may ask for.
    """

    doing: str
    scope: ArmId
    actions: tuple[str, ...]
    role: Role | None
    data: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


def read_connection_secrets(workspace: ArmId) -> Right:
    doing = f"read the connection secrets of {workspace.name}"
    return Right(doing, workspace, (f"{_ML}/connections/listsecrets/action",), CONNECTION_SECRETS_READER)


def pull(registry: ArmId) -> Right:
    """For a registry in the classic mode."""
    return Right(f"pull from {registry.name}", registry, (f"{_ACR}/pull/read",), ACR_PULL)


def read_repositories(registry: ArmId, reference: str = "") -> Right:
    """The same for a registry in ABAC mode. `reference` is the image's, whose repository is part of the request.

    https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
    """
    repository = reference.partition("/")[2].partition("@")[0].partition(":")[0]
    return Right(
        f"read the repositories of {registry.name}, whose ABAC mode ignores AcrPull",
        registry,
        (f"{_ACR}/repositories/content/read", f"{_ACR}/repositories/metadata/read"),
        REPOSITORY_READER,
        data=True,
        attributes={_REPOSITORY_NAME: repository} if repository else {},
    )


def read_blobs(account: ArmId) -> Right:
    action = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
    return Right(f"read the blobs of {account.name}", account, (action,), BLOB_DATA_READER, data=True)


def write_metrics(workspace: ArmId) -> Right:
    return Right(f"write metrics of {workspace.name}", workspace, (f"{_ML}/metrics/resource/write",), METRICS_WRITER)


def read_datastores(workspace: ArmId) -> Right:
    """The documented role may change almost everything in the workspace, so none is named."""
    doing = f"read the datastores of {workspace.name}, which an index lookup needs"
    return Right(doing, workspace, (f"{_ML}/datastores/read",), None)


def use_models(account: ArmId, connection: str) -> Right:
    doing = f"use the models of {account.name} (connection {connection})"
    action = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"
    return Right(doing, account, (action,), OPENAI_USER, data=True)


def query_indexes(service: ArmId, connection: str) -> Right:
    doing = f"query the indexes of {service.name} (connection {connection})"
    action = "Microsoft.Search/searchServices/indexes/documents/read"
    return Right(doing, service, (action,), SEARCH_INDEX_DATA_READER, data=True)


def documented(scope: ArmId) -> tuple[Right, ...]:
    """All of the above, as if all were about one scope."""
    return (
        read_connection_secrets(scope),
        pull(scope),
        read_repositories(scope),
        read_blobs(scope),
        write_metrics(scope),
        read_datastores(scope),
        use_models(scope, ""),
        query_indexes(scope, ""),
    )
