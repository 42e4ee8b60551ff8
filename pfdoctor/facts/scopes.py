"""The scope that a question about access is about: the one that was named, else the one its action suggests."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pfdoctor.facts.linked import account_of, search_service_of, with_entra_id
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.connection import Connection
from pfdoctor.model.errors import CannotStart, Missing, Unreadable
from pfdoctor.rbac.scope import words

if TYPE_CHECKING:
    from pfdoctor.facts.access import Access
    from pfdoctor.facts.facts import Facts

_SCOPE = re.compile(r"/subscriptions/[0-9A-Za-z-]+(?:/[\w.()-]+)*")
_PAIRS = "resourcegroups", "providers"


def scope_of(written: str) -> ArmId:
    """Raises CannotStart unless it is a subscription, or something within one."""
    text = written.strip().rstrip("/")
    scope = ArmId(text)
    parts = [part.lower() for part in scope.parts]
    whole = len(parts) in (2, 4) or bool(scope.type and len(scope.segments) % 2 == 0)
    if not _SCOPE.fullmatch(text) or ".." in parts or not whole or (len(parts) > 2 and parts[2] not in _PAIRS):
        example = "/subscriptions/ID/resourceGroups/NAME/providers/Microsoft.X/type/NAME"
        raise CannotStart(f"{written!r} is not the id of a subscription or of something within one, as {example}.")
    return scope


def default_scope(facts: Facts, action: str) -> tuple[ArmId, str]:
    """The resource that the action's type suggests, and why. Raises CannotStart where none stands out."""
    kind = "/".join(action.lower().split("/")[:2])
    kinds: dict[str, Callable[[Facts], tuple[ArmId, str] | None]] = {
        "microsoft.machinelearningservices/workspaces": lambda facts: _own(facts, action),
        "microsoft.containerregistry/registries": lambda facts: _named(
            facts.home.container_registry, "the workspace's registry"
        ),
        "microsoft.storage/storageaccounts": lambda facts: _named(
            facts.home.storage_account, "the workspace's default storage"
        ),
        "microsoft.keyvault/vaults": lambda facts: _named(facts.home.key_vault, "the workspace's key vault"),
        "microsoft.insights/components": lambda facts: _named(facts.home.application_insights, "the workspace's own"),
        "microsoft.cognitiveservices/accounts": lambda facts: _behind(facts, ("azureopenai", "aiservices"), account_of),
        "microsoft.search/searchservices": lambda facts: _behind(facts, ("cognitivesearch",), search_service_of),
    }
    find = kinds.get(kind)
    try:
        found = find(facts) if find else None
    except (Missing, Unreadable) as error:
        raise CannotStart(f"Which resource is meant could not be read ({error}); name it with --scope ID.") from error
    if found is None:
        raise CannotStart(f"Nothing says which resource {action} is about; name it with --scope ID.")
    return found


def _own(facts: Facts, action: str) -> tuple[ArmId, str]:
    if "/workspaces/onlineendpoints" in action.lower():
        return facts.target.endpoint_id, "the endpoint"
    return facts.target.workspace_id, "the endpoint's workspace"


def _named(id: ArmId | None, why: str) -> tuple[ArmId, str] | None:
    return None if id is None else (id, why)


def _behind(
    facts: Facts, categories: Sequence[str], find: Callable[[Facts, Connection], ArmId]
) -> tuple[ArmId, str] | None:
    """The one resource that connections with Entra ID sign-in lead to."""
    found = {find(facts, one): one.name for one in with_entra_id(facts, *categories)}
    if len(found) > 1:
        raise CannotStart(f"Several resources may be meant: {', '.join(map(str, found))}; name one with --scope ID.")
    return next(((id, f"the resource of connection {name}") for id, name in found.items()), None)


def refuse_absent(access: Access, scope: ArmId) -> str:
    """What to say of a scope that may not exist, "" if it is there. Raises CannotStart if Azure says that it is not."""
    try:
        return "" if access.seen(scope) else f"whether {words(scope)} exists was not read"
    except Missing as error:
        raise CannotStart(f"There is no {scope}; check --scope.") from error
    except Unreadable as error:
        return f"whether {words(scope)} exists is not known: {error}"
