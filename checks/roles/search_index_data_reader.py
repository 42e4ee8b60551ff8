"""The endpoint's identity can query the indexes behind an Entra ID connection.

A connection to Azure AI Search with Entra ID sign-in holds no key: the flow queries as the endpoint's identity, which
needs a data role on the search service. Azure never grants this by itself.

What counts is the data action `Microsoft.Search/searchServices/indexes/documents/read` on the service that the
connection points to. Of the built-in roles only Search Index Data Reader and Search Index Data Contributor hold it:
Owner, Contributor, Reader and Search Service Contributor do not. The service must take Entra tokens besides; the check
connection-auth looks at that.

It is an error where an environment variable of the deployment shows that the connection is used, and otherwise a
warning: which connections a flow names is written in its own files.

How to confirm by hand: in the portal, the search service's Access control (IAM), "Check access"; or
`az role assignment list --assignee PRINCIPAL --scope SERVICE_ID --include-inherited --include-groups -o table`.

How to mend: grant the role on the service and send a request again after 15 minutes.
Tell an administrator of the service: "the managed identity PRINCIPAL needs Search Index Data Reader on this search
service, to query its indexes; it cannot change them with it".

https://learn.microsoft.com/azure/search/search-security-rbac
"""

from collections.abc import Iterator

from pfdoctor.api import ArmId, Check, Connection, Draft, Facts, Right, query_indexes, search_service_of, with_entra_id

from ._connections import through

check = Check(
    id="search-index-data-reader",
    title="The endpoint's identity can query the indexes of a connection",
    severity="error",
    after=("endpoint-identity", "connections-resolve", "connection-auth"),
    proves="role assignments let the identity read documents of every index of the connection's search service",
    does_not_prove="that the flow uses the connection, that the index exists, or that the service takes Entra tokens",
    symptoms=(
        "Operation returned an invalid status 'Forbidden'",
        "403 Forbidden",
        "Invalid AzureCognitiveSearch configuration detected",
    ),
)


@check.each(
    lambda facts: with_entra_id(facts, "cognitivesearch"),
    "connections to Azure AI Search that sign in with Entra ID",
)
def run(facts: Facts, connection: Connection) -> Iterator[Draft]:
    def right(service: ArmId) -> Right:
        return query_indexes(service, connection.name)

    yield through(check, facts, connection, search_service_of, facts.search_service, right)
