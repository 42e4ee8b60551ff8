"""The environment variables that the flow's code reads, against what sets them."""

from __future__ import annotations

import pytest

ID = "deployment-settings"
IMAGE = "mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable:20240101.v1"
GOOD = f"""
    name: blue
    endpoint_name: web
    model: {{path: flow}}
    environment:
      image: {IMAGE}
    environment_variables:
      PROMPTFLOW_RUN_MODE: serving
    request_settings:
      request_timeout_ms: 90000
    instance_type: Standard_E4s_v3
    instance_count: 3
"""
READS = "import os\nfrom promptflow.core import tool\nKEY = os.environ['MY_KEY']\n@tool\ndef ask(q: str): ...\n"
ASKS = "nodes: [{name: ask, type: python, source: {type: code, path: ask.py}, inputs: {q: x}}]\n"


def test_a_variable_that_nobody_sets_is_a_warning_on_the_line_of_the_code(folder):
    folder["flow/flow.dag.yaml"], folder["flow/ask.py"] = ASKS, READS
    folder["deployment.yml"] = GOOD
    assert folder.failures(ID) == [("warning", "flow/ask.py:3")]


@pytest.mark.parametrize(
    ("change", "files"),
    [
        (("serving", "serving\n      MY_KEY: x"), {}),
        (("name: blue", "name: blue"), {"flow/flow.dag.yaml": "environment_variables: {MY_KEY: x}\n" + ASKS}),
        (("name: blue", "name: blue"), {"flow/ask.py": READS.replace("MY_KEY", "AZUREML_MODEL_DIR")}),
        (("name: blue", "name: blue"), {"flow/ask.py": READS.replace("['MY_KEY']", ".get('MY_KEY')")}),
        ((f"image: {IMAGE}", "build: {path: image}"), {"image/Dockerfile": f"FROM {IMAGE}\nENV MY_KEY=x\n"}),
        (("model: {path: flow}", "model: azureml:web:1"), {}),
    ],
)
def test_a_variable_that_is_set_is_fine(folder, change, files):
    folder["flow/flow.dag.yaml"], folder["flow/ask.py"] = ASKS, READS
    folder["deployment.yml"] = GOOD.replace(*change)
    for name, text in files.items():
        folder[name] = text
    assert folder.failures(ID) == []


@pytest.mark.parametrize(
    "change",
    [
        (f"image: {IMAGE}", "image: mine.azurecr.io/flow:1"),
        (f"environment:\n      image: {IMAGE}", "environment: azureml:mine:1"),
        (f"image: {IMAGE}", "image: ${IMAGE}"),
        (f"image: {IMAGE}", "build: {path: image}"),
    ],
)
def test_what_an_image_sets_that_is_not_described_here_is_unknown(folder, change):
    folder["flow/flow.dag.yaml"], folder["flow/ask.py"] = ASKS, READS
    folder["image/Dockerfile"] = "ARG BASE\nFROM $BASE\n"
    folder["deployment.yml"] = GOOD.replace(*change)
    assert [(one.outcome.value, one.subject) for one in folder.results(ID)] == [("unknown", "flow/ask.py:3")]


def test_what_else_stands_on_the_line_is_not_told(folder):
    folder["flow/flow.dag.yaml"] = ASKS
    folder["flow/ask.py"] = READS.replace("KEY = ", "client = connect('hidden', ").replace("MY_KEY']", "MY_KEY'])")
    folder["deployment.yml"] = GOOD
    (found,) = (one for one in folder.results(ID) if one.outcome == "failed")
    assert [one.line for one in found.evidence] == ['os.environ["MY_KEY"]']


def test_a_line_that_two_deployments_run_is_one_result(folder):
    for name in ("a", "b"):
        folder[f"{name}.yml"] = "name: blue\nendpoint_name: web\nmodel: {path: flow}\ninstance_type: x\n"
    folder["flow/flow.dag.yaml"] = "nodes:\n- name: n\n  type: python\n  source: {type: code, path: n.py}\n"
    folder["flow/n.py"] = "import os\n\nKEY = os.environ['KEY']\n"
    ids = [one.id for one in folder.results("deployment-settings") if "n.py" in one.subject]
    assert ids == ["deployment-settings@flow/n.py:3"]
