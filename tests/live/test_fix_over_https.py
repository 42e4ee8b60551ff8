"""fix and undo as a user runs them, against a lab that enforces rights."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

OWNER = "50c8b1e4-9d26-4f73-a6b5-e204f8a3d097"
"""A member of the group that owns the demo's resource group."""


@pytest.fixture
def patient(lab, tmp_path):
    """The demo in a lab; `patient("fix", ...)` runs a command on it in the name of its owner."""

    def start(*arguments, caller=OWNER):
        running = lab("--bundle", "demo", *arguments)
        mine = {"AZURE_CLIENT_ID": caller, "HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
        mine["XDG_STATE_HOME"] = str(tmp_path / "state")

        def run(*command):
            return running.pfdoctor(*command, **mine)

        run.lab, run.environment = running, mine
        return run

    return start


def writes(run):
    return [one["request"] for one in run.lab.requests() if one["request"].split()[0] in ("PUT", "DELETE", "PATCH")]


def outcomes(run, *ids):
    only = [part for id in ids for part in ("--only", id)]
    found = json.loads(run("check", "my-endpoint", "-o", "json", *only).stdout)["results"]
    return {one["check"]: one["outcome"] for one in found}


ROLES = ("acr-pull", "connection-secrets-reader", "metrics-writer")


def test_the_roles_are_granted_and_taken_back(patient):
    run = patient()
    done = run("fix", "my-endpoint", "--grant-roles", "--yes")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("listed: grant ") == 3
    assert "effective: expected by" in done.stderr
    assert outcomes(run, *ROLES) == dict.fromkeys(ROLES, "passed")
    assert outcomes(run, "role-propagation") == {"role-propagation": "unknown"}
    name = run("undo").stdout.split()[0]
    assert run("undo", name, "--yes").returncode == 0
    assert outcomes(run, *ROLES) == dict.fromkeys(ROLES, "failed")
    assert [one.split()[0] for one in writes(run)] == ["PUT"] * 3 + ["DELETE"] * 3
    assert run("undo", name, "--yes").returncode == 0
    assert run("fix", "my-endpoint", "--grant-roles", "--yes").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], 1), (["--all"], 2), (["--all", "--dry-run", "--yes"], 1), (["--emit", "az"], 1), (["--emit", "json"], 1)],
)
def test_nothing_is_written_unless_somebody_agreed(patient, arguments, code):
    run = patient()
    assert run("fix", "my-endpoint", *arguments).returncode == code
    assert writes(run) == []


def test_who_may_not_is_told_who_may(patient):
    run = patient(caller="d1f7a3c8-5e20-4b96-9c47-8a0b3e6f5d12")
    done = run("fix", "my-endpoint", "--grant-roles", "--yes")
    assert (done.returncode, writes(run)) == (1, [])
    assert "--emit markdown" in done.stderr
    text = run("fix", "my-endpoint", "--grant-roles", "--emit", "markdown").stdout
    assert text.count("Who may do it: ") == text.count("az role assignment create") == 3
    assert "through Owner" in text


def test_a_saved_plan_is_applied_once(patient, tmp_path):
    run = patient()
    file = tmp_path / "plan.json"
    run("fix", "my-endpoint", "--grant-roles", "--emit", "json", "--output-file", str(file))
    assert run("fix", "my-endpoint", "--plan", str(file), "--yes").returncode == 0
    assert len(writes(run)) == 3
    again = run("fix", "my-endpoint", "--plan", str(file), "--yes")
    assert (again.returncode, len(writes(run))) == (2, 3)
    assert "is no longer needed" in again.stderr


def test_a_plan_that_was_tampered_with_is_refused(patient, tmp_path):
    run = patient()
    file = tmp_path / "plan.json"
    text = run("fix", "my-endpoint", "--grant-roles", "--emit", "json").stdout
    file.write_text(text.replace("7f951dda-4ed3-4680-a7ca-43fe172d538d", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"))
    done = run("fix", "my-endpoint", "--plan", str(file), "--yes")
    assert (done.returncode, writes(run)) == (2, [])


def test_the_environment_needs_unsafe_to_be_used(patient):
    run = patient()
    done = run("fix", "my-endpoint", "--environment", "--yes")
    assert done.returncode == 1
    assert "needs --unsafe" in done.stderr
    assert outcomes(run, "inference-config") == {"inference-config": "failed"}
    done = run("fix", "my-endpoint", "--environment", "--grant-roles", "--unsafe", "--yes")
    assert done.returncode == 0, done.stderr
    assert outcomes(run, "inference-config") == {"inference-config": "passed"}
    # The version that the first run registered was used, and no other made.
    assert sum("/environments/" in one for one in writes(run)) == 1


def test_a_deployment_that_cannot_start_without_its_roles_is_told_so(patient):
    run = patient()
    done = run("fix", "my-endpoint", "--environment", "--unsafe", "--yes")
    assert done.returncode == 1
    assert "is failed after the change" in done.stderr
    assert "add --grant-roles" in done.stderr


def test_the_demo_and_bundles_are_never_changed(patient):
    run = patient()
    done = run("fix", "--demo", "--all", "--yes")
    assert (done.returncode, writes(run)) == (1, [])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_ctrl_c_while_it_waits_leaves_what_was_made(patient):
    run = patient()
    command = [sys.executable, "-m", "pfdoctor.cli.main", "fix", "my-endpoint", "--grant-roles", "--yes", "--wait"]
    environment = run.lab.environment() | run.environment
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment
    ) as one:
        try:
            said = ""
            while "waiting: " not in said:
                line = one.stderr.readline()
                assert line, said
                said += line
            one.send_signal(signal.SIGINT)
            _, rest = one.communicate(timeout=60)
        finally:
            one.kill()
    assert one.returncode == 130
    assert "what was made stays" in rest
    assert outcomes(run, "acr-pull") == {"acr-pull": "passed"}


def test_it_ends_well_when_azure_slows_down(patient):
    run = patient("--throttle", "40", "--propagation", "5")
    assert run("fix", "my-endpoint", "--grant-roles", "--yes").returncode == 0


def test_a_bounded_run_does_not_wait_longer(patient):
    run = patient()
    done = run("fix", "my-endpoint", "--grant-roles", "--yes", "--wait", "--timeout", "12")
    assert "the time of --timeout is used up; what was made stays" in done.stderr
    assert outcomes(run, "acr-pull") == {"acr-pull": "passed"}
