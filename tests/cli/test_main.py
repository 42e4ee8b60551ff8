from __future__ import annotations

import pytest

from pfdoctor.cli.group import COMMANDS

MODULES = """
import atexit, sys
from pfdoctor.cli.main import main
heavy = ("azure", "rich", "yaml", "ruamel", "requests", "msal", "platformdirs", "jsonschema")
atexit.register(lambda: print("LOADED", sorted({name.split(".")[0] for name in sys.modules} & set(heavy))))
main()
"""


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], ["check", "--help"], ["checks", "--version"]])
def test_help_and_version_load_nothing_heavy(pfdoctor, arguments):
    done = pfdoctor(*arguments, code=MODULES)
    assert done.returncode == 0
    assert done.stdout.endswith("LOADED []\n")


def test_help_names_every_command_and_how_to_begin(pfdoctor):
    told = pfdoctor("--help").stdout
    for expected in ("  check  ", "  explain  ", "  checks  ", "pfdoctor check my-endpoint --demo", "bash_source"):
        assert expected in told


def test_version_tells_what_a_bug_report_needs(pfdoctor):
    lines = dict(line.split(" ", 1) for line in pfdoctor("--version").stdout.splitlines())
    assert {"pfdoctor", "python", "azure-core", "azure-identity", "click"} <= set(lines)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["chek"], "pfdoctor: There is no command 'chek'; did you mean check? (see pfdoctor --help)."),
        (["zzz"], f"pfdoctor: There is no command 'zzz'; there are {', '.join(COMMANDS)} (see pfdoctor --help)."),
        (["check", "--onyl", "a"], "--onyl"),
        (["check", "--only", "acr-pul"], "did you mean acr-pull"),
        (["explain", "acr-pul"], "did you mean acr-pull"),
        (["explain"], "Missing argument"),
        (
            ["check", "e", "-w", " ws"],
            "pfdoctor: The workspace ' ws' from --workspace-name begins or ends with a blank",
        ),
        (["check", "e", "-g", ""], "pfdoctor: The resource group from --resource-group is empty."),
        (["check", "e ", "--demo"], "pfdoctor: The endpoint 'e ' from the command line begins or ends with a blank"),
        (["check", "e"], "pfdoctor: Nothing says which workspace and resource group and subscription to look at"),
        (["check", "--demo", "--bundle", "x"], "pfdoctor: --bundle and --demo are two different worlds"),
        (["check", "--demo", "--auth", "foo"], "There is no sign-in method 'foo'; --auth takes one of default"),
        (["check", "--bundle", "none.json"], "none.json"),
        (["check", "--timeout", "0"], "--timeout"),
        (["check", "--only", "acr-pull", "--skip", "acr-pull", "--demo"], "No check is left"),
        (["check", "--demo", "--output-file", "no/such/folder"], "the folder"),
    ],
)
def test_what_was_typed_wrong_is_one_sentence(pfdoctor, arguments, sentence):
    done = pfdoctor(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert sentence in done.stderr
    assert done.stderr.startswith("pfdoctor: ")
    assert done.stderr.count("\n") == 1


def test_the_runbook_of_a_check(pfdoctor):
    done = pfdoctor("explain", "acr-pull")
    assert done.returncode == 0
    assert done.stdout.startswith(" acr-pull · ")
    assert "does not prove" in done.stdout


# A path that the system refuses to look at, to root too, as it does a folder that may not be entered.
REFUSED = f"{'x' * 300}/case.json"


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--demo", "--output-file"],
        ["check", "--bundle"],
        ["check", "--project"],
        ["fix", "--demo", "--plan"],
        ["snapshot", "--demo", "--to"],
        ["triage"],
        ["lab", "serve", "--bundle"],
        ["lab", "serve", "--log"],
        ["lab", "serve", "--faults"],
    ],
)
def test_a_path_that_may_not_be_looked_at_is_no_bug(pfdoctor, arguments):
    done = pfdoctor(*arguments, REFUSED)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert REFUSED.partition("/")[0] in done.stderr
