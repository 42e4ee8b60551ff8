"""The flow reaches the models and indexes of its connections.

Which requests leave a deployment is decided by the managed network of the workspace (a project's hub). In the mode
"allow only approved outbound" each Azure OpenAI or AI services account and each search service needs a private
endpoint rule, or, if it is open to the public network, a rule for its host name; other services, such as SerpAPI, need
a rule for their host name, which brings a firewall that costs money. In the mode "allow internet outbound" only what
is closed to the public network needs a rule. Without a managed network what is closed is out of reach.

Azure makes the private endpoint once the network is provisioned; the owner of the account may have to approve it.

How to confirm by hand: `az ml workspace outbound-rule list --workspace-name WORKSPACE --resource-group GROUP -o table`,
and the account's Networking in the portal, both "Firewalls and virtual networks" and "Private endpoint connections".

How to mend: run the command shown; it takes some minutes, for the first host name about 10. If the rule stays
inactive, approve the private endpoint on the account.
Tell the account's administrator: "please approve the private endpoint of the managed network of this workspace".

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-secure-prompt-flow
"""

import re
from collections.abc import Iterator

from pfdoctor.api import (
    Check,
    Connection,
    Draft,
    Facts,
    Fix,
    Safety,
    Severity,
    Unreadable,
    account_of,
    az,
    host_of,
    in_workspace,
    no_prompt_flow,
    search_service_of,
    used_connections,
)

from ._walls import Wall, of_account, of_search_service
from ._ways import Place, all_private_egress, way_to

check = Check(
    id="private-link-outbound",
    title="The network lets the flow reach a connection's service",
    severity="error",
    after=("managed-network-ready", "network-mode", "connections-resolve"),
    proves="network settings and outbound rules let deployments reach the service behind the connection",
    does_not_prove="that the flow uses the connection, may sign in there, or that a private endpoint was approved",
    symptoms=(
        "Public access is disabled. Please configure private endpoint",
        "Access denied due to Virtual Network/Firewall rules",
        "APIConnectionError",
    ),
)

ACCOUNTS = ("azureopenai", "aiservices", "cognitiveservice")
SEARCH = ("cognitivesearch",)
NO_HOST = ("customkeys", "azureblob", "azuredatalakegen2", "azureonelake", "git", "pythonfeed", "containerregistry")

HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)


@check.each(lambda facts: facts.connections, "connections")
def run(facts: Facts, connection: Connection) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("On Kubernetes the cluster's network decides, which pfdoctor does not judge.")
        return
    used = connection.name.lower() in used_connections(facts)
    reason = no_prompt_flow(facts)
    if reason and not used:
        yield check.skipped(f"Connection {connection.name} is not read: {reason}.")
        return
    severity = Severity.ERROR if used else Severity.WARNING
    try:
        place = _place(facts, connection)
        if isinstance(place, str):
            yield check.skipped(place)
        else:
            yield _judge(facts, connection, place, severity)
    except Unreadable as error:
        message = f"Whether deployments reach the service of {connection.name} is not known, because {error}"
        yield check.unknown(message, *error.needs, severity=severity)


def _place(facts: Facts, connection: Connection) -> Place | str:
    """What the connection leads to, or why that is not judged."""
    category, host = connection.category.lower(), host_of(connection.target)
    if category in ACCOUNTS:
        account = account_of(facts, connection)
        return Place(account, "account", lambda: of_account(facts.account(account)), host)
    if category in SEARCH:
        service = search_service_of(facts, connection)
        return Place(service, "searchService", lambda: of_search_service(facts.search_service(service)), host)
    if category in NO_HOST or not HOST.fullmatch(host):
        return f"Where {connection.name} ({connection.category}) leads is not told by the connection."
    mode = facts.home.isolation_mode
    if mode == "allowinternetoutbound" or (mode == "disabled" and not all_private_egress(facts)):
        return f"Nothing in Azure keeps deployments from {host} ({connection.name}); whether it answers is not asked."
    return Place(connection.id, "", lambda: Wall(False), host)


def _judge(facts: Facts, connection: Connection, place: Place, severity: Severity) -> Draft:
    name = place.id.name if place.subresource else place.host
    way = way_to(facts, place, all_private_egress(facts))
    evidence = [connection.evidence("properties.target"), *way.evidence]
    if way.open:
        message = f"{name} ({connection.name}) is in reach: {way.why}."
        return check.passed(message, severity=severity, evidence=evidence)
    if way.open is None:
        message = f"Whether deployments reach {name} ({connection.name}) is not known: {way.why}."
        return check.unknown(message, *way.needs, severity=severity, evidence=evidence)
    fixes = [_let_out(facts, place)] if facts.home.isolation_mode != "disabled" else []
    message = f"Deployments cannot reach {name} ({connection.name}): {way.why}."
    return check.failed(message, severity=severity, evidence=evidence, fixes=fixes)


def _let_out(facts: Facts, place: Place) -> Fix:
    home = facts.home
    if place.subresource:
        rule = {
            "rule": place.id.name,
            "type": "private_endpoint",
            "service_resource_id": str(place.id),
            "subresource_target": place.subresource,
        }
    else:
        rule = {"rule": place.host.replace(".", "-"), "type": "fqdn", "destination": place.host}
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title=f"let the managed network of {home.name} reach {place.id.name if place.subresource else place.host}",
        scope=str(home.id),
        commands=(az("ml workspace outbound-rule set", **in_workspace(home.id), **rule),),
    )
