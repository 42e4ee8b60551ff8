from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from pfdoctor.bundle.write import dump
from pfdoctor.lab.worlds import load
from pfdoctor.report.json_report import schema

PULL = "Microsoft.ContainerRegistry/registries/pull/read"
BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
CHAT = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"


@pytest.fixture(name="healthy", scope="session")
def _healthy(tmp_path_factory):
    path = tmp_path_factory.mktemp("bundle") / "healthy.json"
    dump(load("healthy"), path)
    return str(path)


@pytest.mark.parametrize(
    ("action", "code", "verdict"), [(BLOBS, 0, "allowed"), (PULL, 1, "denied"), (CHAT, 3, "unknown")]
)
def test_the_exit_code_is_the_verdict(pfdoctor, action, code, verdict):
    done = pfdoctor("can", "my-endpoint", action, "--demo", "-o", "json")
    found = json.loads(done.stdout)
    Draft202012Validator(schema("can")).validate(found)
    assert (done.returncode, done.stderr, found["verdict"]) == (code, "", verdict)
    assert found["target"]["world"] == "demo"


def test_the_whole_table(pfdoctor, healthy):
    done = pfdoctor("can", "my-endpoint", "--all", "--bundle", healthy, "-o", "json")
    found = json.loads(done.stdout)
    Draft202012Validator(schema("can")).validate(found)
    assert (done.returncode, found["verdict"]) == (0, "allowed")
    assert {one["check"]: one["verdict"] for one in found["rows"]}["datastore-reader"] == "denied"


def test_two_runs_over_one_bundle_differ_in_their_cost_alone(pfdoctor, healthy):
    first, second = (json.loads(pfdoctor("can", "--all", "--bundle", healthy, "-o", "json").stdout) for _ in range(2))
    assert first | {"cost": 0} == second | {"cost": 0}


def test_for_a_person(pfdoctor, tmp_path):
    done = pfdoctor("can", "my-endpoint", PULL, "--demo", "--output-file", "page.txt")
    page = (tmp_path / "page.txt").read_text(encoding="utf-8")
    assert (done.returncode, done.stdout) == (1, "")
    assert page.startswith(" my-endpoint · workspace contoso-ml · rg-contoso · demo")
    assert f"✗ id-pf may not do {PULL} on registry contosoacr" in page
    assert "grant   AcrPull on registry contosoacr\n" in page


def test_without_an_endpoint_the_only_one_is_meant(pfdoctor):
    assert pfdoctor("can", BLOBS, "--demo").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["my-endpoint"], "Give either an ACTION, or --all"),
        (["my-endpoint", PULL, "--all"], "Give either an ACTION, or --all"),
        (["my-endpoint", "--all", "--data"], "--scope, --data and --principal do not fit"),
        (["my-endpoint", PULL + "s"], f"did you mean {PULL}?"),
        (["my-endpoint", PULL, "--scope", "acr"], "is not the id of a subscription"),
        (["my-endpoint", PULL, "--principal", "you"], "is not the object id of a principal"),
        (["other", PULL], "is about the endpoint 'my-endpoint', not 'other'"),
    ],
)
def test_what_cannot_be_asked(pfdoctor, arguments, sentence):
    done = pfdoctor("can", *arguments, "--demo")
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_has_examples(pfdoctor):
    done = pfdoctor("can", "--help")
    assert "pfdoctor can my-endpoint --all" in done.stdout
    assert "--principal" in done.stdout


# who-can


def scope():
    return f"/subscriptions/{load('demo').target.subscription}/resourceGroups/rg-contoso"


def test_who_can(pfdoctor):
    done = pfdoctor(
        "who-can", "Microsoft.Authorization/roleAssignments/write", "--scope", scope(), "--demo", "-o", "json"
    )
    found = json.loads(done.stdout)
    Draft202012Validator(schema("who-can")).validate(found)
    assert (done.returncode, done.stderr) == (0, "")
    assert [(one["type"], one["grants"][0]["role"]) for one in found["holders"]] == [("Group", "Owner")]


def test_who_can_where_something_may_not_be_read(pfdoctor):
    unread = "/subscriptions/c83e17b5-2d94-4a60-8f1e-93b7d4a6205c/resourceGroups/rg-ai-shared"
    done = pfdoctor("who-can", CHAT, "--scope", unread, "--demo")
    assert done.returncode == 3
    assert "needs   Microsoft.Authorization/roleAssignments/read" in done.stdout


def test_who_can_needs_a_scope(pfdoctor):
    done = pfdoctor("who-can", CHAT, "--demo")
    assert done.returncode == 2
    assert "--scope" in done.stderr


def test_nobody_is_signed_in(pfdoctor):
    done = pfdoctor("who-can", CHAT, "--scope", scope(), "--auth", "cli", PATH="")
    assert done.returncode == 2
    assert done.stderr.startswith("pfdoctor: Not signed in to Azure")
