"""The hook as it stands, run by pre-commit itself as the README says, in a user's repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.gates,
    pytest.mark.skipif(shutil.which("git") is None, reason="pre-commit needs git"),
]

GOOD = "nodes: []\n"
BAD = "type: evaluation\nnodes: []\n"
README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
CONFIG = re.search(r"<!-- pre-commit -->\n```yaml\n(.*?)```", README, re.DOTALL).group(1)
PRE_COMMIT = (sys.executable, "-m", "pre_commit")
ALL = (*PRE_COMMIT, "run", "--all-files")
ONE = (*PRE_COMMIT, "run", "--files")


@pytest.fixture(name="run")
def _run(tmp_path):
    """Runs a command in a folder, without this machine's settings of git; its exit code and what it prints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    kept |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_HOME": str(tmp_path / "home")}
    kept |= {f"GIT_{who}_{what}": "test" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

    def run(folder, *command):
        done = subprocess.run(
            command, cwd=folder, env=kept, capture_output=True, text=True, encoding="utf-8", timeout=600
        )
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture(name="user")
def _user(run, copy, tmp_path):
    """The repository of somebody who did what the README says."""
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "as it stands"]):
        assert run(copy, "git", *command) == (0, "")
    place = tmp_path / "user"
    (place / "flow").mkdir(parents=True)
    assert run(place, "git", "init", "-q") == (0, "")
    config = CONFIG.replace("URL of this repository", copy.as_posix())
    (place / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    for command in ("autoupdate", "install"):
        assert run(place, *PRE_COMMIT, command)[0] == 0
    return place


def test_pre_commit_runs_the_hook(run, user):
    for name in ("score.py", "notes.md"):
        (user / "flow" / name).write_text("", encoding="utf-8")
    flow = user / "flow" / "flow.dag.yaml"

    flow.write_text(GOOD, encoding="utf-8")
    run(user, "git", "add", ".")
    code, said = run(user, *ALL)
    assert (code, said.endswith("Passed\n")) == (0, True), said

    flow.write_text(BAD, encoding="utf-8")
    run(user, "git", "add", ".")
    for command in (ALL, (*ONE, "flow/flow.dag.yaml"), (*ONE, "flow/score.py")):
        code, said = run(user, *command)
        assert (code, "flow/flow.dag.yaml:1 | type: evaluation" in said) == (1, True), said

    code, said = run(user, *ONE, "flow/notes.md")
    assert (code, "(no files to check)Skipped" in said) == (0, True), said

    code, said = run(user, "git", "commit", "-m", "an evaluation flow")
    assert (code, "flow-deployable" in said) == (1, True), said
