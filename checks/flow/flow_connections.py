"""The connections that the flow names exist in the workspace, and are of the kind that its nodes expect.

A flow holds no keys: its nodes name connections of the workspace, as `connection:` of an LLM node, as an input of a
tool, or inside the `mlindex_content` of an index lookup; `environment_variables` refer to one as `${NAME.KEY}`. Which
inputs of a Python tool are connections is told by the annotations of its function, which is read and never run; where
it is not there, by the input's name. The server looks each of them up at the first request, so a deployment with a
wrong name is "Succeeded", and every request fails.

Without an endpoint only the files are read: pfdoctor then tells which connections are named, whether an LLM node names
none, and whether a file of the folder describes one of another kind. With one, each name is looked for in the
endpoint's workspace (and among what its hub shares). A name that an environment variable of a deployment replaces is
not looked for.

A file from which `az ml connection create` would make a connection is judged by the schemas of the installed
azure-ai-ml, whoever uses it.

Where several flows lie in one folder and no deployment file tells which is deployed, a missing connection is a
warning. So is one that only code or a `.prompty` file names, for nobody knows whether that line runs: the `connection`
of a model's configuration, a client's `connections.get("NAME")`, and an input whose annotation prompt flow does not
take for a connection (one in quotes, `X | Y`, or a `Union` with anything else).

How to confirm by hand: `az ml connection list --workspace-name WORKSPACE -o table`.

How to mend: create the connection in the workspace under the very name, in the studio's page Connections or by
`az ml connection create --file`, or change the name in the flow and deploy it again (15 minutes).
Tell whoever administers the workspace: the name of the connection, and the service that it is to lead to.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-to-code
"""

from collections.abc import Iterable, Iterator

from pfdoctor.api import (
    Check,
    Connection,
    ConnectionFile,
    Draft,
    Facts,
    Flow,
    Project,
    Severity,
    Use,
    broken,
    failed_at,
    refused,
)

check = Check(
    id="flow-connections",
    title="The connections that the flow names exist",
    severity="error",
    after=("flow-deployable", "workspace-ready"),
    proves="the workspace has each connection that the flow's files name, of the kind that its nodes expect",
    does_not_prove="which connections code asks for by a name it makes up, or that the models they name are deployed",
    symptoms=(
        "action: listsecrets, reason: Not Found",
        "Connection not found",
        "is not found, available connection keys",
    ),
)

KINDS = {
    "azureopenai": ("azureopenai", "aiservices", "azureaiservices", "serverless"),
    "openai": ("openai",),
    "serverless": ("serverless",),
    "cognitivesearch": ("cognitivesearch", "azureaisearch"),
    "serp": ("serp",),
    "custom": ("customkeys", "custom"),
    "azurecontentsafety": ("cognitiveservice", "azurecontentsafety"),
    "formrecognizer": ("cognitiveservice", "formrecognizer"),
}
"""By what a node expects: the categories of connections, and the types of their files, that are taken for it."""
KEPT_AS = "azureml.flow.connection_type"
"""Where older connections, whose category is CustomKeys whatever they are, say their kind."""
KEYS_ONLY = ("openai", "serp", "custom")


@check.files(lambda project: [*project.flows, *project.connections], "flows")
def run(project: Project, file: Flow | ConnectionFile, facts: Facts | None) -> Iterator[Draft]:
    yield from _described(file) if isinstance(file, ConnectionFile) else _named(project, file, facts)


def _described(file: ConnectionFile) -> Iterator[Draft]:
    """What a file lacks to become a connection, whoever uses it."""
    found = list(broken(check, file, tolerant=True))
    if file.root is not None and not file.of_prompt_flow:
        found += refused(check, "connection", file.body, found)
    yield from found
    if not found:
        yield check.skipped(f"{file.source.name} describes a connection; whether it exists is asked with an ENDPOINT.")


