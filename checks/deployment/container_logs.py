"""The log of each deployment shows no known failure.

Azure keeps what a deployment's containers wrote: how the image and the model were fetched, how the server started, and
each request that failed. A prompt flow reads its connections with the first request, so a deployment that "Succeeded"
often tells here, and nowhere else, what is wrong with it. The words are looked for as `pfdoctor triage` does it, and
the line that was recognised is quoted, without secrets.

A log is a witness of the past. What was said before the container became ready is over, and what was said before a
request to /score succeeded is only a note. A line may still be older than what mended it: the log stays until the
deployment restarts. So send a request and check again, before you mend what was mended already.

One request a deployment is sent, for the last lines of the server; that of the step before it (`storage-initializer`)
is read where the server says that it waits for its model, or says nothing and the deployment did not succeed. A log
that may not be read is an error only where the deployment did not succeed: each cause has a check of its own, and a
bundle holds logs only if `pfdoctor snapshot --logs` was asked for them.

How to confirm by hand: in the studio, Endpoints, the endpoint, the tab Logs; or `az ml online-deployment get-logs
--name DEPLOYMENT --endpoint-name ENDPOINT --lines 500`, also with `--container storage-initializer`. Whoever reads
logs needs the action Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments/getLogs/action, which
the role AzureML Data Scientist holds and Reader does not.

How to mend: `pfdoctor explain` with the id that the result names. How long it takes depends on that: 15 minutes for a
role, as long for a new deployment.
Tell an administrator: the line that is quoted, the endpoint's name, and the id of the diagnosis.

https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints
"""

import re
from collections.abc import Iterator
from contextlib import suppress

from pfdoctor.api import (
    Check,
    Deployment,
    Diagnosed,
    Draft,
    Evidence,
    Facts,
    Missing,
    Severity,
    Symptom,
    Unreadable,
    diagnose,
)

check = Check(
    id="container-logs",
    title="The log of each deployment shows no known failure",
    severity="error",
    running=True,
    after=(
        "acr-pull",
        "storage-blob-data-reader",
        "connection-secrets-reader",
        "connections-resolve",
        "connection-auth",
        "openai-user",
        "search-index-data-reader",
        "inference-config",
    ),
    proves="no words of a failure that pfdoctor knows are in the last lines of the log",
    does_not_prove="that the deployment is healthy: nobody may have called it yet, or it failed in words of its own",
    symptoms=(Symptom("acr-pull-denied", "Kind: Pod, Name: ImagePullFailed", 0.5),),
)

SERVER, INITIALIZER = "InferenceServer", "StorageInitializer"
LIKELY, POSSIBLE = 0.75, 0.55
"""Confidence from which on words are an error, and a warning. Weaker ones are no verdict."""
READY = re.compile(r"\bName: ContainerReady\b")
"""An event that Azure notes before what the container wrote."""
SERVED = re.compile(r"\bPOST /score[^\s\"]{0,200}(?: HTTP/[\d.]{1,4})?\"? 2\d\d\b")
FETCHING = re.compile(r"^ModelDownload: (?!Succeeded)|storage-initializer log", re.MULTILINE)
"""How Azure says that the model is not there: the server's log does not tell why."""


@check.each(lambda facts: facts.deployments, "deployments")
def run(facts: Facts, deployment: Deployment) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("pfdoctor does not judge endpoints on Kubernetes.")
        return
    succeeded = (deployment.provisioning_state or "").lower() == "succeeded"
    severity = Severity.INFO if succeeded else None
    logs: dict[str, str] = {}
    try:
        logs[SERVER] = facts.log(deployment, SERVER)
        if FETCHING.search(logs[SERVER]) or not (succeeded or logs[SERVER].strip()):
            with suppress(Missing):
                logs[INITIALIZER] = facts.log(deployment, INITIALIZER)
    except Unreadable as error:
        message = f"The log of {deployment.name} is not known, because {error}"
        yield _told(deployment, logs) or check.unknown(message, *error.needs, severity=severity)
        return
    yield _told(deployment, logs) or _not_told(deployment, logs, severity)


def _told(deployment: Deployment, logs: dict[str, str]) -> Draft | None:
    """The failure that the logs tell of, None if they tell of none."""
    if found := _likely(_diagnosed(logs, READY, SERVED)):
        sure = any(one.confidence >= LIKELY for _, one in found)
        return _failed(deployment, found, None if sure else Severity.WARNING, "says what is wrong")
    if found := _likely(_diagnosed(logs, READY)):
        return _failed(deployment, found, Severity.INFO, "told of a failure before its last request succeeded")
    return None


def _not_told(deployment: Deployment, logs: dict[str, str], severity: Severity | None) -> Draft:
    """`severity` is that of logs which tell too little."""
    counts = {container: _counted(text.count("\n") + 1) for container, text in logs.items() if text.strip()}
    if not counts:
        return check.skipped(f"The log of {deployment.name} is empty: no container of it has run.")
    if hints := sorted({one.diagnosis.id for _, one in _diagnosed(logs, READY, SERVED)}):
        names = ", ".join(hints)
        need = deployment.document.need(f"some words of the log fit {names}, and other causes too; read it")
        return check.unknown(f"The log of {deployment.name} hints of {names}, no more.", need, severity=severity)
    evidence = [Evidence(str(deployment.id), f"log of {container}", lines) for container, lines in counts.items()]
    told = " and ".join(counts.values())
    return check.passed(f"{told} of the log of {deployment.name} tell of no known failure.", evidence=evidence)


def _likely(found: list[tuple[str, Diagnosed]]) -> list[tuple[str, Diagnosed]]:
    return [pair for pair in found if pair[1].confidence >= POSSIBLE]


def _diagnosed(logs: dict[str, str], *over: re.Pattern[str]) -> list[tuple[str, Diagnosed]]:
    """What each log is about after the last sign that what came before is over, the likeliest first."""
    found = []
    for container, text in logs.items():
        cut = max((match.end() for sign in over for match in sign.finditer(text)), default=0)
        found += [(container, one) for one in diagnose(text[cut:], text[:cut])]
    return sorted(found, key=lambda pair: -pair[1].confidence)


def _failed(deployment: Deployment, found: list[tuple[str, Diagnosed]], severity: Severity | None, says: str) -> Draft:
    by_id = {one.diagnosis.id: one.diagnosis for _, one in reversed(found)}
    best = found[0][1].diagnosis
    others = [id for id in by_id if id != best.id]
    also = f" Also: {', '.join(sorted(others))}." if others else ""
    return check.failed(
        f"The log of {deployment.name} {says}: {best.title}. `pfdoctor explain {best.id}` tells how to mend it.{also}",
        severity=severity,
        evidence=[_quoted(deployment, container, one.matched) for container, one in found],
    )


def _quoted(deployment: Deployment, container: str, line: str) -> Evidence:
    return Evidence(str(deployment.id), f"log of {container}", line, line)


def _counted(lines: int) -> str:
    return "1 line" if lines == 1 else f"{lines} lines"
