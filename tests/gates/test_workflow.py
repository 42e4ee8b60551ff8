"""The `run:` lines of the example for GitHub, in order, as they stand, by the shell that GitHub runs them with.

In a new environment; what `pip install pfdoctor` gets there is this tree, by a constraint.
https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

EXAMPLE = Path(__file__).parents[2] / "examples" / "check-flow.yml"

pytestmark = [
    pytest.mark.gates,
    pytest.mark.skipif(sys.platform == "win32" or shutil.which("bash") is None, reason="GitHub runs them with bash"),
]


@pytest.fixture(name="job")
def _job(copy, tmp_path):
    """Runs a job's lines in a checkout as GitHub does: after one has failed, only those that always run."""
    place = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", place], check=True, timeout=120)
    constraint = tmp_path / "constraint.txt"
    constraint.write_text(f"pfdoctor @ {copy.as_uri()}\n", encoding="utf-8")
    path = os.pathsep.join((str(place / "bin"), os.environ["PATH"]))
    environment = os.environ | {"PATH": path, "PIP_CONSTRAINT": str(constraint)}

    def job(steps, checkout):
        codes = []
        for step in steps:
            if "run" in step and (not any(codes) or step.get("if") == "always()"):
                line = tmp_path / "line.sh"
                line.write_text(step["run"], encoding="utf-8")
                done = subprocess.run(["bash", "-e", line], cwd=checkout, env=environment, timeout=600)
                codes.append(done.returncode)
        return codes

    return job


def test_the_workflow_judges_a_flow(job, tmp_path):
    (steps,) = (one["steps"] for one in yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))["jobs"].values())
    (upload,) = (step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", ""))
    for text, codes in (("nodes: []\n", [0, 0, 0]), ("type: evaluation\nnodes: []\n", [0, 1, 1])):
        checkout = tmp_path / "checkout"
        shutil.rmtree(checkout, ignore_errors=True)
        checkout.mkdir()
        (checkout / "flow.dag.yaml").write_text(text, encoding="utf-8")
        assert job(steps, checkout) == codes
        judged = json.loads((checkout / upload).read_text(encoding="utf-8"))
        assert judged["summary"]["failed"] == codes[1]
