"""The script that `fix --emit az` prints, run by the real `az`, if PFDOCTOR_AZ names it or it is on the PATH."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

AZ = os.environ.get("PFDOCTOR_AZ") or shutil.which("az")
BASH = shutil.which("bash")
OWNER = "50c8b1e4-9d26-4f73-a6b5-e204f8a3d097"
ROLES = ("acr-pull", "connection-secrets-reader", "metrics-writer")

pytestmark = pytest.mark.skipif(not AZ or not BASH, reason="there is no az, or no bash, here")


def test_the_script_mends_and_may_be_run_again(lab, tmp_path):
    running = lab("--bundle", "demo")
    mine = {"AZURE_CLIENT_ID": OWNER, "PATH": os.pathsep.join((str(Path(AZ).parent), os.environ["PATH"]))}
    signing_in = [["cloud", "set", "--name", "PfdoctorLab"]]
    signing_in += [["login", "--service-principal", "-u", OWNER, "-p", "any", "-t", running.exports["AZURE_TENANT_ID"]]]
    for command in signing_in:
        assert running.run(AZ, *command, **mine).returncode == 0
    script = tmp_path / "fix.sh"
    script.write_text(running.pfdoctor("fix", "my-endpoint", "--grant-roles", "--emit", "az", **mine).stdout)
    for _ in range(2):
        done = running.run(BASH, str(script), **mine)
        assert done.returncode == 0, done.stderr
    only = [part for id in ROLES for part in ("--only", id)]
    found = json.loads(running.pfdoctor("check", "my-endpoint", "-o", "json", *only, **mine).stdout)["results"]
    assert {one["check"]: one["outcome"] for one in found} == dict.fromkeys(ROLES, "passed")
    # The tool makes the very same assignments, so it finds them made.
    assert running.pfdoctor("fix", "my-endpoint", "--grant-roles", "--yes", **mine).returncode == 0
