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


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("--index-url https://contoso.pkgs.visualstudio.com/_packaging/feed/pypi/simple/", "error"),
        ("--index-url https://${USER}:${PAT}@example.com/simple", "error"),
        ("--index-url https://pkgs.dev.azure.com/contoso/public/_packaging/feed/pypi/simple/", "warning"),
        ("--extra-index-url https://example.com/simple --trusted-host example.com", "warning"),
        ("--find-links ./wheels", "error"),
        ("-e git+ssh://git@github.com/contoso/private.git#egg=private", "error"),
        ("-r missing.txt", "error"),
    ],
)
def test_what_the_build_cannot_reach_fails(folder, line, severity):
    folder["flow.dag.yaml"] = NAMED
    folder["requirements.txt"] = line + "\n"
    assert folder.failures(ID) == [(severity, "requirements.txt:1")]


@pytest.mark.parametrize(
    "line", ["-i ${PIP_INDEX_URL}", "${WHEEL}", "-r https://example.com/more.txt", "{{ package }}"]
)
def test_what_only_the_build_can_tell_is_unknown(folder, line):
    folder["flow.dag.yaml"] = NAMED
    folder["requirements.txt"] = f"pandas\n{line}\n"
    assert folder.outcome(ID) == "unknown"


@pytest.mark.parametrize(
    "line", ["--extra-index-url https://test.pypi.org/simple", "-c missing.txt", "a @ https://h/a"]
)
def test_what_anybody_may_read_passes(folder, line):
    folder["flow.dag.yaml"] = NAMED
    folder["requirements.txt"] = line + "\n"
    assert folder.outcome(ID) == "passed"


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


def test_an_empty_name_means_the_usual_file(folder):
    folder["flow.dag.yaml"] = "nodes: []\nenvironment: {python_requirements_txt: ''}\n"
    assert folder.outcome(ID) == "skipped"
    folder["requirements.txt"] = "pandas\n"
    assert folder.outcome(ID) == "passed"


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


def conda(*lines):
    return "dependencies:\n- python=3.11\n- pip:\n" + "".join(f"  - {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("line", "failures"),
    [
        ("-r requirements.txt", [("error", "flow/conda.yml:4")]),
        ("-e .", [("error", "flow/conda.yml:4")]),
        (f"--extra-index-url {FEED}", [("warning", "flow/conda.yml:4")]),
        ("--index-url https://pypi.org/simple", []),
        ("pandas==2.0", []),
    ],
)
def test_a_conda_file_is_sent_alone(folder, line, failures):
    deploy(folder, f"image: {PLAIN}\n  conda_file: flow/conda.yml")
    folder["flow/requirements.txt"] = "pandas\n"
    folder["flow/conda.yml"] = conda(line)
    assert folder.failures(ID) == failures


def test_a_conda_file_may_stand_in_the_environment(folder):
    deploy(folder, f"image: {PLAIN}\n  conda_file:\n    dependencies: [pip, {{pip: [pandas, './mine']}}]")
    folder["flow/requirements.txt"] = "pandas\n"
    assert folder.failures(ID) == [("error", "deployment.yml:8")]


@pytest.mark.parametrize("text", ["a: [\n", conda("'--index-url ${INDEX}'")])
def test_a_conda_file_that_is_not_understood_is_unknown(folder, text):
    deploy(folder, f"image: {PLAIN}\n  conda_file: flow/conda.yml")
    folder["flow/requirements.txt"] = "pandas\n"
    folder["flow/conda.yml"] = text
    assert folder.outcome(ID) == "unknown"


@pytest.mark.parametrize("option", ["--index-url", "-r", "-f", "a @"])
@pytest.mark.parametrize("host", ["example.com", "${HOST}"])
def test_no_password_is_shown(folder, option, host):
    folder["flow.dag.yaml"] = NAMED
    folder["requirements.txt"] = f"{option} https://user:hunter2@{host}/simple\n"
    assert "hunter2" not in str(folder.result(ID))
