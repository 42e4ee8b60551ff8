"""What the deployments name of connections exists, and each connection points to a resource that is there.

A flow's server looks for its connections in the workspace that `PRT_CONFIG_OVERRIDE` names, not in the endpoint's own:
copied from another deployment, the variable sends it elsewhere, and every request ends with 404 or "Access denied".
Its format is `deployment.subscription_id=...,deployment.resource_group=...,deployment.workspace_name=...,
deployment.endpoint_name=...,deployment.deployment_name=...`; spaces are not trimmed, and a part without `=` stops the
server. `PROMPTFLOW_CONNECTION_PROVIDER`, where set, counts instead.

An environment variable `${{azureml://connections/NAME/...}}` is resolved when the deployment is created, which fails if
the workspace lacks NAME. A variable named like a connection (spaces written as `_`) makes the flow read the connection
that it names instead, in the same workspace only.

Each connection that a flow could use points to a resource: by the `ResourceId` in its metadata, and by its target. If
the resource was deleted, or created again elsewhere, the connection still looks whole. If its target is the address of
another account than its `ResourceId`, roles are granted on the one and requests go to the other.

Which connections a flow names is written in its own files, which Azure does not show: those are judged only where an
environment variable names them.

How to confirm by hand: `az ml online-deployment show --name DEPLOYMENT --endpoint-name ENDPOINT
--query environment_variables`, `az ml connection list --workspace-name WORKSPACE -o table`, and
`az resource show --ids RESOURCE_ID`. In the studio, Connections shows each with its address.

How to mend: set the variable with `az ml online-deployment update --set environment_variables.NAME=VALUE`, which
restarts the deployment (10 to 20 minutes); create a connection that is missing, under the very name that is used.
Tell an administrator: "the connection NAME of this workspace points to an account that does not exist".

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-to-code
"""

from collections.abc import Iterator, Sequence

from pfdoctor.api import (
    ArmId,
    Check,
    Connection,
    Deployment,
    Draft,
    Evidence,
    Facts,
    Fix,
    Missing,
    Safety,
    Severity,
    Unreadable,
    VariableProblem,
    Workspace,
    account_of,
    host_of,
    redirects,
    references,
    search_service_of,
    service_name_of,
    signs_of_prompt_flow,
    subdomain_of,
)

from ._settings import where_connections_are
from ._use import not_read, severity

check = Check(
    id="connections-resolve",
    title="Connections that are named exist, and so do their resources",
    severity="error",
    after=("workspace-ready",),
    proves="the connections that environment variables name exist, and the resource behind each connection does",
    does_not_prove="which connections the flow's own files name, or that the model deployments they name exist",
    symptoms=(
        "action: listsecrets, reason: Not Found",
        "failed with status code: 404, action: listsecrets",
        "Invalid connection data detected while overriding connection",
        "SecretsInjectionError",
    ),
)

ACCOUNTS = ("azureopenai", "aiservices", "cognitiveservice")


def _subjects(facts: Facts) -> list[Deployment | Connection | Workspace]:
    """The workspace stands for its connections where they cannot be read, so that this is said once."""
    known = ("", *ACCOUNTS, "cognitivesearch")
    try:
        return [*facts.deployments, *(one for one in facts.connections if one.category.lower() in known)]
    except Unreadable:
        return [*facts.deployments, facts.workspace]


@check.each(_subjects, "deployments or connections")
def run(facts: Facts, subject: Deployment | Connection | Workspace) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("pfdoctor does not judge connections of Kubernetes endpoints.")
    elif isinstance(subject, Deployment) and facts.planned:
        yield check.skipped(f"What the file of {subject.name} says of connections is judged by deployment-settings.")
    elif isinstance(subject, Deployment):
        yield _of_deployment(facts, subject)
    elif isinstance(subject, Connection):
        yield _of_connection(facts, subject)
    else:
        yield check.passed(f"{len(facts.connections)} connections can be read.")


