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
    ],
)
def test_a_file_is_known_by_what_stands_in_it(tmp_path, text, kind):
    write(tmp_path, some_yml=text)
    assert kinds(tmp_path) == ({kind: ["some.yml"]} if kind else {})


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
