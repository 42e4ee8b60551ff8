from __future__ import annotations

import os

import pytest

from pfdoctor.model.errors import CannotStart
from pfdoctor.project.project import open_project
from pfdoctor.project.source import Source

DEPLOYMENT = "name: blue\nendpoint_name: web\nmodel: {path: flow}\n"


def write(place, **files):
    for name, text in files.items():
        file = place / name.replace("_yml", ".yml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def kinds(place):
    project = open_project(place)
    names = ("flows", "environments", "endpoints", "deployments", "connections")
    return {name: [one.source.name for one in getattr(project, name)] for name in names if getattr(project, name)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("name: blue\nendpoint_name: web\nmodel: x\n", "deployments"),
        ("$schema: https://h/latest/managedOnlineDeployment.schema.json\n{{x}}: [\n", "deployments"),
        ("$schema: https://h/latest/kubernetesOnlineEndpoint.schema.json\nname: a\n", "endpoints"),
        ("name: web\nauth_mode: key\n", "endpoints"),
        ("$schema: https://h/latest/environment.schema.json\nname: a\n", "environments"),
        ("$schema: https://h/promptflow/latest/OpenAIConnection.schema.json\nname: a\n", "connections"),
        ("name: a\ntype: azure_sql_db\ntarget: t\ncredentials: {}\n", "connections"),
        ("$schema: https://h/latest/commandJob.schema.json\nenvironment: x\nendpoint_name: y\n", None),
        ("apiVersion: v1\nkind: Service\nname: x\n", None),
        ("name: base\nchannels: [conda-forge]\ndependencies: [pip]\n", None),
        ("name: blue\nmodel: azureml:m:1\ninstance_type: Standard_F2s_v2\n", "deployments"),
        ("name: prod\nmodel: m\nendpoint_name: e\ninstance_type: ml.m5.xlarge\n", None),
        ("name: prod\nenvironment: prod\ninstance_type: t3.micro\ninstance_count: 2\n", None),
        ("name: b\nendpoint_name: e\nmodel: azureml:m:1\nmini_batch_size: 10\n", None),
        ("# yaml-language-server: $schema=https://h/managedOnlineEndpoint.schema.json\nname: a\n", "endpoints"),
        ("name: e\ncompute: azureml:aks\n", "endpoints"),
        ("name: job\ncompute: azureml:cpu\ncommand: run\n", None),
        ("name: gateway\nauth_mode: oauth\nlisten_path: /x\n", None),
        ("name: e\nauth_mode: $(MODE)\ntraffic: {blue: 100}\n", "endpoints"),
        ("name: c\ntype: azure_open_ai\napi_key: x\napi_base: https://h\n", "connections"),
        ("name: c\ntype: CustomConnection\nconfigs: {}\nsecrets: {}\n", "connections"),
        ("name: pg\ntype: postgres\ncredentials: {user: a}\ntarget: dev\n", None),
        ("name: dev\nimage: python:3.11\ndescription: a container\n", None),
        ("name: web\nbuild: .\nimage: web\n", None),
        ("name: pf\nimage: mcr.microsoft.com/azureml/x:1\n", "environments"),
        ("name: pf\nbuild: {path: docker}\ninference_config: {}\n", "environments"),
        ("---\napiVersion: v1\nkind: Secret\n---\nname: a\nauth_mode: key\n", None),
    ],
)
def test_a_file_is_known_by_what_stands_in_it(tmp_path, text, kind):
    write(tmp_path, some_yml=text)
    assert kinds(tmp_path) == ({kind: ["some.yml"]} if kind else {})


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_file_that_is_not_utf_8_is_known_for_what_it_is_and_told(tmp_path, encoding):
    text = "$schema: https://h/latest/managedOnlineEndpoint.schema.json\nname: caf\xe9\n"
    (tmp_path / "some.yml").write_bytes(text.encode(encoding))
    (endpoint,) = open_project(tmp_path).endpoints
    assert endpoint.root is None
    assert [problem.unread for problem in endpoint.problems] == [False]


def test_folders_of_tools_and_loops_of_links_are_left_out(tmp_path):
    for folder in ("a/b", ".git", "node_modules", ".promptflow", "mine"):
        write(tmp_path, **{f"{folder}/flow.dag.yaml": "nodes: []\n"})
    write(tmp_path, **{"mine/pyvenv.cfg": ""})
    os.symlink(tmp_path, tmp_path / "a" / "loop")
    assert kinds(tmp_path) == {"flows": ["a/b/flow.dag.yaml"]}


