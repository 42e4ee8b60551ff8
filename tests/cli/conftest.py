from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.fixture(name="pfdoctor")
def _pfdoctor(tmp_path):
    """Runs the command line in a process of its own, in an empty folder, signed in to nothing."""

    def run(*arguments, code=None, **environment):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AZURE", "ARM_"))}
        kept |= {"AZURE_CONFIG_DIR": str(tmp_path / "az"), "HOME": str(tmp_path), "PYTHONUTF8": "1"}
        start = code or "from pfdoctor.cli.main import main; main()"
        command = [sys.executable, "-c", start, *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=kept | environment, capture_output=True, text=True, encoding="utf-8", timeout=60
        )
        assert "Traceback" not in done.stderr
        return done

    return run
