from __future__ import annotations

import json

import pytest

DIALECTS = {
    "az": "az role assignment create",
    "bicep": "Microsoft.Authorization/roleAssignments@2022-04-01",
    "terraform": 'resource "azurerm_role_assignment"',
    "powershell": "Send-Change PUT",
    "markdown": "Who may do it",
    "json": '"kind": "grant-role"',
}


def test_the_plan_says_what_why_who_and_what_will_pass(pfdoctor):
    done = pfdoctor("fix", "--demo")
    assert done.returncode == 1
    text = " ".join(done.stdout.split())
    assert "grant AcrPull on contosoacr to id-pf" in text
    assert "acr-pull (simulated, with all steps)" in text
    assert "who may group a07d5e31-c4f9-4268-8be3-1f06c9d2a785, through Owner" in text
    assert "(needs --unsafe: it restarts the deployment)" in text
    assert "nothing was changed" in done.stderr


@pytest.mark.parametrize("options", ["", " -d blue", " --grant-roles", " --environment --unsafe --dry-run"])
def test_the_command_that_hands_it_over_asks_for_the_same(pfdoctor, options):
    done = pfdoctor("fix", "--demo", *options.split())
    assert f"pfdoctor fix --demo{options.removesuffix(' --dry-run')} --emit markdown\n" in done.stderr


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_holds_the_same_assignments(pfdoctor, dialect):
    done = pfdoctor("fix", "--demo", "--grant-roles", "--emit", dialect)
    assert done.returncode == 1
    assert DIALECTS[dialect] in done.stdout
    assert done.stdout.count("03b8cb46-377b-5772-98c3-3fb41c640b75") >= 1


def test_selectors_leave_out_the_rest(pfdoctor):
    plan = json.loads(pfdoctor("fix", "--demo", "--environment", "--emit", "json").stdout)
    assert [step["kind"] for step in plan["steps"]] == ["register-environment", "set-deployment"]


def test_an_endpoint_without_findings_needs_no_plan(pfdoctor, tmp_path):
    file = tmp_path / "healthy.json"
    from pfdoctor.lab.worlds import raw

    file.write_text(json.dumps(raw("healthy")), encoding="utf-8")
    done = pfdoctor("fix", "--bundle", str(file), "--grant-roles")
    assert done.returncode == 0
    assert "nothing that failed can be mended" in done.stdout


def test_a_folder_is_mended_and_put_back(pfdoctor, tmp_path):
    flow = "nodes:\n- name: a\n  type: python\n  source: {type: code, path: a.py}\n"
    environment = "# mine\nname: pf\nimage: contoso.azurecr.io/promptflow/web:1\n"
    files = {"flow/flow.dag.yaml": flow, "environment.yml": environment}
    files["deployment.yml"] = "name: blue\nendpoint_name: web\nenvironment: azureml:pf:1\nmodel:\n  path: flow\n"
    folder = tmp_path / "project"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    mine = {"HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
    assert "+inference_config:" in pfdoctor("fix", "--project", str(folder), **mine).stdout
    assert pfdoctor("fix", "--project", str(folder), "--all", "--yes", **mine).returncode == 0
    assert pfdoctor("check", "--project", str(folder), "--only", "inference-config", **mine).returncode == 0
    listed = pfdoctor("undo", **mine).stdout
    assert f"  {(folder / 'environment.yml').resolve()}  1 of 1 to undo" in listed
    assert pfdoctor("undo", listed.split()[0], "--yes", **mine).returncode == 0
    assert (folder / "environment.yml").read_text(encoding="utf-8") == environment


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fix", "--demo", "--emit", "yaml"], "az"),
        (["fix", "--demo", "--plan", "none.json"], "The plan none.json cannot be read"),
        (["undo", "20200101-000000-abcdef"], "There is no run '20200101-000000-abcdef'"),
        (["fix", "--project", "no/such/folder"], "no/such/folder"),
    ],
)
def test_what_was_typed_wrong_is_one_sentence(pfdoctor, tmp_path, arguments, sentence):
    done = pfdoctor(*arguments, HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path / "s"))
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_steps_of_another_kind_are_told(pfdoctor, tmp_path):
    deployment = "name: blue\nendpoint_name: pf1\nenvironment:\n  image: promptflow-runtime:1\n"
    (tmp_path / "deployment.yml").write_text(deployment, encoding="utf-8")
    done = pfdoctor("fix", "--project", ".", "--grant-roles")
    assert (done.returncode, done.stdout) == (0, " project .: no step of the kind you asked for.\n")
    assert done.stderr == "pfdoctor: to see the others: pfdoctor fix --project .\n"
    assert pfdoctor("fix", "--project", ".").stdout.startswith(" project . · 1 step\n")


def test_a_journal_that_is_not_understood_is_told_and_not_passed_over(pfdoctor, tmp_path):
    mine = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "s")}
    journals = tmp_path / "s" / "pfdoctor" / "runs"
    journals.mkdir(parents=True)
    (journals / "20200101-000000-abcdef.jsonl").write_text("nonsense\n", encoding="utf-8")
    for arguments, code in ((["undo"], 0), (["undo", "20200101-000000-abcdef"], 2)):
        done = pfdoctor(*arguments, **mine)
        assert (done.returncode, "is not understood" in done.stderr) == (code, True)
