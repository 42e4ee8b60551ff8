"""`pfdoctor check --project`, as a pipeline runs it."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from pfdoctor.report.json_report import schema

IMPORTS = """
import sys
from pfdoctor.cli.main import main
try:
    main()
finally:
    print([name for name in sys.modules if name.startswith(("azure", "requests"))], file=sys.stderr)
"""


@pytest.fixture(name="flow")
def _flow(tmp_path):
    (tmp_path / "flow").mkdir()
    (tmp_path / "flow" / "flow.dag.yaml").write_text("type: evaluation\nnodes: []\n", encoding="utf-8")
    return "flow"


def test_needs_neither_azure_nor_a_sign_in(pfdoctor, flow):
    done = pfdoctor("check", "--project", flow, code=IMPORTS, PATH="")
    assert (done.returncode, done.stderr) == (1, "[]\n")
    assert done.stdout.startswith(" project flow · local files · ")
    assert "flow.dag.yaml:1 | type: evaluation" in done.stdout


def test_a_report_for_a_machine(pfdoctor, flow):
    found = json.loads(pfdoctor("check", "--project", flow, "-o", "json").stdout)
    Draft202012Validator(schema()).validate(found)
    assert (found["target"]["world"], found["target"]["project"], found["cost"]["requests"]) == ("files", "flow", 0)
    failed = [one for one in found["results"] if one["outcome"] == "failed"]
    assert [(one["check"], one["subject"]) for one in failed] == [("flow-deployable", "flow.dag.yaml:1")]
    assert failed[0]["evidence"] == [
        {"source": "flow.dag.yaml:1", "property": "type", "value": "evaluation", "line": "type: evaluation"}
    ]


def test_a_mend_for_a_machine(pfdoctor, tmp_path):
    deployment = "name: blue\nendpoint_name: pf\ninstance_type: x\nenvironment:\n  image: promptflow-runtime:1\n"
    (tmp_path / "deployment.yml").write_text(deployment, encoding="utf-8")
    found = json.loads(pfdoctor("check", "--project", ".", "-o", "json").stdout)
    Draft202012Validator(schema()).validate(found)
    assert ["edit-file"] in [[fix["kind"] for fix in one["fixes"]] for one in found["results"]]


def test_every_check_of_files_has_a_result(pfdoctor, tmp_path):
    found = json.loads(pfdoctor("check", "--project", ".", "-o", "json").stdout)
    assert {one["outcome"] for one in found["results"]} == {"skipped"}
    assert {one["subject"] for one in found["results"]} == {"."}


def test_files_and_endpoint_together(pfdoctor, flow):
    found = json.loads(pfdoctor("check", "--demo", "--project", flow, "-o", "json").stdout)
    checks = {one["check"] for one in found["results"]}
    assert {"acr-pull", "flow-deployable"} <= checks
    assert found["target"]["endpoint"] == "my-endpoint"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--project", "gone"], "The project folder gone does not exist"),
        (["--project", "flow", "--only", "acr-pull"], "acr-pull looks at an endpoint; name one."),
        (["--project", ""], "'--project': it is empty"),
        (["", "--project", "flow"], "The endpoint from the command line is empty"),
        (["--project", "flow", "--bundle", ""], "'--bundle': it is empty"),
        (["--project", "flow", "--output-file", ""], "'--output-file': it is empty"),
        (["--project", "flow", "--output-file", "flow/flow.dag.yaml/x"], "flow/flow.dag.yaml is none"),
        (["--demo", "--only", "flow-image"], "flow-image looks at files; add --project DIR."),
    ],
)
def test_what_cannot_be_asked_is_said(pfdoctor, flow, arguments, sentence):
    done = pfdoctor("check", *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_a_folder_with_nothing_to_judge_is_told(pfdoctor, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "check the path" in pfdoctor("check", "--project", "empty").stderr
