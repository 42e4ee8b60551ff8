"""The endpoint's identity can use the models behind an Entra ID connection.

A connection with Entra ID sign-in holds no key: the flow calls Azure OpenAI as the endpoint's identity, which needs a
data role on the account, for a system-assigned identity just as for a user-assigned one. Azure never grants this by
itself.

What counts is the data action `Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action` on the
account that the connection's metadata names (`ResourceId`), not on something that happens to have the connection's
name. Cognitive Services OpenAI User holds it, as do Cognitive Services OpenAI Contributor and Cognitive Services User;
Owner and Contributor of the account do not.

The check asks for chat completions only. The built-in roles that allow these allow embeddings and completions too; a
custom role may not. Other services of an AI services account (content safety, speech) need roles of their own.

It is an error where an environment variable of the deployment shows that the connection is used, and otherwise a
warning: which connections a flow names is written in its own files.

How to confirm by hand: in the portal, the account's Access control (IAM), "Check access", the endpoint's identity; or
`az role assignment list --assignee PRINCIPAL --scope ACCOUNT_ID --include-inherited --include-groups -o table`.

How to mend: grant the role on the account and send a request again after 15 minutes.
Tell an administrator of the account: "the managed identity PRINCIPAL needs Cognitive Services OpenAI User on this
account, to call its models; it cannot read keys or change deployments with it".

https://learn.microsoft.com/azure/ai-foundry/openai/how-to/role-based-access-control
"""

from collections.abc import Iterator

from pfdoctor.api import (
    Check,
    Connection,
    Draft,
    Facts,
    Symptom,
    account_of,
    use_models,
    with_entra_id,
)

from ._connections import through

check = Check(
    id="openai-user",
    title="The endpoint's identity can use the models of a connection",
    severity="error",
    after=("endpoint-identity", "connections-resolve"),
    proves="role assignments let the identity ask the connection's account for chat completions",
    does_not_prove="that the flow uses the connection, that the model deployment exists, or that the network is open",
    symptoms=(
        Symptom("openai-entra-role", "Principal does not have access to API/Operation"),
        "PermissionDenied",
        "lacks the required data action",
    ),
)


@check.each(
    lambda facts: with_entra_id(facts, "azureopenai", "aiservices"),
    "connections to Azure OpenAI that sign in with Entra ID",
)
def run(facts: Facts, connection: Connection) -> Iterator[Draft]:
    yield through(check, facts, connection, account_of, facts.account, lambda id: use_models(id, connection.name))
