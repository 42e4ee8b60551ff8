from __future__ import annotations

import pytest

ID = "flow-requirements"
FLOW = "nodes: [{name: a, type: python, source: {type: code, path: a.py}}]\n"
NAMED = FLOW + "environment:\n  python_requirements_txt: requirements.txt\n"
FEED = "https://pkgs.dev.azure.com/contoso/_packaging/feed/pypi/simple/"
PLAIN = "mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable:1"


def test_passes_for_packages_of_pypi(folder):
    folder["flow.dag.yaml"] = NAMED
    folder["requirements.txt"] = (
        "# ours\npromptflow[azure]\npandas>=2 ; python_version > '3.9'\n--index-url https://pypi.org/simple\n"
    )
    assert folder.outcome(ID) == "passed"


@pytest.mark.parametrize(
    "line",
    [f"--extra-index-url {FEED}", f"-i {FEED}", f"--index-url={FEED}", f"-f {FEED}", f"--extra-index-url \\\n {FEED}"],
)
def test_a_private_feed_fails(folder, line):
    folder["flow.dag.yaml"] = NAMED
    folder["requirements.txt"] = f"pandas\n{line}\n"
    assert folder.failures(ID) == [("error", "requirements.txt:2")]


def test_another_index_is_a_warning(folder):
    folder["flow.dag.yaml"] = NAMED
    folder["requirements.txt"] = "--extra-index-url https://example.com/simple\n"
    assert folder.failures(ID) == [("warning", "requirements.txt:1")]


def test_what_is_included_counts_and_a_circle_ends(folder):
    folder["flow.dag.yaml"] = NAMED
    folder["requirements.txt"] = "-r more/base.txt\n"
    folder["more/base.txt"] = f"-r ../requirements.txt\n--index-url {FEED}\n"
    assert folder.failures(ID) == [("error", "more/base.txt:2")]


@pytest.mark.parametrize(
    "line", ["./package", "-e .", "../lib/x.whl", "x @ file:///tmp/x", "wheels/a-1-py3-none-any.whl"]
)
def test_a_local_package_fails(folder, line):
    folder["flow.dag.yaml"] = NAMED
    folder["requirements.txt"] = line + "\n"
    assert folder.failures(ID) == [("error", "requirements.txt:1")]


@pytest.mark.parametrize(
    ("line", "failures"),
    [
        ("promptflow==0.1.0b8", [("warning", "requirements.txt:1")]),
        ("promptflow-tools<1", [("warning", "requirements.txt:1")]),
        ("promptflow_tools[x] == 0.2", [("warning", "requirements.txt:1")]),
        ("promptflow==1.10.0", []),
        ("promptflow>=0.1", []),
        ("pandas==0.2", []),
    ],
)
def test_a_promptflow_older_than_the_images_is_a_warning(folder, line, failures):
    folder["flow.dag.yaml"] = NAMED
    folder["requirements.txt"] = line + "\n"
    assert folder.failures(ID) == failures


def test_a_named_file_that_is_gone_fails(folder):
    folder["flow.dag.yaml"] = NAMED
    assert folder.outcome(ID) == "skipped"
    folder["a.py"] = ""
    assert folder.failures(ID) == [("error", "flow.dag.yaml:3")]


def test_a_flow_without_requirements_is_skipped(folder):
    folder["flow.dag.yaml"] = FLOW
    assert folder.outcome(ID) == "skipped"


def test_requirements_that_cannot_be_read_are_unknown(folder):
    folder["flow.dag.yaml"] = NAMED
    folder["requirements.txt"] = b"caf\xe9\n"
    assert folder.outcome(ID) == "unknown"


def deploy(folder, environment):
    folder["flow/flow.dag.yaml"] = NAMED
    folder["deployment.yml"] = f"endpoint_name: e\nname: blue\nmodel:\n  path: flow\nenvironment:\n  {environment}\n"


def test_az_ml_leaves_the_flows_requirements_out(folder):
    deploy(folder, f"image: {PLAIN}")
    folder["flow/requirements.txt"] = "promptflow\npandas\n"
    assert folder.failures(ID) == [("warning", "deployment.yml:6")]


@pytest.mark.parametrize("environment", ["build: {path: image}", "image: contosoacr.azurecr.io/web:3"])
def test_an_image_of_ones_own_may_hold_all(folder, environment):
    deploy(folder, environment)
    folder["flow/requirements.txt"] = f"pandas\n--index-url {FEED}\n./package\n"
    assert folder.outcome(ID) == "passed"


def test_no_password_is_shown(folder):
    folder["flow.dag.yaml"] = NAMED
    folder["requirements.txt"] = "--index-url https://user:hunter2@example.com/simple\n"
    assert "hunter2" not in str(folder.result(ID))
