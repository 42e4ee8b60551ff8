"""Every answer of every world is one that the service teams' own documents describe.

`pytest tests/lab/conformance -s` prints the report.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from pfdoctor.azure.session import in_process
from pfdoctor.engine.catalogue import load as load_checks
from pfdoctor.engine.run import run
from pfdoctor.facts.opening import open_facts
from pfdoctor.lab import worlds
from pfdoctor.lab.arm import Lab
from pfdoctor.lab.clock import Clock
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Ask, Reply

AUTH = "/providers/Microsoft.Authorization"
ACCESS = ("roleAssignments", "roleDefinitions", "denyAssignments", "roleEligibilityScheduleInstances", "permissions")
READER, ACR_PULL = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "7f951dda-4ed3-4680-a7ca-43fe172d538d"
NOBODY = "00000000-0000-0000-0000-00000000abcd"
FILTERS = (
    "atScope()",
    f"principalId eq '{NOBODY}'",
    f"assignedTo('{NOBODY}')",
    f"atScope() and assignedTo('{NOBODY}')",
    "roleName eq 'Reader'",
    "type eq 'BuiltInRole'",
    "principalId eq",
)


@cache
def exchanges_of_checks(name):
    """What all checks ask of a world, and what they are told."""
    bundle, seen = worlds.load(name), []
    lab = Lab(bundle)

    def answering(ask):
        reply = lab(ask)
        seen.append((ask, reply))
        return reply

    facts = open_facts(in_process(answering, bundle.taken_at), replace(bundle.target, world="demo"), whole=True)
    try:
        run(load_checks().checks, facts)
    finally:
        facts.close()
    return seen


def ids(document):
    """Of all resources in a world."""
    for answer in document["answers"]:
        body = answer["body"]
        items = [body, *(body.get("value") or ())] if answer["status"] == 200 else []
        yield from (item["id"] for item in items if isinstance(item, dict) and item.get("id"))


def paths(name):
    """All that a world could be asked to show: each thing, its list, access to it, and what is not there."""
    document = worlds.raw(name)
    found = {answer["request"].removeprefix("GET ") for answer in document["answers"]}
    for id in sorted(set(ids(document))):
        found |= {id, f"{id}-missing", id.rpartition("/")[0]}
        scope = ArmId(id)
        if AUTH.lower() in scope.key or "locations" in scope.key or "/environments/" in scope.key:
            continue
        found |= {f"{id}{AUTH}/{kind}" for kind in ACCESS}
        found.add(f"{id}{AUTH}/roleDefinitions/{NOBODY}")
        if len(scope.segments) == 2:
            found |= {f"{id.partition('/resourceGroups/')[0]}/providers/{scope.type}", f"{id}/nothing"}
    target = document["target"]
    subscription = f"/subscriptions/{target['subscription']}"
    group = f"{subscription}/resourceGroups/{target['resource_group']}"
    found |= {"/subscriptions", f"/subscriptions/{NOBODY}", f"{subscription}/resourceGroups", f"{group}-missing"}
    for kind, wanted in ((kind, wanted) for kind in ACCESS[:4] for wanted in FILTERS):
        found.add(f"{group}{AUTH}/{kind}?$filter={wanted}")
    return sorted(found)


def exchanges_of_a_walk(name, documents):
    """The caller asks for everything at every version that there is a document for; others ask at the newest."""
    bundle = worlds.load(name)
    lab = Lab(bundle, page_size=4)
    tokens = [f"Bearer lab:{one.object_id}" for one in bundle.world.principals]
    recorded = {one.key.path: one.api_version for one in bundle.answers}
    for path in paths(name):
        plain = path.partition("?")[0]
        versions = documents.versions("GET", plain) or [recorded.get(plain.lower(), "2024-10-01")]
        asked = [(version, "Bearer me") for version in versions] + [(versions[-1], one) for one in (*tokens, "Basic x")]
        for version, token in asked:
            ask = replace(Ask.from_url("GET", path, None, {"Authorization": token}), api_version=version)
            reply = lab(ask)
            yield ask, reply
            if isinstance(reply.body, dict) and "nextLink" in reply.body:
                more = Ask.from_url("GET", reply.body["nextLink"], None, ask.headers)
                yield more, lab(more)


def exchanges_of_writes(name):
    """Each write twice and undone, some that are refused, and what can be watched; by the caller."""
    bundle = worlds.load(name)
    passed = [0.0]
    lab = Lab(bundle, provisioning=60, clock=Clock(bundle.taken_at, lambda: passed[0]))
    target = bundle.target
    subscription, workspace = f"/subscriptions/{target.subscription}", str(target.workspace_id)
    identity = next(one.object_id for one in bundle.world.principals if one.client_id)
    roles = f"{workspace}{AUTH}/roleAssignments"

    def role(guid, principal=identity):
        definition = f"{subscription}{AUTH}/roleDefinitions/{guid}"
        return {"properties": {"roleDefinitionId": definition, "principalId": principal}}

    def send(verb, url, version, body=None):
        sent = json.dumps(body).encode() if body is not None else None
        ask = replace(Ask.from_url(verb, url, sent), **({"api_version": version} if version else {}))
        reply = lab(ask)
        seen.append((ask, reply))
        return reply

    def watch(started):
        """Poll a long-running operation as the SDK does, while it runs and when it has ended."""
        for _ in range(2):
            for header in ("Azure-AsyncOperation", "Location"):
                if header in started.headers:
                    send("GET", started.headers[header], None)
            passed[0] += 100

    seen = []
    one, twin = (f"{roles}/00000000-0000-0000-0000-00000000000{number}" for number in (1, 2))
    for path, body in (
        (one, role(READER)),
        (one, role(READER)),
        (one, role(ACR_PULL)),
        (twin, role(READER)),
        (twin, role(READER, NOBODY)),
        (twin, role(NOBODY)),
        (f"{roles}/1", role(READER)),
        (twin, {}),
    ):
        send("PUT", path, "2022-04-01", body)
    for verb in ("GET", "DELETE", "DELETE", "GET"):
        send(verb, one, "2022-04-01")
    send("POST", f"{subscription}/providers/Microsoft.PolicyInsights/register", "2025-04-01")
    send("POST", f"{subscription}/providers/Microsoft.None/register", "2025-04-01")
    for version in ("2023-04-01-preview", "2024-10-01-preview"):
        endpoint = f"{workspace}/onlineEndpoints/{target.endpoint}"
        deployment = f"{endpoint}/deployments/blue"
        shown = send("GET", deployment, version).body
        body = {name: shown[name] for name in ("location", "tags", "kind", "sku", "properties")}
        environment = body["properties"]["environmentId"].rpartition("/")[0]
        image = {"properties": {"image": "contosoacr.azurecr.io/promptflow:1", "osType": "Linux"}}
        for number in ("8", "8", "../9"):
            send("PUT", f"{environment}/{number}", version, image)
        send("PUT", f"{environment}/8", version, {})
        started = send("PUT", deployment, version, body)
        send("PATCH", deployment, version, {"tags": {"a": "b"}})
        watch(started)
        send("PATCH", deployment, version, {"tags": {"a": "b"}})
        send("PATCH", deployment, version, {"properties": {}})
        watch(send("PATCH", deployment, version, {"sku": {"capacity": 2}}))
        send("PUT", deployment, version, {})
        send("POST", f"{deployment}/getLogs", version, {"containerType": "InferenceServer", "tail": 10})
        send("POST", f"{endpoint}/deployments/none/getLogs", version, {})
        send("DELETE", endpoint, version)
    return seen


@pytest.fixture(scope="module")
def report(documents):
    """All of it, judged."""
    for name in worlds.names():
        walk = exchanges_of_a_walk(name, documents)
        for ask, reply in (*exchanges_of_checks(name), *walk, *exchanges_of_writes(name)):
            documents.judge(ask, reply)
    print("\n" + documents.report())
    return documents


def test_no_answer_violates_its_document(report):
    assert report.wrong == {}


def test_what_has_no_document_is_known(report):
    """Key vaults and search services are of services whose documents are not here; the rest is in none at all."""
    assert set(report.unknown) == {
        "GET Microsoft.Authorization/permissions",
        "GET Microsoft.KeyVault/vaults",
        "GET Microsoft.MachineLearningServices/locations/mfeOperationResults",
        "GET Microsoft.MachineLearningServices/locations/mfeOperationsStatus",
        "GET Microsoft.Search/searchServices",
    }
    assert len({name.rpartition(" ")[0] for name in report.covered}) > 180


def test_the_doctor_asks_as_documented(documents):
    """The path, the api-version (or the nearest) and the query parameters of each request."""
    asks = [ask for name in worlds.names() for ask, _ in exchanges_of_checks(name)]
    wrong = {f"{ask}": documents.undocumented(ask) for ask in asks if documents.undocumented(ask)}
    assert len(asks) > 15 * len(worlds.names())
    assert wrong == {}


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("/subscriptions/s/providers/Microsoft.Storage/storageAccounts?$top=3", ["$top"]),
        ("/subscriptions/s/providers/Microsoft.Storage/checkName", ["GET Microsoft.Storage/checkName"]),
        ("/subscriptions/s/providers/Microsoft.Storage/storageAccounts", []),
    ],
)
def test_a_request_that_no_document_tells_of_is_seen(documents, url, wrong):
    assert (
        documents.undocumented(Ask.from_url("GET", f"{url}{'&' if '?' in url else '?'}api-version=2025-01-01")) == wrong
    )


WORKSPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w"


@pytest.mark.parametrize(
    ("path", "version", "status", "body"),
    [
        (WORKSPACE, "2024-10-01-preview", 200, {"properties": {"hubResourceId": 5}}),
        (WORKSPACE, "2024-10-01-preview", 207, {}),
        (WORKSPACE, "2024-10-01-preview", 404, {"error": {"code": 404}}),
        (WORKSPACE, "2024-10-01-preview", 404, {"error": "not found"}),
        (f"{WORKSPACE}/onlineEndpoints/e", "2024-10-01-preview", 200, {"location": "eastus", "properties": {}}),
        (
            f"{WORKSPACE}/onlineEndpoints/e",
            "2024-10-01-preview",
            200,
            {"location": "eastus", "properties": {"authMode": "Key"}, "kinds": "Managed"},
        ),
        (f"{WORKSPACE}{AUTH}/permissions", "2022-05-01-preview", 200, {"value": [{"actions": "*"}]}),
        ("/subscriptions", "2022-12-01", 200, {"value": [{"state": 1}]}),
    ],
)
def test_the_judge_sees_what_is_wrong(documents, path, version, status, body):
    ask = Ask("GET", path, api_version=version)
    assert documents.faults(ask, Reply(status, body)) != ()
