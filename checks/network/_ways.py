"""Whether a deployment's requests reach a resource, from the managed network or without one.

https://learn.microsoft.com/azure/machine-learning/how-to-managed-network
https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pfdoctor.api import ArmId, Deployment, Evidence, Facts, Need, OutboundRule, Resource, Unreadable

from ._walls import Wall

SINCE_EGRESS = "2022-02-01-preview"

# What these let through has nothing to do with storage, registries, models or search.
PLAIN_TAGS = frozenset(
    (
        "azuremachinelearning",
        "batchnodemanagement",
        "azureactivedirectory",
        "azureresourcemanager",
        "azurefrontdoor.firstparty",
        "microsoftcontainerregistry",
        "azuremonitor",
        "virtualnetwork",
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """What is to be reached. `host` is "" where a rule for a host name cannot help, as for storage.

    `linked`: the service makes private endpoints to it by itself. `wall` is read only where it matters.
    """

    id: ArmId
    subresource: str
    wall: Callable[[], Wall]
    host: str = ""
    linked: bool = False
    resource: Callable[[], Resource] | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """`open` is None where it is not known; then `needs` says what would tell. `why` is a clause for a person."""

    open: bool | None
    why: str
    evidence: tuple[Evidence, ...] = ()
    needs: tuple[Need, ...] = ()


def way_to(facts: Facts, place: Place, private_egress: bool) -> Way:
    """`private_egress`: the deployment has the legacy isolation, which counts only without a managed network."""
    home = facts.home
    mode = home.evidence("properties.managedNetwork.isolationMode")
    if home.isolation_mode != "disabled":
        return _from_managed_network(facts, place, mode)
    if private_egress:
        return _from_legacy_network(place, mode)
    wall = place.wall()
    if not wall.closed:
        return Way(True, "it is open to the public network", (mode, *wall.evidence))
    if wall.exceptions:
        return _doubt(place, wall, mode)
    return Way(False, "it is closed to the public network, and there is no managed network", (mode, *wall.evidence))


def _from_managed_network(facts: Facts, place: Place, mode: Evidence) -> Way:
    approved_only = facts.home.isolation_mode == "allowonlyapprovedoutbound"
    try:
        rules = facts.outbound_rules
        mine = sorted(_endpoints(rules, place), key=lambda rule: not rule.active)
    except Unreadable:
        # Where the internet is allowed, what is open is in reach by a private endpoint or without one.
        wall = None if approved_only else place.wall()
        if wall is None or wall.closed:
            raise
        return Way(True, "it is open to the public network", (mode, *wall.evidence))
    if mine and not mine[0].active and not approved_only:
        # Without a private endpoint the name leads to the public address.
        wall = place.wall()
        if not wall.closed:
            return Way(True, "it is open to the public network", (mode, *wall.evidence))
    if mine:
        rule = mine[0]
        evidence = (mode, rule.evidence("properties.status"))
        if rule.active:
            return Way(True, f"the private endpoint of rule {rule.name} leads there", evidence)
        return Way(False, f"rule {rule.name} of the managed network, which leads there, is not active", evidence)
    if approved_only:
        return _only_approved(place, mode, rules)
    wall = place.wall()
    if not wall.closed:
        return Way(True, "it is open to the public network", (mode, *wall.evidence))
    if wall.exceptions:
        return _doubt(place, wall, mode)
    return Way(False, "it is private, and the managed network has no private endpoint to it", (mode, *wall.evidence))


def _only_approved(place: Place, mode: Evidence, rules: tuple[OutboundRule, ...]) -> Way:
    named = [rule for rule in rules if place.host and _names(rule.fqdn, place.host)]
    active = next((rule for rule in named if rule.active), None)
    if active is not None:
        wall = place.wall()
        evidence = (mode, active.evidence("properties.destination"), *wall.evidence)
        if not wall.closed:
            return Way(True, f"rule {active.name} lets requests to {place.host} out", evidence)
        if wall.exceptions:
            return _doubt(place, wall, mode)
        return Way(False, f"rule {active.name} lets requests out, but it is closed to the public network", evidence)
    if named:
        rule = named[0]
        return Way(False, f"rule {rule.name} is not active", (mode, rule.evidence("properties.status")))
    tags = [rule for rule in rules if rule.service_tag and rule.service_tag not in PLAIN_TAGS]
    if tags:
        tag = tags[0]
        reason = f"whether service tag {tag.service_tag} of rule {tag.name} covers {place.id.name} is not in the answer"
        return Way(None, reason, (mode,), (tag.document.need(reason),))
    return Way(False, "the managed network lets only approved requests out, and no rule approves it", (mode,))


def _from_legacy_network(place: Place, mode: Evidence) -> Way:
    """The service makes private endpoints to workspace, storage and registry, and to nothing else."""
    if not place.linked or place.resource is None:
        reached = "the workspace, its storage and its registry"
        return Way(False, f"a deployment without public egress reaches only {reached}", (mode,))
    resource = place.resource()
    states = [state for told, state in _connections(resource) if "onlineendpoints" in told]
    evidence = (mode, Evidence(str(resource.id), "properties.privateEndpointConnections", states))
    if states and all(state == "approved" for state in states):
        return Way(True, "the deployment's private endpoint to it is approved", evidence)
    if states and not any(state == "approved" for state in states):
        return Way(False, f"the deployment's private endpoint to it is {states[0]}, not approved", evidence)
    reason = f"{resource.name} does not show which private endpoint is the deployment's"
    return Way(None, reason, (mode,), (resource.document.need(reason),))


def _connections(resource: Resource) -> Iterator[tuple[str, str]]:
    """Description and status of each private endpoint, in lower case."""
    for item in resource.document.items("properties.privateEndpointConnections"):
        inner = item.get("properties")
        state = inner.get("privateLinkServiceConnectionState") if isinstance(inner, dict) else None
        if isinstance(state, dict):
            yield str(state.get("description") or "").lower(), str(state.get("status") or "").lower()


def _doubt(place: Place, wall: Wall, mode: Evidence) -> Way:
    exceptions = " and ".join(wall.exceptions)
    reason = f"{place.id.name} is closed to the public network; whether {exceptions} lets deployments in is not shown"
    need = Need(f"GET {place.id}", "", str(place.id), status=200, reason=reason)
    return Way(None, reason, (mode, *wall.evidence), (need,))


def _endpoints(rules: tuple[OutboundRule, ...], place: Place) -> Iterator[OutboundRule]:
    for rule in rules:
        if rule.private_endpoint_to == place.id and rule.subresource == place.subresource.lower():
            yield rule


def _names(rule: str, host: str) -> bool:
    """A star stands for any beginning, as in *.contoso.com."""
    return host.endswith(rule[1:]) if rule.startswith("*.") else bool(rule) and rule == host


def private_egress(deployment: Deployment) -> bool:
    """True for the legacy isolation: the deployment does not go out through the public network."""
    told = deployment.document.text("properties.egressPublicNetworkAccess", SINCE_EGRESS)
    return (told or "Enabled").lower() == "disabled"


def all_private_egress(facts: Facts) -> bool:
    return bool(facts.deployments) and all(private_egress(one) for one in facts.deployments)
