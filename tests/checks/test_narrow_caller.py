"""What README promises to a caller who may read one resource group, and nothing of the subscription above it."""

from __future__ import annotations

import copy

import pytest

from pfdoctor.azure.session import in_process
from pfdoctor.bundle.file import parse
from pfdoctor.engine.catalogue import load as load_checks
from pfdoctor.engine.run import run
from pfdoctor.facts.opening import open_facts
from pfdoctor.lab.arm import Lab
from pfdoctor.lab.worlds import raw

CALLER = "77777777-6666-5555-4444-333333333333"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


@pytest.fixture(scope="module")
def outcomes():
    """By check, as a Reader of the group sees the healthy world; the lab enforces that."""
    document = copy.deepcopy(raw("healthy"))
    target = document["target"]
    subscription = f"/subscriptions/{target['subscription']}"
    group = f"{subscription}/resourceGroups/{target['resource_group']}"
    role = f"{subscription}/providers/Microsoft.Authorization/roleDefinitions/{READER}"
    document["world"]["principals"].append({"object_id": CALLER, "type": "User", "groups": []})
    # The recorded permissions are those of another caller.
    document["answers"] = [a for a in document["answers"] if not a["request"].endswith("/permissions")]
    for answer in document["answers"]:
        if answer["request"].endswith("/providers/Microsoft.Authorization/roleAssignments"):
            answer["body"]["value"].append(
                {
                    "id": f"{group}/providers/Microsoft.Authorization/roleAssignments/{CALLER}",
                    "name": CALLER,
                    "type": "Microsoft.Authorization/roleAssignments",
                    "properties": {
                        "scope": group,
                        "principalId": CALLER,
                        "principalType": "User",
                        "roleDefinitionId": role,
                    },
                }
            )
    bundle = parse(document, "test")
    facts = open_facts(in_process(Lab(bundle), bundle.taken_at, CALLER), bundle.target)
    try:
        found = {}
        for result in run(load_checks().checks, facts):
            found.setdefault(result.check, set()).add(result.outcome.value)
        return found
    finally:
        facts.close()


@pytest.mark.parametrize(
    "check",
    [
        "workspace-ready",
        "endpoint-identity",
        "acr-pull",
        "storage-blob-data-reader",
        "connection-secrets-reader",
        "metrics-writer",
        "openai-user",
        "inference-config",
    ],
)
def test_a_reader_of_the_group_gets_the_verdicts(outcomes, check):
    assert outcomes[check] == {"passed"}


def test_the_quota_belongs_to_the_subscription(outcomes):
    assert outcomes["quota"] == {"unknown"}
