from __future__ import annotations

import io

import pytest
from rich.console import Console

from pfdoctor.model.finding import Evidence, Fix, Outcome, Result, Safety, Severity
from pfdoctor.model.need import Need
from pfdoctor.model.proof import Access, Because, NearMiss, Proof
from pfdoctor.model.report import Report
from pfdoctor.model.target import Target
from pfdoctor.report import text

TARGET = Target("11111111-2222-3333-4444-555555555555", "rg-contoso", "contoso-ml", "my-endpoint")
GROUP = f"/subscriptions/{TARGET.subscription}/resourceGroups/rg-contoso/providers"
REGISTRY = f"{GROUP}/Microsoft.ContainerRegistry/registries/contosoacr"
OPENAI = f"{GROUP}/Microsoft.CognitiveServices/accounts/contoso-openai"
ENDPOINT = str(TARGET.endpoint_id)
UNREAD = Need(
    request=f"GET {OPENAI}/providers/Microsoft.Authorization/roleAssignments?$filter=assignedTo('p')",
    action="Microsoft.Authorization/roleAssignments/read",
    scope=OPENAI,
    status=403,
    request_id="0f0f",
    reason="the caller lacks Microsoft.Authorization/roleAssignments/read",
)


def make(check, outcome, message="", area="roles", subject=ENDPOINT, severity="error", **more):
    if outcome == "unknown":
        more.setdefault("needs", (UNREAD,))
    return Result(check, area, subject, Outcome(outcome), Severity(severity), f"{check} is well", message, **more)


def denied():
    reason = "no assignment of id-pf or its groups allows Microsoft.ContainerRegistry/registries/pull/read there"
    miss = NearMiss("sibling-scope", f"{REGISTRY}dev", "AcrPull on contosoacrdev, another registry")
    return Proof(Access.DENIED, (Because("R5", REGISTRY, reason),), (miss,))


def grant():
    title = "grant AcrPull on contosoacr"
    return Fix("grant-role", Safety.SAFE, title, "AcrPull", "7f951dda", REGISTRY, "00000000-aaaa")


def sick():
    """A report with one of everything."""
    blue = f"{ENDPOINT}/deployments/blue"
    environment = f"{TARGET.workspace_id}/environments/pf/versions/3"
    pull = make("acr-pull", "failed", "id-pf may not pull from contosoacr", proof=denied(), fixes=(grant(),))
    return (
        make("deployment-state", "failed", "blue is Failed", "deployment", blue, caused_by=pull.id),
        pull,
        make(
            "inference-config",
            "failed",
            f"{environment} has no inference_config",
            "environment",
            blue,
            "warning",
            evidence=(Evidence(environment, "properties.inferenceConfig", None),),
            fixes=(Fix("run-command", Safety.MANUAL, "register a new version", commands=("az ml " + "x" * 90,)),),
        ),
        make("openai-user", "unknown", "openai-user: not known"),
        make("connection-auth", "unknown", "connection-auth: not known", "connection"),
        make("quota", "crashed", "Traceback\n  line 1\nKeyError: 'limit'", "deployment"),
        make("workspace-ready", "passed", area="workspace"),
        make("instance-count", "passed", area="deployment", subject=blue),
        make("instance-count", "passed", area="deployment", subject=f"{blue}2"),
        make("search-index-data-reader", "skipped", "no connection to a search service"),
    )


def drawn(results, width=80, encoding="utf-8", **options):
    page = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    colour = options.pop("colour", None)
    console = Console(file=page, width=width, color_system=colour, force_terminal=bool(colour), _environ={})
    text.write(Report(TARGET, tuple(results), 22, 1.34), console, **options)
    page.flush()
    return page.buffer.getvalue().decode(encoding)


@pytest.fixture(scope="session", name="make")
def _make():
    return make


@pytest.fixture(scope="session", name="sick")
def _sick():
    return sick()


@pytest.fixture(scope="session", name="draw")
def _draw():
    return drawn


@pytest.fixture(scope="session", name="report")
def _report():
    return lambda *results: Report(TARGET, tuple(results), 22, 1.34)


@pytest.fixture(scope="session")
def target():
    return TARGET


@pytest.fixture(scope="session")
def unread():
    """A list that may not be read."""
    return UNREAD
