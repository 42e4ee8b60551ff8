"""The gates turn red: a planted fault in a check is found by each of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

PLANT = "checks/deployment/planted.py"

pytestmark = pytest.mark.gates


def run(copy, *command):
    return subprocess.run(
        [sys.executable, *command], cwd=copy, capture_output=True, text=True, encoding="utf-8", timeout=300
    )


def plant(copy, text):
    (copy / PLANT).write_text(text, encoding="utf-8")


LINT = ("-c", "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()")
RUFF = ("-m", "ruff", "check", "--no-cache", ".")
MYPY = ("-m", "mypy", "--strict", "pfdoctor", "checks")


def test_a_check_that_imports_azure_turns_the_walls_red(copy):
    plant(copy, "from azure.identity import AzureCliCredential\n\nprint(AzureCliCredential)\n")
    done = run(copy, *LINT)
    assert done.returncode == 1
    assert "Only one room talks to Azure BROKEN" in done.stdout


def test_a_check_that_reaches_past_the_api_turns_the_walls_red(copy):
    plant(copy, "from pfdoctor.facts.facts import Facts\n\nprint(Facts)\n")
    done = run(copy, *LINT)
    assert done.returncode == 1
    assert "Checks know only the api BROKEN" in done.stdout


def test_a_type_error_in_a_check_turns_the_types_red(copy):
    plant(copy, "number: int = 'one'\n")
    done = run(copy, *MYPY)
    assert done.returncode == 1
    assert "planted.py:1" in done.stdout


def test_the_clock_in_a_check_turns_the_lint_red(copy):
    plant(copy, "from datetime import UTC, datetime\n\nnow = datetime.now(UTC)\n")
    done = run(copy, *RUFF)
    assert done.returncode == 1
    assert "datetime.now" in done.stdout
