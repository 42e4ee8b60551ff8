"""Bundles assembled from answers that Azure really gave.

The answers come from many subscriptions. To make one workspace of them only ids and principal ids are changed;
everything else (case, nulls, api-versions, what is left out) stays as Azure wrote it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from pfdoctor.model.arm_id import ArmId

SUBSCRIPTION = "/subscriptions/77777777-7777-7777-7777-777777777777"
GROUP = f"{SUBSCRIPTION}/resourceGroups/rg"
WORKSPACE = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ws"

# Where the recordings come from.
ML = "providers/Microsoft.MachineLearningServices/workspaces"
CLI_GROUP = "/subscriptions/00000000-0000-0000-0000-000000000/resourceGroups/00000"
ZERO = "/subscriptions/00000000-0000-0000-0000-000000000000"
POWERSHELL = "/subscriptions/9e223dbe-3399-4e19-88eb-0975f02ac87f/resourceGroups"
ENDPOINTS = f"{POWERSHELL}/ml-rg-test/{ML}/mlworkspace-cli01"
DEPLOYMENTS = f"{POWERSHELL}/ml-test/{ML}/mlworkspace-test2"


@cache
def recordings(path: Path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def renamed(value, names):
    """The same JSON with every id that starts as a key of `names` starting as its value instead."""
    either = "|".join(re.escape(old) for old in sorted(names, key=len, reverse=True))
    whole = re.compile(rf"({either})(?![\w.-])", re.IGNORECASE)
    by_old = {old.lower(): new for old, new in names.items()}

    def change(item):
        if isinstance(item, dict):
            return {change(name): change(inner) for name, inner in item.items()}
        if isinstance(item, list):
            return [change(inner) for inner in item]
        return whole.sub(lambda found: by_old[found[0].lower()], item) if isinstance(item, str) else item

    return change(value)


class Real:
    """A bundle in the making. `names` are for all answers added after they were set."""

    def __init__(self, shared, endpoint):
        self._shared = shared / "recordings"
        self.endpoint = endpoint
        self.answers = []
        self.names = {}

    def add(self, file, *words, version, number=0, method="GET", names=None, request=None):
        """The `number`th recorded answer whose URL has all the words. `request` stands in for what was asked."""
        found = [
            one
            for one in recordings(self._shared / f"{file}.jsonl")
            if one["method"] == method
            and one["api_version"] == version
            and all(word.lower() in one["url"].lower() for word in words)
        ]
        answer = found[number]
        # A PUT is answered with the resource as it then is, which is what a GET would have shown.
        assert answer["status"] == (200 if method == "GET" else 201)
        url = urlsplit(answer["url"])
        asked = request or unquote(url.path) + (f"?{unquote(url.query)}" if url.query else "")
        changes = {**self.names, **(names or {})}
        self.answers.append(
            {
                "request": renamed(f"GET {asked}", changes),
                "api_version": version,
                "status": 200,
                "body": renamed(answer["body"], changes),
            }
        )

    def endpoint_and_deployment(self, environment):
        """An endpoint recorded at 2022-05-01, and the deployment of another one (2024-04-01), with a scoring script."""
        its = f"{WORKSPACE}/environments/{environment}"
        self.names = {ENDPOINTS: WORKSPACE}
        self.add("aml_online", "mlworkspace-cli01/onlineEndpoints?", version="2022-05-01")
        self.names = {
            DEPLOYMENTS: WORKSPACE,
            f"{DEPLOYMENTS}/onlineEndpoints/online-pwsh01": f"{WORKSPACE}/onlineEndpoints/{self.endpoint}",
            f"{DEPLOYMENTS}/environments/openmpi4_1_0-ubuntu22_04/versions/1": its,
        }
        self.add("aml_online", "onlineEndpoints/online-pwsh01/deployments?", version="2024-04-01")

    def scripted_deployment(self):
        """As above, with the environment that it runs in, which Azure builds from conda packages."""
        self.endpoint_and_deployment("test_529360613263/versions/bar")
        self.names = {f"{CLI_GROUP}/{ML}/00000": WORKSPACE}
        self.add("aml_environment", "test_529360613263/versions?", version="2022-05-01")

    def workspace(self, id_, version, registry="", storage="", number=0):
        """The workspace; it names the registry and the account of another recording where told so, as `own>other`."""
        self.names = {id_: WORKSPACE, id_.partition("/providers")[0]: GROUP}
        for kind, name in (("ContainerRegistry/registries", registry), ("Storage/storageAccounts", storage)):
            own, _, other = name.partition(">")
            if other:
                self.names[f"{CLI_GROUP}/providers/Microsoft.{kind}/{own}"] = (
                    f"{GROUP}/providers/Microsoft.{kind}/{other}"
                )
        self.add("aml_workspace", f"{id_}?", version=version, number=number)

    def resource(self, file, name, group, version):
        """A registry or account that was recorded in a group of its own."""
        self.names = {f"{ZERO}/resourceGroups/{group}": GROUP}
        self.add(file, f"/{name}?", version=version)

    def bundle(self):
        id_ = ArmId(WORKSPACE)
        return {
            "pfdoctor_bundle": 1,
            "taken_at": "2026-05-01T00:00:00Z",
            "target": {
                "subscription": id_.subscription,
                "resource_group": id_.resource_group,
                "workspace": id_.name,
                "endpoint": self.endpoint,
            },
            "answers": self.answers,
        }


class Checked:
    """What `pfdoctor check` said, and of which bundle."""

    def __init__(self, report, document):
        self.report = report
        self.document = document

    def results(self, check):
        return [one for one in self.report["results"] if one["check"] == check]

    def outcomes(self, check):
        """The outcome by the subject's own name."""
        return {ArmId(one["subject"]).name: one["outcome"] for one in self.results(check)}

    def result(self, check):
        (found,) = self.results(check)
        return found

    def asked(self, check):
        """The requests that would settle what is unknown, the workspace's id written as `<ws>`."""
        needs = [need["request"] for one in self.results(check) for need in one["needs"]]
        return {one.replace(WORKSPACE, "<ws>").replace(SUBSCRIPTION, "<sub>") for one in needs}


@pytest.fixture(scope="session")
def real(shared):
    """Makes an empty bundle for an endpoint of that name."""
    return lambda endpoint: Real(shared, endpoint)


@pytest.fixture(scope="session")
def check(tmp_path_factory):
    """Writes the bundle to a file, and runs the command line on it in a process of its own."""

    def run(made, *options):
        folder = tmp_path_factory.mktemp("real")
        path = folder / "bundle.json"
        path.write_text(json.dumps(made.bundle()), encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AZURE", "ARM_"))}
        done = subprocess.run(
            [sys.executable, "-m", "pfdoctor.cli.main", "check", "--bundle", str(path), "-o", "json", *options],
            cwd=folder,
            env={**kept, "AZURE_CONFIG_DIR": str(folder / "az"), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )
        assert done.stdout, done.stderr
        return Checked(json.loads(done.stdout), made.bundle())

    return run