def _of_deployment(facts: Facts, deployment: Deployment) -> Draft:
    place, problems = where_connections_are(facts, deployment)
    named = [place] if place else []
    try:
        if references(deployment):
            named += references(deployment)
            problems += _references(facts, deployment)
        if signs_of_prompt_flow(facts, deployment):
            redirected = redirects(deployment, facts.connections)
            named += redirected
            problems += [_redirect(name) for name, found in redirected.items() if found is None]
    except Unreadable:
        # What is surely wrong stays wrong, whatever the connections are.
        if not any(problem.severity is Severity.ERROR for problem in problems):
            raise
    evidence = [
        Evidence(str(deployment.id), f"properties.environmentVariables.{name}", "set") for name in sorted(set(named))
    ]
    if problems:
        return check.failed(
            f"Environment variables of {deployment.name}: {'; '.join(problem.text for problem in problems)}.",
            severity=min((problem.severity for problem in problems), key=lambda one: one.rank),
            evidence=evidence,
            fixes=_fixes(deployment, problems),
        )
    if not named:
        return check.skipped(f"No environment variable of {deployment.name} names a connection or a workspace.")
    names = ", ".join(sorted(set(named)))
    return check.passed(f"What environment variables of {deployment.name} name is there ({names}).", evidence=evidence)


def _references(facts: Facts, deployment: Deployment) -> list[VariableProblem]:
    known = {one.name.lower() for one in facts.connections}
    return [
        VariableProblem(
            Severity.ERROR, f"{variable} refers to connection {name}, which {facts.workspace.name} lacks", variable
        )
        for variable, name in references(deployment).items()
        if name.lower() not in known
    ]


def _redirect(variable: str) -> VariableProblem:
    text = f"{variable} is named like a connection, and so replaces it for the flow, but names none that exists"
    return VariableProblem(Severity.WARNING, text, variable)


def _fixes(deployment: Deployment, problems: Sequence[VariableProblem]) -> list[Fix]:
    mended = {problem.variable: problem.value for problem in problems if problem.value is not None}
    return [
        Fix(
            kind="set-deployment",
            safety=Safety.UNSAFE,
            title=f"let {variable} of {deployment.name} name its own workspace and deployment",
            scope=str(deployment.id),
            setting=f"environmentVariables.{variable}",
            value=value,
        )
        for variable, value in mended.items()
    ]


def _of_connection(facts: Facts, connection: Connection) -> Draft:
    unneeded = not_read(facts, connection)
    if unneeded:
        return check.skipped(unneeded)
    if not connection.category:
        raise Unreadable(connection.document.need(f"what connection {connection.name} leads to is not in the answer"))
    host = host_of(connection.target)
    is_search = connection.category.lower() == "cognitivesearch"
    own = service_name_of(host) if is_search else subdomain_of(host)
    evidence = [connection.evidence("properties.target")]
    if connection.resource is not None:
        evidence.append(Evidence(str(connection.id), "properties.metadata.ResourceId", str(connection.resource)))
    if connection.resource is None and not own:
        target = host or "not set"
        return check.skipped(
            f"Connection {connection.name} names no resource that can be found; its target is {target}."
        )
    try:
        id = search_service_of(facts, connection) if is_search else account_of(facts, connection)
        there = facts.search_service(id).name.lower() if is_search else facts.account(id).subdomain
    except Missing as error:
        message = f"Connection {connection.name} points to {ArmId(error.resource).name}, which does not exist."
        return check.failed(message, evidence=evidence, severity=severity(facts, connection))
    except Unreadable as error:
        message = f"It is not known what connection {connection.name} points to: {error}."
        return check.unknown(message, *error.needs, evidence=evidence, severity=severity(facts, connection))
    if own and there and own != there:
        return check.failed(
            f"Connection {connection.name} sends requests to {host}, which is not {id.name}, its ResourceId.",
            evidence=evidence,
            severity=severity(facts, connection),
        )
    return check.passed(f"Connection {connection.name} points to {_kind(id)} {id.name}.", evidence=evidence)


def _kind(id: ArmId) -> str:
    return "search service" if id.type.lower().endswith("searchservices") else "account"
