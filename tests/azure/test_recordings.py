"""Readers against answers that Azure really gave, of many api-versions."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from pfdoctor.azure import (
    authorization,
    cognitive_services,
    container_registry,
    machine_learning,
    managed_identity,
    search,
    storage,
)
from pfdoctor.azure.session import in_process
from pfdoctor.model.arm_id import ArmId, resource_id
from pfdoctor.model.document import Resource
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.exchange import Reply

SUB = "11111111-2222-3333-4444-555555555555"
ANY = resource_id(SUB, "rg", "Microsoft.Some/things", "name")
SUBSCRIPTION = ArmId(f"/subscriptions/{SUB}")

# How one resource, and a list of them, is read: by the recording's category.
READERS = {
    "acr_registry": (
        lambda s: container_registry.registry(
            s, resource_id(SUB, "rg", "Microsoft.ContainerRegistry/registries", "registry1")
        ),
        lambda s: container_registry.registries(s, SUB),
    ),
    "aml_workspace": (lambda s: machine_learning.workspace(s, ANY), lambda s: machine_learning.workspaces(s, ANY)),
    "aml_online_endpoint": (lambda s: machine_learning.endpoint(s, ANY), lambda s: machine_learning.endpoints(s, ANY)),
    "aml_online_deployment": (None, lambda s: machine_learning.deployments(s, ANY)),
    "aml_environment": (lambda s: machine_learning.environment(s, ANY), None),
    "aml_model": (lambda s: machine_learning.model(s, ANY), None),
    "aml_connection": (None, lambda s: machine_learning.connections(s, ANY)),
    "aml_outbound_rule": (None, lambda s: machine_learning.outbound_rules(s, ANY)),
    "cognitive_account": (
        lambda s: cognitive_services.account(s, ANY),
        lambda s: cognitive_services.accounts(s, SUB),
    ),
    "permissions": (None, lambda s: authorization.permissions(s, ANY)),
    "role_assignment": (None, lambda s: authorization.assignments(s, SUBSCRIPTION)),
    "role_definition": (
        lambda s: authorization.definition(s, SUBSCRIPTION, SUB),
        lambda s: authorization.definitions(s, SUBSCRIPTION),
    ),
    "search_service": (lambda s: search.search_service(s, ANY), lambda s: search.search_services(s, SUB)),
    "storage_account": (lambda s: storage.storage_account(s, ANY), None),
    "uai": (lambda s: managed_identity.user_assigned_identity(s, ANY), None),
}


def recordings(shared, *, errors):
    for file in sorted((shared / "recordings").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            recorded = json.loads(line)
            if (file.stem == "errors") == errors:
                yield file.stem, recorded


def session(status, body, api_version=""):
    return in_process(lambda ask: Reply(status, body, {}, api_version), datetime(2026, 11, 22, tzinfo=UTC))


def read(category, body, api_version):
    """What the reader of the category makes of the body; a list's items one by one where there is no list reader."""
    one, many = READERS[category]
    if isinstance(body, dict) and isinstance(body.get("value"), list):
        if many:
            without_link = {"value": body["value"]}
            return list(many(session(200, without_link, api_version)))
        return [one(session(200, item, api_version)) for item in body["value"]]
    if one:
        return [one(session(200, body, api_version))]
    return list(many(session(200, {"value": [body]}, api_version)))


def look_at_everything(resource):
    """Every property reads, or says that the answer does not tell; none meets a value it does not understand."""
    for name in dir(type(resource)):
        if isinstance(getattr(type(resource), name), property):
            try:
                getattr(resource, name)
            except Unreadable as error:
                assert "not understood" not in str(error), name  # noqa: PT017


def test_every_recorded_answer_parses(shared, capsys):
    counted = Counter()
    for _, recorded in recordings(shared, errors=False):
        category, status, body = recorded["category"], recorded["status"], recorded["body"]
        if category not in READERS or status not in (200, 201) or not body or recorded["method"] == "DELETE":
            continue
        for found in read(category, body, recorded["api_version"] or ""):
            if isinstance(found, Resource):
                look_at_everything(found)
            counted[category] += 1
    with capsys.disabled():
        print(f"\n{sum(counted.values())} recorded resources parsed: {dict(sorted(counted.items()))}")
    assert set(counted) == set(READERS)


@pytest.mark.parametrize("category", sorted(READERS))
def test_no_recorded_error_is_taken_for_an_answer(shared, category):
    one, many = READERS[category]
    for _, recorded in recordings(shared, errors=True):
        with pytest.raises((Missing, Unreadable)):
            (one or many)(session(recorded["status"], recorded["body"]))
