"""The real `az`, if PFDOCTOR_AZ names it or it is on the PATH, signed in to a lab whose caller owns everything."""

from __future__ import annotations

import json
import os
import shutil

import pytest

AZ = os.environ.get("PFDOCTOR_AZ") or shutil.which("az")
IDENTITY, CLIENT = "2c9e84b7-6f13-4d05-b8a2-7e15d1c9f340", "85b0d6f2-1a7c-49e3-9d54-c31e8a7b2f61"

pytestmark = pytest.mark.skipif(not AZ, reason="there is no az here")


@pytest.fixture(scope="module")
def az(start_lab):
    running = start_lab("--bundle", "healthy")

    def run(command, *more, **environment):
        done = running.run(AZ, *command.split(), *more, "-o", "json", **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    run.lab, run.group = running, running.group
    run("cloud set --name PfdoctorLab")
    who = running.exports
    signed_in = run(f"login --service-principal -u {who['AZURE_CLIENT_ID']} -p any --tenant {who['AZURE_TENANT_ID']}")
    assert [one["id"] for one in signed_in] == [who["AZURE_SUBSCRIPTION_ID"]]
    return run


def test_a_shell_that_knows_no_cloud_registers_it(az, tmp_path):
    lab = az.lab
    alone = {"AZURE_CONFIG_DIR": str(tmp_path), "ARM_CLOUD_METADATA_URL": ""}
    environment = {name: value for name, value in (lab.exports | alone).items() if value}
    kept, lab.exports = lab.exports, environment
    try:
        az(f"cloud register --name Mine --endpoint-resource-manager {lab.url}")
        az("cloud set --name Mine")
        az(f"login --service-principal -u {CLIENT} -p any --tenant {environment['AZURE_TENANT_ID']}")
        assert az("account show")["environmentName"] == "Mine"
    finally:
        lab.exports = kept


@pytest.mark.parametrize("whom", ["--assignee", "--assignee-object-id"])
def test_a_role_is_given_seen_and_taken_away(az, whom):
    more = () if whom == "--assignee" else ("--assignee-principal-type", "ServicePrincipal")
    made = az(f"role assignment create {whom} {IDENTITY} --role AcrPull --scope {az.group}", *more)
    assert (made["principalId"], made["scope"]) == (IDENTITY, az.group)
    (listed,) = az(f"role assignment list --assignee {CLIENT} --scope {az.group}")
    assert (listed["id"], listed["roleDefinitionName"], listed["principalName"]) == (made["id"], "AcrPull", CLIENT)
    az(f"role assignment delete --assignee {IDENTITY} --role AcrPull --scope {az.group}")
    assert az(f"role assignment list --assignee {IDENTITY} --scope {az.group}") == []


def test_role_assignments_and_definitions_are_listed(az):
    assert len(az(f"role assignment list --all --assignee {IDENTITY}")) == 5
    assert [one["roleName"] for one in az("role definition list --name AcrPull")] == ["AcrPull"]


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("acr show --name contosoacr --resource-group rg-contoso", "contosoacr"),
        ("acr show --name contosoacr", "contosoacr"),
        ("storage account show --name contosomlstore --resource-group rg-contoso", "contosomlstore"),
        ("identity show --name id-pf --resource-group rg-contoso", "id-pf"),
        ("cognitiveservices account show --name contoso-openai --resource-group rg-contoso", "contoso-openai"),
        ("group show --name rg-contoso", "rg-contoso"),
        ("resource list --name contosoacr --query [0]", "contosoacr"),
    ],
)
def test_a_resource_is_shown(az, command, name):
    assert az(command)["name"] == name


def test_any_request_can_be_made(az):
    path = f"{az.group}/providers/Microsoft.MachineLearningServices/workspaces/contoso-ml"
    assert az(f"rest --method get --url {path}?api-version=2024-10-01")["name"] == "contoso-ml"


def test_a_refusal_is_told_in_azures_words(az):
    done = az.lab.run(AZ, "group", "show", "--name", "rg-nowhere")
    assert done.returncode == 3
    assert "(ResourceGroupNotFound) Resource group 'rg-nowhere' could not be found." in done.stderr


def test_pfdoctor_signs_in_through_az(az):
    done = az.lab.pfdoctor(
        "check", "--auth", "cli", "-o", "json", PATH=f"{os.path.dirname(AZ)}{os.pathsep}{os.environ['PATH']}"
    )
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["target"]["world"] == "azure"


def test_nothing_was_asked_that_the_lab_does_not_know(az):
    assert [line["request"] for line in az.lab.requests() if not line["known"]] == []
