"""All that an endpoint's identity may be asked to do: what the checks of the area roles judge, as one list.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-for-real-time-inference
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pfdoctor.facts.flows import looks_like_prompt_flow, no_prompt_flow, references
from pfdoctor.facts.flows import used_connections as used
from pfdoctor.facts.images import source_of
from pfdoctor.facts.linked import account_of, search_service_of, with_entra_id
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.connection import Connection
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.need import Need
from pfdoctor.model.right import (
    Right,
    pull,
    query_indexes,
    read_blobs,
    read_connection_secrets,
    read_datastores,
    use_models,
    write_metrics,
)

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts

_CONNECTION = "the flow uses a connection"


@dataclass(frozen=True, slots=True)
class Needed:
    """One right, and the check that judges it; `right` is None where it is `unread` on what it would be needed.

    `doing` completes "the identity may ...". `at_start`: for pulling and mounting, before any container runs. `when`
    says for which flows alone it is needed, "" for all; `required` is False for those. `reference` is the image's.
    """

    check: str
    doing: str
    right: Right | None
    at_start: bool = False
    when: str = ""
    required: bool = True
    reference: str = ""
    unread: tuple[Need, ...] = ()


def needed(facts: Facts) -> tuple[Needed, ...]:
    """In the order in which an endpoint comes to need them; one that several deployments need is there once."""
    workspace = facts.target.workspace_id
    found = [
        *_images(facts),
        *_blobs(facts),
        _secrets(facts),
        *_behind(facts, "openai-user", ("azureopenai", "aiservices"), account_of, use_models),
        *_behind(facts, "search-index-data-reader", ("cognitivesearch",), search_service_of, query_indexes),
        _of("datastore-reader", read_datastores(workspace), when="the flow looks up an index", required=False),
        _of("metrics-writer", write_metrics(workspace), when="you want the endpoint's metrics", required=False),
    ]
    distinct: list[Needed] = []
    for one in found:
        if one not in distinct:
            distinct.append(one)
    return tuple(distinct)


def _images(facts: Facts) -> Iterator[Needed]:
    try:
        deployments = facts.deployments
    except (Missing, Unreadable) as error:
        yield Needed("acr-pull", "pull the image", None, at_start=True, unread=_needs(error))
        return
    for deployment in deployments:
        try:
            source = source_of(facts, deployment)
        except (Missing, Unreadable) as error:
            yield Needed("acr-pull", "pull the image", None, at_start=True, unread=_needs(error))
            continue
        if source.registry is not None:
            yield _of("acr-pull", pull(source.registry.id), at_start=True, reference=source.reference)


def _blobs(facts: Facts) -> Iterator[Needed]:
    try:
        account = facts.home.storage_account
        if account is None:
            raise Unreadable(facts.home.document.need(f"workspace {facts.home.name} names no storage account"))
    except (Missing, Unreadable) as error:
        yield Needed(
            "storage-blob-data-reader", "read the model and the code", None, at_start=True, unread=_needs(error)
        )
        return
    yield _of("storage-blob-data-reader", read_blobs(account), at_start=True)


def _secrets(facts: Facts) -> Needed:
    """Needed for certain where the flow is known to use connections, as the check has it."""
    try:
        deployments = facts.deployments
        injected = any(references(one) for one in deployments)
        shown = any(looks_like_prompt_flow(facts, one) for one in deployments)
        required = injected or (shown and not no_prompt_flow(facts) and _has_connections(facts))
    except (Missing, Unreadable):
        required = False
    when = "" if required else _CONNECTION
    right = read_connection_secrets(facts.target.workspace_id)
    return _of("connection-secrets-reader", right, when=when, required=required)


def _has_connections(facts: Facts) -> bool:
    try:
        return bool(facts.connections)
    except (Missing, Unreadable):
        return True


def _behind(
    facts: Facts,
    check: str,
    categories: tuple[str, ...],
    find: Callable[[Facts, Connection], ArmId],
    right: Callable[[ArmId, str], Right],
) -> Iterator[Needed]:
    """What connections that sign in with Entra ID lead to."""
    try:
        connections = with_entra_id(facts, *categories)
        in_use = used(facts)
    except (Missing, Unreadable) as error:
        yield Needed(check, "use its connections", None, when=_CONNECTION, required=False, unread=_needs(error))
        return
    for one in connections:
        required = one.name.lower() in in_use
        when = "" if required else f"the flow uses connection {one.name}"
        try:
            if not one.auth_type:
                raise Unreadable(one.document.need(f"how connection {one.name} signs in is not in the answer"))
            yield _of(check, right(find(facts, one), one.name), when=when, required=required)
        except (Missing, Unreadable) as error:
            doing = f"use what connection {one.name} points to"
            yield Needed(check, doing, None, when=when, required=required, unread=_needs(error))


def _of(check: str, right: Right, **more: Any) -> Needed:
    return Needed(check, right.doing, right, **more)


def _needs(error: Missing | Unreadable) -> tuple[Need, ...]:
    return error.needs if isinstance(error, Unreadable) else (error.need,)
