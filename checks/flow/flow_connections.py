"""The connections that the flow names exist in the workspace, and are of the kind that its nodes expect.

A flow holds no keys: its nodes name connections of the workspace, as `connection:` of an LLM node, as an input of a
tool, or inside the `mlindex_content` of an index lookup. The server looks each of them up at the first request, so a
deployment with a wrong name is "Succeeded", and every request fails.

Without an endpoint only the files are read: pfdoctor then tells which connections are named, whether an LLM node names
none, and whether a file of the folder describes one of another kind. With one, each name is looked for in the
endpoint's workspace (and among what its hub shares). A name that an environment variable of a deployment replaces is
not looked for.

Where several flows lie in one folder and no deployment file tells which is deployed, a missing connection is a warning.

How to confirm by hand: `az ml connection list --workspace-name WORKSPACE -o table`.

How to mend: create the connection in the workspace under the very name, in the studio's page Connections or by
`az ml connection create --file`, or change the name in the flow and deploy it again (15 minutes).
Tell whoever administers the workspace: the name of the connection, and the service that it is to lead to.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-to-code
"""

from collections.abc import Iterator

from pfdoctor.api import Check, ConnectionFile, Draft, Facts, Flow, Project, Severity, Use

check = Check(
    id="flow-connections",
    title="The connections that the flow names exist",
    severity="error",
    after=("flow-deployable", "workspace-ready"),
    proves="the workspace has each connection that the flow's files name, of the kind that an LLM node expects",
    does_not_prove="which connections the flow's code asks for, or that the models they name are deployed",
    symptoms=(
        "action: listsecrets, reason: Not Found",
        "Connection not found",
        "is not found, available connection keys",
    ),
)

KINDS = {
    "azureopenai": ("azureopenai", "aiservices", "serverless"),
    "openai": ("openai",),
}
KEYS_ONLY = ("openai", "serp", "custom")


@check.files(lambda project: project.flows, "flows")
def run(project: Project, flow: Flow, facts: Facts | None) -> Iterator[Draft]:
    uses = flow.uses
    found = list(_nameless(flow))
    for use in uses:
        if use.node.hole:
            need = use.node.source.need(use.node.line, f"{use.name} is still to be filled in")
            message = f"Which connection {use.by or 'a node'} uses is not known yet."
            found.append(check.unknown(message, need, subject=use.node.place))
    known = {use.name.lower(): use for use in reversed(uses) if not use.node.hole}
    if facts is not None:
        found += _against(facts, project, flow, list(known.values()))
    else:
        found += _against_files(project, known)
    yield from found
    if not found:
        yield _calm(flow, known, facts is not None)


def _calm(flow: Flow, known: dict[str, Use], asked: bool) -> Draft:
    names = ", ".join(sorted(use.name for use in known.values()))
    if flow.flex:
        return check.skipped(f"{flow.source.name} is written in code, where its connections are named.")
    if not known:
        return check.skipped(f"{flow.source.name} names no connection.")
    if not asked:
        return check.skipped(f"{flow.source.name} names {names}; whether they exist is asked with an ENDPOINT.")
    evidence = [use.evidence for use in known.values()]
    return check.passed(f"The connections of {flow.source.name} exist: {names}.", evidence=evidence)


def _nameless(flow: Flow) -> Iterator[Draft]:
    for node in flow.nodes:
        named = node.mapping.get("connection")
        if node.text_at("type") == "llm" and named is not None and not named.text and not flow.declares_evaluation:
            message = f"LLM node {node.text_at('name')} of {flow.source.name} names no connection."
            evidence = named.source.evidence(named.line, "connection", "")
            yield check.failed(message, subject=named.place, severity=Severity.WARNING, evidence=[evidence])


def _against(facts: Facts, project: Project, flow: Flow, uses: list[Use]) -> Iterator[Draft]:
    if not uses:
        return
    severity = None if flow in project.deployed_flows else Severity.WARNING
    there = {one.name.lower(): one for one in facts.connections}
    replaced = {name.lower() for one in facts.deployments for name in one.environment_variables}
    for use in uses:
        connection = there.get(use.name.lower())
        if use.name.lower().replace(" ", "_") in replaced:
            continue
        if connection is None:
            message = f"{use.by or flow.source.name} uses connection {use.name}, which {facts.workspace.name} lacks."
        elif not _fits(use, connection.category):
            message = f"{use.by} asks {use.kind} of connection {use.name}, which leads to {connection.category}."
        else:
            continue
        yield check.failed(message, subject=use.node.place, evidence=[use.evidence], severity=severity)


def _against_files(project: Project, known: dict[str, Use]) -> Iterator[Draft]:
    """Warnings only: the workspace's connection of the same name may be another. Of several files one may be right."""
    described: dict[str, list[ConnectionFile]] = {}
    for file in project.connections:
        if file.root is not None and file.name.lower() in known:
            described.setdefault(file.name.lower(), []).append(file)
    for name, files in described.items():
        use, first = known[name], files[0]
        evidence = [use.evidence, first.evidence("type")]
        if not any(_fits(use, file.type) for file in files):
            message = (
                f"{use.by} asks {use.kind} of connection {use.name}, which {first.source.name} makes for {first.type}."
            )
            yield check.failed(message, subject=use.node.place, severity=Severity.WARNING, evidence=evidence)
        elif all(file.uses_entra_id and _plain(file.type) in KEYS_ONLY for file in files):
            message = f"Connection {use.name} signs in with Entra ID, which prompt flow does not take for {first.type}."
            yield check.failed(message, subject=first.place, severity=Severity.WARNING, evidence=evidence)


def _fits(use: Use, kind: str) -> bool:
    """True also where either says nothing of its kind, or a template does."""
    kinds = KINDS.get(_plain(use.kind))
    return not kinds or not kind or not kind.replace("_", "").isalpha() or _plain(kind) in kinds


def _plain(kind: str) -> str:
    return kind.lower().replace("_", "")
