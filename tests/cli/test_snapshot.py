from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from pfdoctor.bundle.file import load
from pfdoctor.bundle.write import dump
from pfdoctor.lab.worlds import load as world


def outcomes(done):
    report = json.loads(done.stdout)
    return sorted((one["check"], one["outcome"], one["severity"]) for one in report["results"])


@pytest.mark.parametrize("file", ["case.json", "case.json.gz"])
def test_check_says_of_the_bundle_what_it_says_of_the_world(pfdoctor, tmp_path, file):
    done = pfdoctor("snapshot", "--demo", "--logs", "--to", file)
    assert (done.returncode, done.stdout) == (0, "")
    again = pfdoctor("check", "--bundle", file, "-o", "json")
    direct = pfdoctor("check", "--demo", "-o", "json")
    assert again.returncode == direct.returncode
    assert outcomes(again) == outcomes(direct)


def test_what_it_says(pfdoctor, tmp_path):
    done = pfdoctor("snapshot", "--demo", "--to", "case.json")
    lines = done.stderr.splitlines()
    assert all(line.startswith("pfdoctor: ") for line in lines)
    assert "answers, 2 of them failures" in done.stderr
    assert "secrets" in done.stderr
    assert "names replaced; the map stays with you" in done.stderr
    assert "pfdoctor check --bundle case.json" in lines[-1]


def map_of(done):
    line = next(line for line in done.stderr.splitlines() if "the map stays" in line)
    return line.rpartition(": ")[2]


def test_the_map_is_the_owners(pfdoctor, tmp_path):
    done = pfdoctor("snapshot", "--demo", "--to", "case.json", XDG_STATE_HOME=str(tmp_path / "state"))
    place = map_of(done)
    found = json.loads(Path(place).read_text(encoding="utf-8"))
    assert found["bundle"] == "case.json"
    assert "contoso-ml" in found["names"]
    assert load(tmp_path / "case.json").target.workspace == found["names"]["contoso-ml"]
    if sys.platform != "win32":
        assert stat.S_IMODE(os.stat(place).st_mode) == 0o600


def test_names_stay_if_that_is_wanted(pfdoctor, tmp_path):
    done = pfdoctor("snapshot", "--demo", "--to", "case.json", "--no-redact")
    assert "map" not in done.stderr
    found = load(tmp_path / "case.json")
    assert found.target.workspace == "contoso-ml"
    assert all(answer.read_at for answer in found.answers)
    assert not any("getlogs" in answer.key.path for answer in found.answers)
    assert not any(answer.key.path.endswith(("listsecrets", "listkeys")) for answer in found.answers)


def test_a_bundle_is_cleaned_as_it_is(pfdoctor, tmp_path):
    raw = world("group-granted")
    dump(raw, tmp_path / "raw.json")
    done = pfdoctor("snapshot", "--bundle", "raw.json", "--to", "case.json.gz")
    assert done.returncode == 0
    found = load(tmp_path / "case.json.gz")
    assert len(found.answers) == len(raw.answers)
    assert len(found.world.principals) == len(raw.world.principals)
    before, after = (pfdoctor("check", "--bundle", file, "-o", "json") for file in ("raw.json", "case.json.gz"))
    assert outcomes(before) == outcomes(after)


@pytest.mark.parametrize("dialect", ["sh", "powershell"])
def test_a_script(pfdoctor, tmp_path, dialect):
    done = pfdoctor("snapshot", "--demo", "--emit", dialect)
    assert (done.returncode, done.stderr) == (0, "")
    assert "contoso-ml" in done.stdout
    assert "az rest" in done.stdout
    again = pfdoctor("snapshot", "--demo", "--emit", dialect, "--to", "collect.txt")
    assert again.stdout == ""
    assert (tmp_path / "collect.txt").read_text(encoding="utf-8") == done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--demo"], "Nothing says where the bundle goes"),
        (["--demo", "--to", "case.zip"], "ends in .json or .json.gz"),
        (["--demo", "--to", "none/case.json"], "none/case.json cannot be written"),
        (["--bundle", "none.json", "--to", "case.json"], "there is no file none.json"),
        (["--bundle", "x.json", "--logs", "--to", "case.json"], "--logs and --deployment do not fit"),
        (["other", "--demo", "--to", "case.json"], "is about the endpoint"),
        (["--demo", "-d", "none", "--to", "case.json"], "has no deployment 'none'"),
    ],
)
def test_what_cannot_be_done(pfdoctor, arguments, sentence):
    done = pfdoctor("snapshot", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_has_examples(pfdoctor):
    assert "pfdoctor snapshot my-endpoint --to case.json.gz --logs" in pfdoctor("snapshot", "--help").stdout


SECRET = "q7Zt4mXw9LbNc2VyKs8R" * 2
PLANTED = f"password={SECRET} and AccountKey={SECRET}== and Bearer {SECRET}"


def planted(value):
    if isinstance(value, dict):
        return {name: planted(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [planted(item) for item in value]
    return f"{value} {PLANTED}" if isinstance(value, str) else value


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--bundle", "raw.json"),
        ("check", "--bundle", "raw.json", "-v", "-o", "json"),
        ("check", "--bundle", "raw.json", "--debug"),
        ("can", "--all", "--bundle", "raw.json"),
        ("fix", "--bundle", "raw.json"),
        ("fix", "--bundle", "raw.json", "--emit", "markdown"),
        ("snapshot", "--bundle", "raw.json", "--to", "case.json", "--no-redact"),
        ("snapshot", PLANTED, "--bundle", "raw.json", "--to", "case.json"),
        ("triage", "log.txt"),
    ],
    ids=lambda arguments: " ".join(arguments)[:30],
)
def test_a_secret_is_in_no_report_log_or_error(pfdoctor, tmp_path, arguments):
    dump(world("demo"), tmp_path / "raw.json")
    document = json.loads((tmp_path / "raw.json").read_text(encoding="utf-8"))
    for answer in document["answers"]:
        # Messages and what only people read; a secret in an id would be another id.
        for item in [answer["body"], *(answer["body"].get("value") or [])] if isinstance(answer["body"], dict) else []:
            for name in ("tags", "error", "systemData", "description"):
                if name in item:
                    item[name] = planted(item[name])
            for name in ("provisioningState", "image", "target", "isolationMode", "instanceType", "condition"):
                if name in item.get("properties", {}):
                    item["properties"][name] = planted(item["properties"][name])
    (tmp_path / "raw.json").write_text(json.dumps(document), encoding="utf-8")
    (tmp_path / "log.txt").write_text(f"does not have pull permission on the registry {PLANTED}\n", encoding="utf-8")
    done = pfdoctor(*arguments)
    case = tmp_path / "case.json"
    assert SECRET not in done.stdout + done.stderr + (case.read_text(encoding="utf-8") if case.exists() else "")
