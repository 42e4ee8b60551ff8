from __future__ import annotations

import json
import re

import pytest

from pfdoctor.lab.arm import Lab
from pfdoctor.model.exchange import Ask

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
G = f"{S}/resourceGroups/rg"
ACR = f"{G}/providers/Microsoft.ContainerRegistry/registries"
WS = f"{G}/providers/Microsoft.MachineLearningServices/workspaces/ws"
AUTH = f"{S}/providers/Microsoft.Authorization"


@pytest.mark.parametrize(
    ("url", "status", "code", "told"),
    [
        (f"{ACR}/r0?api-version=", 400, "MissingApiVersionParameter", "is required for all requests"),
        (
            f"{ACR}/r0?api-version=2031-01-01",
            400,
            "NoRegisteredProviderFound",
            "location 'eastus' and API version '2031",
        ),
        (f"{WS}/connections?api-version=2031-01-01", 400, "NoRegisteredProviderFound", "type 'workspaces/connections'"),
        (f"{ACR}?api-version=2031-01-01", 404, "InvalidResourceType", "The supported api-versions are '2017-10-01, "),
        (f"{ACR}/r0?api-version=latest", 400, "InvalidApiVersionParameter", "'latest' is invalid"),
        (f"{G}?api-version=2031-01-01", 400, "InvalidApiVersionParameter", "'2016-02-01,2016-06-01,"),
        (f"{AUTH}/roleAssignments?api-version=2022-05-01-preview", 404, "InvalidResourceType", "'roleAssignments'"),
    ],
)
def test_a_version_that_a_service_does_not_know(get, url, status, code, told):
    reply = get(url)
    assert (reply.status, reply.body["error"]["code"]) == (status, code)
    assert told in reply.body["error"]["message"]


@pytest.mark.parametrize("version", ["2019-05-01", "2025-05-01-PREVIEW", "2025-11-01"])
def test_versions_that_are_known(get, version):
    assert get(f"{ACR}/r0", version=version).status == 200


def test_who_asks_in_a_wrong_version_is_told_so_whatever_the_rights(get):
    assert get(f"{ACR}/r0", "nobody", version="2031-01-01").status == 400


def test_a_version_that_was_recorded_is_known(lab_of):
    id_ = f"{G}/providers/Microsoft.Storage/storageAccounts/new"
    body = {"id": id_, "name": "new", "properties": {}}
    recorded = {"request": f"GET {id_}", "api_version": "2031-01-01", "status": 200, "body": body}
    assert lab_of(recorded)(id_, version="2031-01-01").status == 200
    refused = lab_of({**recorded, "status": 400})(id_, version="2031-01-01")
    assert refused.body["error"]["code"] == "InvalidResourceType"


def test_a_service_of_which_nothing_is_known_takes_any(lab_of):
    id_ = f"{G}/providers/Microsoft.Example/things/one"
    recorded = {"request": f"GET {id_}", "status": 200, "body": {"id": id_, "properties": {}}}
    assert lab_of(recorded)(id_, version="1999-01-01").status == 200


def test_versions_that_azure_was_seen_to_answer_are_known(shared, world):
    lab = Lab(world())
    asked = {(one["method"], one["url"]) for one in recordings(shared) if one["status"] < 300}
    wire = json.loads((shared / "specs" / "sdk-wire.json").read_text(encoding="utf-8"))
    asked |= {(one["verb"], f"{one['path']}?{one['raw_query']}") for one in wire if "verb" in one}
    codes = ("InvalidApiVersionParameter", "NoRegisteredProviderFound", "InvalidResourceType")
    refused = set()
    for verb, url in asked:
        reply = lab(Ask.from_url(verb, re.sub("/subscriptions/[^/?]+", S, url)))
        error = reply.body.get("error", {}) if isinstance(reply.body, dict) else {}
        if error.get("code") in codes and "supported" in error["message"]:
            refused.add((url, error["message"][:90]))
    assert not refused
    assert len(asked) > 300


def recordings(shared):
    for file in sorted((shared / "recordings").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            if one["url"].startswith("https://management.azure.com/subscriptions/"):
                yield one
