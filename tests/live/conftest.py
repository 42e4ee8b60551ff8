"""The lab as users run it: a process of its own, that other processes talk to over HTTPS."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys

import pytest
import requests


class Running:
    """`pfdoctor lab serve` in a process of its own, and what it prints; `exports` is what it asks a shell to set."""

    def __init__(self, folder, *arguments):
        self.folder = folder
        self.log = folder / "requests.jsonl"
        command = [sys.executable, "-m", "pfdoctor.cli.main", "lab", "serve", "--log", str(self.log), *arguments]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=quiet(),
            text=True,
            encoding="utf-8",
        )
        self.said = ""
        while not self.said.endswith("AZURE_CLIENT_ID is who you are:\n\n"):
            line = self.process.stdout.readline()
            assert line, self.process.stderr.read()
            self.said += line
        found = re.findall(r"^(?:export |\$env:)(\w+) ?= ?(.+)$", self.said, re.MULTILINE)
        self.exports = {name: shlex.split(value)[0] for name, value in found}
        self.url = self.exports["AZURE_AUTHORITY_HOST"]
        self.subscription = f"/subscriptions/{self.exports['AZURE_SUBSCRIPTION_ID']}"
        self.group = f"{self.subscription}/resourceGroups/{self.exports['AZUREML_ARM_RESOURCEGROUP']}"

    def environment(self):
        """Of a shell that has the exports and nothing else of Azure."""
        return quiet() | self.exports

    def run(self, *command, **more):
        """A command in such a shell."""
        return subprocess.run(
            command,
            env=self.environment() | more,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            timeout=300,
        )

    def python(self, code, *arguments, **more):
        done = self.run(sys.executable, "-c", code, *arguments, **more)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def pfdoctor(self, *arguments, **more):
        return self.run(sys.executable, "-m", "pfdoctor.cli.main", *arguments, **more)

    def ask(self, path, token="", verb="GET", **more):
        """The answer to one request, signed in as the world's caller if nothing else is said."""
        headers = {"Authorization": f"Bearer {token or 'lab:'}"} | more.pop("headers", {})
        trust = self.exports["REQUESTS_CA_BUNDLE"]
        return requests.request(verb, f"{self.url}{path}", headers=headers, verify=trust, timeout=30, **more)

    def requests(self):
        """The lines of its log."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        with self.process:
            self.process.communicate(timeout=30)


def quiet():
    """The environment without anything of the machine's own Azure set-up or network."""
    mine = (
        "AZURE",
        "ARM_",
        "REQUESTS_CA",
        "SSL_CERT",
        "PFDOCTOR",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_PROXY",
        "ALL_PROXY",
    )
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(mine)}


@pytest.fixture
def lab(tmp_path):
    """Starts labs, which end with the test."""
    yield from starting(tmp_path)


@pytest.fixture(scope="module")
def start_lab(tmp_path_factory):
    """Starts labs, which end with the tests of a module."""
    yield from starting(tmp_path_factory.mktemp("labs"))


def starting(folder):
    running = []

    def start(*arguments):
        place = folder / f"lab{len(running)}"
        place.mkdir()
        running.append(Running(place, *arguments))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture(scope="module")
def demo(start_lab):
    """A lab with the world of the demo, for tests that change nothing in it."""
    return start_lab()
