"""What a resource's own network settings keep out."""

from dataclasses import dataclass

from pfdoctor.api import CognitiveAccount, Evidence, Registry, Resource, SearchService, StorageAccount, Workspace


@dataclass(frozen=True, slots=True)
class Wall:
    """`closed` to the public network; `exceptions` are those that may still let a deployment in, in words."""

    closed: bool
    exceptions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


TRUSTED = "its exception for trusted Azure services"
ADDRESSES = "its rules for network addresses"


def of_storage(storage: StorageAccount, workspace: Workspace) -> Wall:
    """The exceptions stay in force when public access is disabled.

    https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations
    """
    exceptions = []
    if "azureservices" in storage.bypass:
        exceptions.append(TRUSTED)
    if any(_covers(rule.key.split("/"), workspace.id.key.split("/")) for rule in storage.resource_access_rules):
        exceptions.append("its rule for this workspace")
    if storage.public_network_access and storage.document.value("properties.networkAcls.ipRules"):
        exceptions.append(ADDRESSES)
    closed = not storage.public_network_access or storage.default_action == "deny"
    paths = ("publicNetworkAccess", "networkAcls.defaultAction", "networkAcls.bypass")
    return Wall(closed, tuple(exceptions), _shown(storage, *paths))


def of_registry(registry: Registry) -> Wall:
    exceptions = [TRUSTED] if registry.trusted_services_bypass else []
    if registry.public_network_access and registry.document.value("properties.networkRuleSet.ipRules"):
        exceptions.append(ADDRESSES)
    closed = not registry.public_network_access or registry.default_action == "deny"
    paths = ("publicNetworkAccess", "networkRuleSet.defaultAction", "networkRuleBypassOptions")
    return Wall(closed, tuple(exceptions), _shown(registry, *paths))


def of_account(account: CognitiveAccount) -> Wall:
    closed = not account.public_network_access or account.default_action == "deny"
    exceptions = []
    if closed and (account.document.text("properties.networkAcls.bypass", "2025-06-01") or "None").lower() != "none":
        exceptions.append(TRUSTED)
    if account.public_network_access and account.document.value("properties.networkAcls.ipRules"):
        exceptions.append(ADDRESSES)
    return Wall(closed, tuple(exceptions), _shown(account, "publicNetworkAccess", "networkAcls.defaultAction"))


def of_search_service(service: SearchService) -> Wall:
    """Rules for addresses close a search service to all others; with public access disabled they mean nothing.

    https://learn.microsoft.com/rest/api/searchmanagement/services/get
    """
    addresses = service.public_network_access and bool(service.document.value("properties.networkRuleSet.ipRules"))
    closed = not service.public_network_access or addresses
    return Wall(closed, (ADDRESSES,) if addresses else (), _shown(service, "publicNetworkAccess"))


def _covers(rule: list[str], id: list[str]) -> bool:
    """A rule may have a star for any segment."""
    return len(rule) == len(id) and all(part in ("*", here) for part, here in zip(rule, id, strict=True))


def _shown(resource: Resource, *paths: str) -> tuple[Evidence, ...]:
    return tuple(resource.evidence(f"properties.{path}") for path in paths)
