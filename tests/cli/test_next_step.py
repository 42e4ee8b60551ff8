"""The command that ends a report can be pasted as it is printed."""

from __future__ import annotations

import shlex

import pytest

from pfdoctor.bundle.write import dump
from pfdoctor.lab.worlds import load


def following(done):
    return next(line.partition("next: ")[2] for line in done.stdout.splitlines() if "next: " in line)


@pytest.mark.parametrize("world", [["--demo"], ["--bundle", "case 7.json"]])
def test_it_plans_the_grants_of_the_same_world(pfdoctor, tmp_path, world):
    dump(load("demo"), tmp_path / "case 7.json")
    typed = shlex.split(following(pfdoctor("check", *world)))
    assert typed == ["pfdoctor", "fix", *world, "--grant-roles"]
    done = pfdoctor(*typed[1:])
    assert done.returncode == 1
    assert "AcrPull" in done.stdout


@pytest.mark.parametrize("world", [["--demo"], ["--bundle", "case 7.json"]])
@pytest.mark.parametrize("command", [["check"], ["triage", "error.txt"]])
def test_whom_to_ask_is_looked_up_in_the_same_world(pfdoctor, tmp_path, world, command):
    dump(load("demo"), tmp_path / "case 7.json")
    error = "does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write'"
    (tmp_path / "error.txt").write_text(error, encoding="utf-8")
    said = pfdoctor(*command, *world).stdout
    typed = [shlex.split(line) for line in said.splitlines() if line.lstrip().startswith("pfdoctor who-can ")]
    assert typed
    for words in typed:
        done = pfdoctor(*words[1:])
        assert done.returncode in (0, 3)
        assert "through Owner at subscription" in done.stdout


def test_triage_points_at_the_same_world_too(pfdoctor, tmp_path):
    (tmp_path / "error.txt").write_text("does not have pull permission on the registry", encoding="utf-8")
    done = pfdoctor("triage", "error.txt", "--demo")
    assert done.stdout.rstrip().endswith("next: pfdoctor fix --demo --grant-roles")
    assert " next pfdoctor check --demo --only acr-pull" in done.stdout


def test_what_only_a_person_can_mend_is_explained(pfdoctor, tmp_path):
    dump(load("network-isolated"), tmp_path / "case.json")
    typed = shlex.split(following(pfdoctor("check", "--bundle", "case.json")))
    assert typed == ["pfdoctor", "explain", "private-link-outbound"]
    assert pfdoctor(*typed[1:]).returncode == 0