def _named(project: Project, flow: Flow, facts: Facts | None) -> Iterator[Draft]:
    uses = flow.uses
    found = list(_nameless(flow))
    for use in uses:
        if use.node.hole:
            need = use.node.source.need(use.node.line, f"{use.name} is still to be filled in")
            message = f"Which connection {use.by or 'a node'} uses is not known yet."
            found.append(check.unknown(message, need, subject=use.node.place))
    known = _by_name(use for use in uses if not use.node.hole and not _replaced(use, flow, project, facts))
    if facts is not None:
        found += _against(facts, project, flow, known)
    else:
        found += _against_files(project, known)
    yield from found
    if not found:
        yield _calm(flow, [same[0] for same in known.values()], facts is not None)


def _by_name(uses: Iterable[Use]) -> dict[str, list[Use]]:
    """Those of one name that differ in what they ask of it, and the surest first."""
    found: dict[str, list[Use]] = {}
    for use in sorted(uses, key=lambda use: not use.sure):
        same = found.setdefault(use.name.lower(), [])
        same += [use] if use.kinds not in [one.kinds for one in same] else []
    return found


def _replaced(use: Use, flow: Flow, project: Project, facts: Facts | None) -> bool:
    """Whether a deployment sets the variable whose value in the flow names the connection."""
    if not use.variable or use.variable in project.variables_of(flow):
        return bool(use.variable)
    return facts is not None and any(use.variable in one.environment_variables for one in facts.deployments)


def _calm(flow: Flow, known: list[Use], asked: bool) -> Draft:
    names = ", ".join(sorted(use.name for use in known))
    if flow.flex and not known:
        return check.skipped(f"{flow.source.name} is written in code, where its connections are named; none is seen.")
    if not known:
        return check.skipped(f"{flow.source.name} names no connection.")
    if not asked:
        return check.skipped(f"{flow.source.name} names {names}; whether they exist is asked with an ENDPOINT.")
    evidence = [use.evidence for use in known]
    return check.passed(f"The connections of {flow.source.name} exist: {names}.", evidence=evidence)


def _nameless(flow: Flow) -> Iterator[Draft]:
    for node in flow.running:
        named = node.at("connection")
        if node.text_at("type") == "llm" and (named is None or not named.text) and not flow.declares_evaluation:
            message = f"LLM node {node.text_at('name')} of {flow.source.name} names no connection."
            yield failed_at(check, node, "connection", message, Severity.WARNING)


def _against(facts: Facts, project: Project, flow: Flow, known: dict[str, list[Use]]) -> Iterator[Draft]:
    if not known:
        return
    there = {one.name.lower(): one for one in facts.connections}
    replaced = {name.lower() for one in facts.deployments for name in one.environment_variables}
    for name, same in known.items():
        connection = there.get(name)
        if name.replace(" ", "_") in replaced:
            continue
        for use in same if connection is not None else same[:1]:
            if connection is None:
                message = (
                    f"{use.by or flow.source.name} uses connection {use.name}, which {facts.workspace.name} lacks."
                )
            elif not _fits(use, _kind_of(connection)):
                message = f"{use.by} asks {use.kind} of connection {use.name}, which leads to {connection.category}."
            else:
                continue
            severity = None if use.sure and flow in project.deployed_flows else Severity.WARNING
            yield check.failed(message, subject=use.node.place, evidence=[use.evidence], severity=severity)


def _kind_of(connection: Connection) -> str:
    kept = (value for name, value in connection.metadata.items() if name.lower() == KEPT_AS)
    return str(next(kept, "") or connection.category)


def _against_files(project: Project, known: dict[str, list[Use]]) -> Iterator[Draft]:
    """Warnings only: the workspace's connection of the same name may be another. Of several files one may be right."""
    described: dict[str, list[ConnectionFile]] = {}
    for file in project.connections:
        if file.root is not None and file.name.lower() in known:
            described.setdefault(file.name.lower(), []).append(file)
    for name, files in described.items():
        first = files[0]
        use = next((one for one in known[name] if not any(_fits(one, file.type) for file in files)), known[name][0])
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
    kinds = [KINDS.get(_plain(one)) for one in use.kinds]
    if not kinds or not kind or not kind.replace("_", "").isalpha():
        return True
    return any(one is None or _plain(kind) in one for one in kinds)


def _plain(kind: str) -> str:
    return kind.lower().replace("_", "").removesuffix("connection")
