"""What pfdoctor itself must be allowed to read: the actions of every reader, for a custom role of the least rights."""

from __future__ import annotations

from pfdoctor.azure import (
    authorization,
    cognitive_services,
    container_registry,
    deployment_logs,
    machine_learning,
    managed_identity,
    provider_operations,
    resources,
    search,
    storage,
)

READ_ACTIONS: tuple[str, ...] = tuple(
    sorted(
        {
            *machine_learning.READS.values(),
            *authorization.READS.values(),
            cognitive_services.READ,
            container_registry.READ,
            managed_identity.READ,
            deployment_logs.READ,
            provider_operations.READ,
            resources.READ,
            resources.READ_GROUP,
            search.READ,
            storage.READ,
        }
    )
)