def test_a_deployment_knows_its_flow_endpoint_and_environment(tmp_path):
    write(
        tmp_path,
        **{"flow/flow.dag.yaml": "nodes: []\n"},
        deployment_yml=DEPLOYMENT + "environment: azureml:pf:2\n",
        endpoint_yml="name: Web\nauth_mode: key\n",
        one_yml="$schema: x/environment.schema.json\nname: pf\nversion: 1\n",
        two_yml="$schema: x/environment.schema.json\nname: pf\nversion: 2\n",
    )
    project = open_project(tmp_path)
    (deployment,) = project.deployments
    assert project.flow_of(deployment) == project.flows[0]
    assert project.endpoint_of(deployment) == project.endpoints[0]
    assert project.environment_of(deployment).source.name == "two.yml"
    assert project.users_of(project.environments[1]) == (deployment,)
    assert project.deployed_flows == project.flows


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("azureml:pf@latest", True),
        ("azureml:pf:1", True),
        ("azureml:pf:2", False),
        ("azureml:other@latest", False),
        ("azureml://registries/r/environments/pf/labels/latest", False),
        ("file:env.yml", True),
    ],
)
def test_an_environment_is_found_by_version_label_or_file(tmp_path, reference, found):
    write(
        tmp_path,
        deployment_yml=f"{DEPLOYMENT}environment: {reference}\n",
        env_yml="$schema: x/environment.schema.json\nname: pf\nversion: 1\n",
    )
    project = open_project(tmp_path)
    assert (project.environment_of(project.deployments[0]) is not None) is found


@pytest.mark.parametrize(
    ("reference", "found"),
    [("azureml:m:1", True), ("azureml:m@latest", True), ("azureml:m:2", False), ("azureml:n:1", False)],
)
def test_a_registered_model_leads_to_its_flow(tmp_path, reference, found):
    write(
        tmp_path,
        **{"flow/flow.dag.yaml": "nodes: []\n", "other/flow.dag.yaml": "nodes: []\n"},
        **{"deploy/model_yml": "$schema: x/model.schema.json\nname: m\nversion: 1\npath: ../flow\n"},
        deployment_yml=f"name: blue\nendpoint_name: web\nmodel: {reference}\n",
    )
    project = open_project(tmp_path)
    assert [flow.name for flow in project.deployed_flows] == (["flow"] if found else [])


def test_a_model_that_lies_in_azure_has_no_folder(tmp_path):
    write(tmp_path, a_yml="$schema: x/model.schema.json\nname: m\npath: azureml://jobs/x/outputs/y\n")
    assert [model.local_path for model in open_project(tmp_path).models] == [None]


@pytest.mark.parametrize("name", ["gone", "file"])
def test_what_is_no_folder_is_said(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart):
        open_project(tmp_path / name)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("api_key: abc", "api_key: ***"),
        ("  OPENAI_API_KEY: abc # note", "OPENAI_API_KEY: ***"),
        ('"password" : "x y"', '"password" : ***'),
        ("--index-url https://me:abc@host/simple", "--index-url https://***@host/simple"),
        ("APPLICATIONINSIGHTS_CONNECTION_STRING: InstrumentationKey=1", "APPLICATIONINSIGHTS_CONNECTION_STRING: ***"),
        ("secrets:", "secrets:"),
        ("image: a/b:1", "image: a/b:1"),
    ],
)
def test_a_secret_is_not_shown(line, shown):
    assert Source("a.yml", (line,)).line(1) == shown


@pytest.mark.parametrize(
    "text", [b"name: caf\xe9\nauth_mode: key\n", b"name: web\nauth_mode: key\n" + b"# x\n" * 200_000]
)
def test_a_file_that_is_not_taken_is_still_known(tmp_path, text):
    (tmp_path / "endpoint.yml").write_bytes(text)
    (tmp_path / "other.yml").write_bytes(text.replace(b"auth_mode", b"other"))
    (file,) = open_project(tmp_path).endpoints
    assert (file.root, len(file.problems)) == (None, 1)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to this user")
def test_what_may_not_be_read_is_told(tmp_path):
    write(tmp_path, **{"closed/flow.dag.yaml": "nodes: []\n", "a_yml": "name: a\n"})
    (tmp_path / "closed").chmod(0)
    (tmp_path / "a.yml").chmod(0)
    assert [file.source.name for file in open_project(tmp_path).unread] == ["closed", "a.yml"]


def test_a_file_is_an_environment_where_a_deployment_says_so(tmp_path):
    (tmp_path / "env.yml").write_text("name: e\nimage: ghcr.io/a/b:1\n", encoding="utf-8")
    assert open_project(tmp_path).environments == ()
    text = "name: blue\nendpoint_name: web\nenvironment: file:env.yml\n"
    (tmp_path / "deployment.yml").write_text(text, encoding="utf-8")
    assert [one.name for one in open_project(tmp_path).environments] == ["e"]


def test_a_folder_with_what_cannot_be_read_is_not_empty(tmp_path):
    assert open_project(tmp_path).is_empty
    (tmp_path / "deployment.yml").symlink_to(tmp_path / "deployment.yml")
    assert not open_project(tmp_path).is_empty
