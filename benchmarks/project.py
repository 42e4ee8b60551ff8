"""`pfdoctor check --project` beside the start-up of a check and a bare load of the same YAML by ruamel.yaml.

The tree is measured twice: with flows alone, and with an environment, an endpoint and a deployment beside each tenth,
for which the schemas of azure-ai-ml are loaded.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS, FLOWS, EACH = 7, 1000, 10
FLOW = """inputs:
  question: {type: string, is_chat_input: true}
  chat_history: {type: list, is_chat_history: true}
outputs:
  answer: {type: string, reference: "${ask.output}", is_chat_output: true}
nodes:
- name: look
  type: python
  source: {type: code, path: look.py}
  inputs: {question: "${inputs.question}", connection: search}
- name: ask
  type: llm
  source: {type: code, path: ask.jinja2}
  inputs: {deployment_name: gpt, temperature: 0, context: "${look.output}"}
  connection: open-ai
  api: chat
environment:
  python_requirements_txt: requirements.txt
"""
CODE = "from promptflow.core import tool\n\n\n@tool\ndef look(question: str, connection):\n    return question\n"
ROUTES = "".join(f"  {name}_route: {{port: 8080, path: /}}\n" for name in ("liveness", "readiness", "scoring"))
BESIDE = {
    "environment.yml": f"name: env\nimage: a.azurecr.io/b:1\ninference_config:\n{ROUTES}",
    "endpoint.yml": "name: web\nauth_mode: key\n",
    "deployment.yml": (
        "name: blue\nendpoint_name: web\nmodel: {path: .}\nenvironment: file:environment.yml\n"
        "instance_type: Standard_DS3_v2\ninstance_count: 3\nrequest_settings: {request_timeout_ms: 90000}\n"
    ),
}
LOAD = """
import pathlib, sys
import ruamel.yaml, rich.console
from pfdoctor.cli import main, check
from pfdoctor.engine.catalogue import load
load()
for file in pathlib.Path(sys.argv[1]).rglob("*.y*ml"):
    ruamel.yaml.YAML().load(file)
"""


def write(folder, described):
    folder.mkdir(parents=True)
    files = {"flow.dag.yaml": FLOW, "look.py": CODE, "ask.jinja2": "system:\n", "requirements.txt": "promptflow\n"}
    for name, text in {**files, **(BESIDE if described else {})}.items():
        (folder / name).write_text(text, encoding="utf-8")


def seconds(*command):
    begun = time.perf_counter()
    subprocess.run([sys.executable, *command], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


def compare(name, folder, runs):
    pairs = [
        (seconds("-m", "pfdoctor.cli.main", "check", "--project", str(folder)), seconds("-c", LOAD, str(folder)))
        for _ in range(runs)
    ]
    ours, theirs = (statistics.median(pair[which] for pair in pairs) for which in (0, 1))
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    print(f"{name:<34} check {ours:5.2f} s   start-up and ruamel.yaml {theirs:5.2f} s   ratio {ratio:.2f}")


def main():
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        write(root / "one", described=False)
        compare("a flow", root / "one", RUNS)
        write(root / "described", described=True)
        compare("a flow and its deployment", root / "described", RUNS)
        for number in range(FLOWS):
            write(root / "flows" / f"f{number}", described=False)
            write(root / "tree" / f"f{number}", described=number % EACH == 0)
        compare(f"{FLOWS:,} flows", root / "flows", 3)
        compare(f"{FLOWS:,} flows, {FLOWS // EACH} deployments", root / "tree", 3)


if __name__ == "__main__":
    main()
