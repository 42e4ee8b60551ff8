"""What a role means for whoever is asked to grant it.

https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
"""

from __future__ import annotations

from pfdoctor.model.builtin_role import (
    ACR_PULL,
    BLOB_DATA_READER,
    CONNECTION_SECRETS_READER,
    METRICS_WRITER,
    OPENAI_USER,
    REPOSITORY_READER,
    SEARCH_INDEX_DATA_READER,
)

_MEANING = {
    ACR_PULL.guid: (
        "pulling the images of this registry",
        "pushing, changing or deleting an image, or changing the registry",
    ),
    REPOSITORY_READER.guid: (
        "reading the images and tags of this registry's repositories",
        "pushing, changing or deleting an image, or listing the registry's repositories",
    ),
    BLOB_DATA_READER.guid: (
        "reading the blobs and containers of this storage account",
        "writing or deleting a blob, reading the account's keys, or its files, queues and tables",
    ),
    CONNECTION_SECRETS_READER.guid: (
        "reading this workspace's connections with their secrets",
        "changing a connection, or anything else in the workspace",
    ),
    METRICS_WRITER.guid: (
        "writing metrics of endpoints in this workspace",
        "reading or changing anything of the workspace",
    ),
    OPENAI_USER.guid: (
        "asking the models that are deployed in this account, and seeing which there are",
        "deploying or training a model, reading the account's keys, or changing the account",
    ),
    SEARCH_INDEX_DATA_READER.guid: (
        "querying the indexes of this search service",
        "changing an index or its documents, or reading the service's keys",
    ),
}


def meaning(role_id: str) -> tuple[str, str]:
    """What the role allows and what not, in words; two empty texts for a role that pfdoctor does not propose."""
    return _MEANING.get(role_id.lower(), ("", ""))
