"""`pfdoctor triage` and `pfdoctor explain` as they are typed."""

from __future__ import annotations

import json
import re

import pytest

from pfdoctor.cli.main import run
from pfdoctor.triage.vocabulary import DIAGNOSES

DENIED = "Access denied to list workspace secret due to invalid authentication.\n"


@pytest.fixture
def cli():
    """The command line in this process: the exit code."""
    return lambda *words: run(words)


@pytest.fixture
def error(tmp_path):
    path = tmp_path / "error.txt"
    path.write_text(DENIED + "POST https://my-ep.westeurope.inference.ml.azure.com/score\n", encoding="utf-8")
    return str(path)


def test_a_known_error_is_named_with_what_mends_it(cli, error, capsys):
    assert cli("triage", error) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "missing-connection-secrets-reader" in told
    assert DIAGNOSES["missing-connection-secrets-reader"].mend in told
    assert "pfdoctor check my-ep --only connection-secrets-reader," in told


def test_an_unknown_text_says_what_to_collect(cli, tmp_path, capsys):
    path = tmp_path / "other.txt"
    path.write_text("nothing to see at 2024-11-10T10:47:33Z", encoding="utf-8")
    assert cli("triage", str(path)) == 1
    told = capsys.readouterr().out
    assert "names no cause" in told
    assert "the region" in told
    assert "the time of the failure" not in told


def test_an_empty_text_is_told_apart_from_an_unknown_one(cli, tmp_path, capsys):
    path = tmp_path / "log.txt"
    for text, told in (("", True), ("hm", False)):
        path.write_text(text, encoding="utf-8")
        assert cli("triage", str(path)) == 1
        assert ("the text is empty" in capsys.readouterr().err) is told


def test_json_holds_the_contract(cli, error, capsys):
    assert cli("triage", error, "-o", "json") == 0
    found = json.loads(capsys.readouterr().out)["diagnoses"][0]
    assert found["id"] == "missing-connection-secrets-reader"
    assert 0 < found["confidence"] <= 1
    assert found["matched"] == DENIED.strip()
    assert "connection-secrets-reader" in found["checks"]
    assert found["advice"]


def test_json_of_nothing_known(cli, tmp_path, capsys):
    path = tmp_path / "other.txt"
    path.write_text("", encoding="utf-8")
    assert cli("triage", str(path), "-o", "json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found["diagnoses"] == []
    assert len(found["collect"]) == 4


def test_a_file_that_is_not_there_cannot_start(cli, capsys):
    assert cli("triage", "no-such-file") == 2
    assert "no-such-file could not be read" in capsys.readouterr().err


def test_the_checks_that_confirm_it_are_run_on_the_endpoint(cli, error, capsys):
    assert cli("triage", error, "--demo", "-o", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {result["check"] for result in found["report"]["results"]} == set(found["diagnoses"][0]["checks"])


def test_hostile_text_cannot_speak_to_the_terminal(cli, tmp_path, capsys):
    path = tmp_path / "hostile.txt"
    path.write_text("\x1b]0;title\x07[bold red] connection '\x1b[2J' " + DENIED + "\u202e[/]", encoding="utf-8")
    assert cli("triage", str(path)) == 0
    out = capsys.readouterr().out
    assert not set("\x1b\x07\u202e") & set(out)


@pytest.mark.parametrize("id", DIAGNOSES)
def test_every_diagnosis_can_be_explained(cli, id, capsys):
    assert cli("explain", id) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert DIAGNOSES[id].mend.split(";")[0] in told


def test_an_id_that_is_nearly_right_is_guessed(cli, capsys):
    assert cli("explain", "missing-conection-secrets-reader") == 2
    assert "did you mean missing-connection-secrets-reader" in capsys.readouterr().err


def test_a_word_of_an_id_finds_those_that_hold_it(cli, capsys):
    assert cli("explain", "abac") == 2
    assert "did you mean acr-abac-mode" in capsys.readouterr().err


def test_nothing_is_guessed_of_an_id_that_is_like_none(cli, capsys):
    assert cli("explain", "nonsense") == 2
    assert "'nonsense'; `pfdoctor checks` lists the checks." in capsys.readouterr().err


def test_the_commands_in_the_runbooks_are_ours(cli, capsys):
    """Every `pfdoctor ...` of a runbook names a command and options that exist."""
    for text in {text for one in DIAGNOSES.values() for text in (one.confirm, one.mend, one.tell)}:
        for line in re.findall(r"`pfdoctor ([^`]*)`", text):
            command, *words = line.split()
            cli(command, "--help")
            told = capsys.readouterr().out
            assert all(word in told for word in words if word.startswith("-")), line
