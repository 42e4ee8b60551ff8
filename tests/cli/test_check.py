from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from pfdoctor.bundle.write import dump
from pfdoctor.lab.worlds import load
from pfdoctor.report.json_report import schema


@pytest.fixture(name="bundle", scope="session")
def _bundle(tmp_path_factory):
    path = tmp_path_factory.mktemp("bundle") / "case.json"
    dump(load("demo"), path)
    return str(path)


def test_a_report_for_a_person(pfdoctor, bundle):
    done = pfdoctor("check", "--bundle", bundle)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(" my-endpoint · workspace contoso-ml · rg-contoso · recorded\n")
    assert "✗ acr-pull" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_report_for_a_machine_stands_alone_on_stdout(pfdoctor, bundle):
    done = pfdoctor("check", "MY-endpoint", "--bundle", bundle, "-o", "json", "--only", "acr-pull,inference-config")
    found = json.loads(done.stdout)
    Draft202012Validator(schema()).validate(found)
    assert done.stderr == ""
    assert {one["check"] for one in found["results"]} == {"acr-pull", "inference-config"}
    assert found["target"]["world"] == "bundle"


def test_two_runs_over_one_bundle_differ_in_their_cost_alone(pfdoctor, bundle):
    first, second = (json.loads(pfdoctor("check", "--bundle", bundle, "-o", "json").stdout) for _ in range(2))
    assert first | {"cost": 0} == second | {"cost": 0}
    assert list(first) == list(second)


def test_the_demo(pfdoctor):
    done = pfdoctor("check", "my-endpoint", "--demo", "-o", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["target"]["world"] == "demo"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["other"], "is about the endpoint 'my-endpoint', not 'other'."),
        (["my-endpoint", "-w", "other"], "is about the workspace 'contoso-ml', not 'other'."),
        (["-g", "other"], "is about the resource group 'rg-contoso', not 'other'."),
    ],
)
@pytest.mark.parametrize("world", ["bundle", "demo"])
def test_a_world_that_is_about_something_else(pfdoctor, bundle, arguments, sentence, world):
    done = pfdoctor("check", *arguments, *(["--demo"] if world == "demo" else ["--bundle", bundle]))
    assert done.returncode == 2
    assert done.stderr.endswith(f"{sentence}\n")


def test_a_file_for_the_output(pfdoctor, bundle, tmp_path):
    done = pfdoctor(
        "check", "--bundle", bundle, "--output-file", "report.txt", PYTHONUTF8="0", PYTHONIOENCODING="ascii"
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "✗ acr-pull" in (tmp_path / "report.txt").read_text(encoding="utf-8")


def test_a_stream_without_unicode(pfdoctor, bundle):
    done = pfdoctor("check", "--bundle", bundle, PYTHONIOENCODING="ascii")
    assert "x  acr-pull" in done.stdout
    assert done.stdout.isascii()


@pytest.mark.parametrize("arguments", [["-v", "check"], ["check", "-v"]])
def test_common_options_before_and_after_the_command(pfdoctor, bundle, arguments):
    assert "      R8      " in pfdoctor(*arguments, "--bundle", bundle, "--only", "acr-pull").stdout


def test_a_severity_that_fails_nothing(pfdoctor, bundle):
    done = pfdoctor("check", "--bundle", bundle, "--only", "workspace-ready", "--fail-on", "info")
    assert done.returncode == 0


def test_nobody_is_signed_in(pfdoctor):
    done = pfdoctor("check", "e", "-w", "w", "-g", "g", "--subscription", "s", "--auth", "cli", PATH="")
    assert done.returncode == 2
    assert done.stderr.startswith("pfdoctor: Not signed in to Azure")
    assert done.stderr.count("\n") == 1


def test_verbose_says_where_each_name_came_from_even_if_the_sign_in_fails(pfdoctor, tmp_path):
    (tmp_path / "config.json").write_text('{"resource_group": "g", "workspace_name": "w"}', encoding="utf-8")
    done = pfdoctor("check", "e", "--subscription", "s", "--auth", "nonsense", "-v")
    assert done.returncode == 2
    assert f"pfdoctor: workspace w ({tmp_path / 'config.json'})\n" in done.stderr
    assert "pfdoctor: endpoint e (the command line)\n" in done.stderr
