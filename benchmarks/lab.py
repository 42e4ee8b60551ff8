"""100 clients at once against `pfdoctor lab serve` for a minute: errors that nobody asked for, and the lab's memory.

Each client is signed in, has a connection of its own, and walks what a check reads; one in ten also gives a role and
takes it away again. The memory is that of the lab's process, after a first walk and at the end.
"""

from __future__ import annotations

import json
import re
import shlex
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from pathlib import Path

import requests

from pfdoctor.lab.worlds import load

CLIENTS = 100
SECONDS = 60
WORLD = "healthy"
IDENTITY, ROLE = "2c9e84b7-6f13-4d05-b8a2-7e15d1c9f340", "7f951dda-4ed3-4680-a7ca-43fe172d538d"


def start():
    command = [sys.executable, "-m", "pfdoctor.cli.main", "lab", "serve", "--bundle", WORLD]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    said = ""
    while "Any secret signs in" not in said:
        said += process.stdout.readline()
    found = re.findall(r"^(?:export |\$env:)(\w+) ?= ?(.+)$", said, re.MULTILINE)
    return process, {name: shlex.split(value)[0] for name, value in found}


def signed_in(exports):
    form = {
        "grant_type": "client_credentials",
        "client_id": exports["AZURE_CLIENT_ID"],
        "client_secret": "any",
        "scope": f"{exports['AZURE_AUTHORITY_HOST']}/.default",
    }
    session = requests.Session()
    # Else REQUESTS_CA_BUNDLE of the shell would come before the certificate of this lab.
    session.trust_env = False
    session.verify = exports["REQUESTS_CA_BUNDLE"]
    url = f"{exports['AZURE_AUTHORITY_HOST']}/{exports['AZURE_TENANT_ID']}/oauth2/v2.0/token"
    session.headers["Authorization"] = f"Bearer {session.post(url, data=form, timeout=60).json()['access_token']}"
    return session


def reads():
    """What the world's bundle was asked, and what it answered."""
    asked = [one for one in load(WORLD).answers if one.request.startswith("GET ") and one.status]
    mark = {True: "&", False: "?"}
    return [(f"{one.request[4:]}{mark['?' in one.request]}api-version={one.api_version}", one.status) for one in asked]


class Client(threading.Thread):
    def __init__(self, number, exports, asked, until):
        super().__init__()
        self.number, self.exports, self.asked, self.until = number, exports, asked, until
        self.outcomes, self.times = Counter(), []

    def run(self):
        with signed_in(self.exports) as session:
            while time.monotonic() < self.until:
                for path, status in self.asked:
                    self.send(session, "GET", path, (status,))
                if self.number % 10 == 0:
                    self.write(session)

    def write(self, session):
        sub = f"/subscriptions/{self.exports['AZURE_SUBSCRIPTION_ID']}"
        access = "/providers/Microsoft.Authorization"
        name = f"{sub}/resourceGroups/rg-contoso{access}/roleAssignments/{uuid.uuid4()}?api-version=2022-04-01"
        role = f"{sub}{access}/roleDefinitions/{ROLE}"
        body = {"properties": {"roleDefinitionId": role, "principalId": IDENTITY, "principalType": "ServicePrincipal"}}
        # Another client may have given the same role at this moment, which Azure refuses too.
        if self.send(session, "PUT", name, (201, 409), json=body) == 201:
            self.send(session, "DELETE", name, (200,))

    def send(self, session, verb, path, wanted, **more):
        if time.monotonic() >= self.until and verb != "DELETE":
            return None
        begun = time.perf_counter()
        try:
            answer = session.request(verb, self.exports["AZURE_AUTHORITY_HOST"] + path, timeout=60, **more)
        except requests.RequestException as error:
            self.outcomes[type(error).__name__] += 1
            return None
        self.times.append(time.perf_counter() - begun)
        self.outcomes["as wanted" if answer.status_code in wanted else f"{verb} {answer.status_code}"] += 1
        return answer.status_code


def memory(process):
    """Megabytes in use by a process, where the system tells."""
    try:
        told = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    except OSError:
        return float("nan")
    return int(re.search(r"VmRSS:\s+(\d+)", told)[1]) / 1024


def main():
    process, exports = start()
    try:
        asked = reads()
        first = Client(1, exports, asked, time.monotonic() + 2)
        first.start()
        first.join()
        until = time.monotonic() + SECONDS
        clients = [Client(number, exports, asked, until) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        measured = [memory(process)]
        while time.monotonic() < until:
            time.sleep(SECONDS / 12)
            measured.append(memory(process))
        for client in clients:
            client.join()
        outcomes = sum((client.outcomes for client in clients), Counter())
        times = sorted(time for client in clients for time in client.times)
    finally:
        process.terminate()
        process.wait(30)
    print(json.dumps(dict(outcomes)))
    print(f"{len(times) / SECONDS:.0f} answers a second, median {statistics.median(times) * 1000:.0f} ms")
    half = len(measured) // 2
    print(f"memory in MB: {' '.join(f'{one:.0f}' for one in measured)}")
    print(f"second half of the minute against the first: {max(measured[half:]) / max(measured[:half]):.2f}")


if __name__ == "__main__":
    main()
