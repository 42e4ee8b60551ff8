"""Each connection signs in in a way that prompt flow takes and the resource behind it accepts.

Prompt flow knows an API key or Entra ID (`AAD`) for Azure OpenAI, Azure AI Search, AI services, cognitive services and
serverless models, an API key alone for OpenAI and Serp, and custom keys for custom connections. A connection made for
another use, with a managed identity or with none, stops the flow when it is loaded.

The resource has its own say. An account or a search service whose local authentication is disabled refuses every key.
A search service that is set to API keys only, as it is when it is created, refuses every Entra token, whatever roles
the identity holds.

Connections of other categories (storage, git, registries) are no flow's and are left out. It is an error where a prompt
flow is seen or the connection is known to be used, and otherwise a warning: which connections a flow names is written
in its own files.

How to confirm by hand: in the studio, Connections (in a Foundry project, Management center) show the authentication;
`az resource show --ids RESOURCE_ID --query properties.disableLocalAuth`, and for a search service
`az search service show --name NAME --resource-group GROUP --query "{keysOff:disableLocalAuth,options:authOptions}"`.

How to mend: create the connection anew with Entra ID, and grant the endpoint's identity its role on the resource
(checks openai-user and search-index-data-reader); or let the search service take both, with the command shown, which
takes effect within minutes. A deployment reads its connections when it starts: change one of its environment variables
to have it read them again, which takes 10 to 20 minutes.
Tell an administrator of a search service: "please allow role-based access control beside API keys".

https://learn.microsoft.com/azure/search/search-security-enable-roles
"""

from collections.abc import Iterator

from pfdoctor.api import (
    ArmId,
    Check,
    Connection,
    Draft,
    Evidence,
    Facts,
    Fix,
    Safety,
    SearchService,
    Unreadable,
    account_of,
    az,
    host_of,
    named,
    search_service_of,
    service_name_of,
    subdomain_of,
)

from ._use import not_read, severity

check = Check(
    id="connection-auth",
    title="Connections sign in in a way that works",
    severity="error",
    after=("connections-resolve",),
    proves="prompt flow takes the way to sign in; the resource takes keys, and a search service Entra tokens, if used",
    does_not_prove="that a key is right, roles are granted, an account takes Entra tokens, or the flow uses it",
    symptoms=(
        "Unsupported connection auth type",
        "AuthenticationTypeDisabled",
        "Key based authentication is disabled for this resource",
        "Build connection dict for connection",
    ),
)

KEY, ENTRA, CUSTOM = "ApiKey", "AAD", "CustomKeys"
TAKEN = {
    "azureopenai": (KEY, ENTRA),
    "aiservices": (KEY, ENTRA),
    "cognitiveservice": (KEY, ENTRA),
    "cognitivesearch": (KEY, ENTRA),
    "serverless": (KEY, ENTRA),
    "openai": (KEY,),
    "serp": (KEY,),
    "customkeys": (CUSTOM,),
}
ACCOUNTS = ("azureopenai", "aiservices", "cognitiveservice")


@check.each(
    lambda facts: [one for one in facts.connections if one.category.lower() in ("", *TAKEN)],
    "connections that a flow could use",
)
def run(facts: Facts, connection: Connection) -> Iterator[Draft]:
    unneeded = not_read(facts, connection)
    if unneeded:
        yield check.skipped(unneeded)
        return
    try:
        yield _judge(facts, connection)
    except Unreadable as error:
        message = f"It is not known whether connection {connection.name} can sign in: {error}."
        yield check.unknown(message, *error.needs, severity=severity(facts, connection))


def _judge(facts: Facts, connection: Connection) -> Draft:
    if not connection.category:
        raise Unreadable(connection.document.need(f"what connection {connection.name} leads to is not in the answer"))
    taken = TAKEN[connection.category.lower()]
    evidence = [connection.evidence("properties.category"), connection.evidence("properties.authType")]
    if not connection.auth_type:
        raise Unreadable(connection.document.need(f"how connection {connection.name} signs in is not in the answer"))
    if connection.auth_type.lower() not in map(str.lower, taken):
        message = (
            f"Connection {connection.name} ({connection.category}) signs in by {connection.auth_type};"
            f" prompt flow takes only {' or '.join(taken)}."
        )
        return check.failed(message, evidence=evidence, severity=severity(facts, connection))
    if connection.category.lower() == "cognitivesearch":
        return _of_search(facts, connection, evidence)
    if connection.category.lower() in ACCOUNTS and not connection.uses_entra_id:
        return _of_account(facts, connection, evidence)
    return _passed(connection, evidence)


def _of_account(facts: Facts, connection: Connection, evidence: list[Evidence]) -> Draft:
    if connection.resource is None and not subdomain_of(host_of(connection.target)):
        return _untold(connection, "an account's")
    account = facts.account(account_of(facts, connection))
    evidence = [*evidence, account.evidence("properties.disableLocalAuth")]
    if account.local_auth_disabled:
        return _keys_refused(facts, connection, account.id, evidence)
    return _passed(connection, evidence)


def _of_search(facts: Facts, connection: Connection, evidence: list[Evidence]) -> Draft:
    if connection.resource is None and not service_name_of(host_of(connection.target)):
        return _untold(connection, "a search service's")
    service = facts.search_service(search_service_of(facts, connection))
    evidence = [*evidence, *map(service.evidence, ("properties.disableLocalAuth", "properties.authOptions"))]
    if connection.uses_entra_id and not service.accepts_entra_id:
        return check.failed(
            f"Search service {service.name} takes API keys only, but connection {connection.name} uses Entra ID.",
            evidence=evidence,
            severity=severity(facts, connection),
            fixes=[_take_both(service)],
        )
    if not connection.uses_entra_id and service.local_auth_disabled:
        return _keys_refused(facts, connection, service.id, evidence)
    return _passed(connection, evidence)


def _passed(connection: Connection, evidence: list[Evidence]) -> Draft:
    return check.passed(f"Connection {connection.name} signs in by {connection.auth_type}.", evidence=evidence)


def _untold(connection: Connection, whose: str) -> Draft:
    host = host_of(connection.target) or "not set"
    return check.skipped(
        f"Connection {connection.name} names no resource, and its target ({host}) is not {whose} own address."
    )


def _keys_refused(facts: Facts, connection: Connection, id: ArmId, evidence: list[Evidence]) -> Draft:
    return check.failed(
        f"{id.name} refuses keys (local authentication is disabled), but connection {connection.name} signs in by key.",
        evidence=evidence,
        severity=severity(facts, connection),
    )


def _take_both(service: SearchService) -> Fix:
    id = service.id
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title=f"let {service.name} take Entra tokens beside keys",
        scope=str(id),
        commands=(
            az("search service update", **named(id), auth_options="aadOrApiKey", aad_auth_failure_mode="http403"),
        ),
    )
