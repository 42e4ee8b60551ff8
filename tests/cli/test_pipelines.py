"""The hook for pre-commit and the example for GitHub do what they say, as they stand."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture(name="run")
def _run(tmp_path):
    """Runs a command line in an empty folder, with this Python first on the PATH and no network for pip."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = os.environ | {"PATH": path, "PIP_NO_INDEX": "1", "HOME": str(tmp_path / "home")}

    def run(line):
        words = shlex.split(line)
        words[0] = sys.executable if words[0] == "python" else words[0]
        if words[0] == "pfdoctor":
            words[:1] = [sys.executable, "-m", "pfdoctor"]
        return subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, timeout=120).returncode

    return run


@pytest.fixture(name="flow")
def _flow(tmp_path):
    return tmp_path / "flow.dag.yaml"


@pytest.mark.parametrize(("kind", "code"), [("standard", 0), ("evaluation", 1)])
def test_the_hook(run, flow, kind, code):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    flow.write_text(f"type: {kind}\nnodes: []\n", encoding="utf-8")
    assert run(hook["entry"]) == code


def test_the_workflow(run, flow, tmp_path):
    text = (ROOT / "examples" / "check-flow.yml").read_text(encoding="utf-8")
    (job,) = yaml.safe_load(text)["jobs"].values()
    flow.write_text("nodes: []\n", encoding="utf-8")
    assert [run(step["run"]) for step in job["steps"] if "run" in step] == [0, 0, 0]
    assert json.loads((tmp_path / "pfdoctor.json").read_text(encoding="utf-8"))["summary"]["passed"] == 1
