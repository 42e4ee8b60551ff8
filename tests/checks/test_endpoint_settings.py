from __future__ import annotations

import pytest

ID = "endpoint-settings"
UAI = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-pf"
USER = f"""
    name: web
    auth_mode: key
    identity:
      type: user_assigned
      user_assigned_identities:
      - resource_id: {UAI}
"""
FLAG = "enforce_access_to_default_secret_stores"


@pytest.mark.parametrize(
    "text",
    [
        "name: web\nauth_mode: aad_token\n",
        "name: web\nauth_mode: AMLToken\n",
        "name: web\nauth_mode: Key\nidentity: {type: SystemAssigned}\ntraffic: {blue: 10, green: 90}\n",
        f"name: web\nauth_mode: key\nproperties:\n  {FLAG}: enabled\n",
        "name: web\nauth_mode: key\ntraffic: {blue: 0}\n",
        USER,
    ],
)
def test_passes_for_what_azure_accepts(folder, text):
    folder["endpoint.yml"] = text
    assert folder.outcome(ID) == "passed"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name: 1web\nauth_mode: key\n", 1),
        ("name: a\nauth_mode: key\n", 1),
        ("name: web-\nauth_mode: key\n", 1),
        ("name: web\nauth_mode: none\n", 2),
        ("name: web\nauth_mode: key\nidentity:\n  type: none\n", 4),
        ("name: web\nauth_mode: key\nidentity:\n  type: user_assigned\n", 3),
        ("name: web\nauth_mode: key\ntraffic: {blue: 50}\n", 3),
        ('name: web\nauth_mode: key\ntraffic: {blue: "50", green: 20}\n', 3),
        ("name: web\nauth_mode: key\npublic_network_access: off\n", 3),
        (USER.replace(UAI, "id-pf"), 6),
        (USER.replace("resource_id: ", ""), 6),
        (USER + f"    properties:\n      {FLAG}: enabled\n", 8),
    ],
)
def test_fails_for_what_azure_refuses(folder, text, line):
    folder["endpoint.yml"] = text
    assert folder.failures(ID) == [("error", f"endpoint.yml:{line}")]


@pytest.mark.parametrize("value", ["True", "yes", "on"])
def test_an_enforcement_that_is_no_text_is_a_warning(folder, value):
    folder["endpoint.yml"] = f"name: web\nauth_mode: key\nproperties:\n  {FLAG}: {value}\n"
    assert folder.failures(ID) == [("warning", "endpoint.yml:4")]


def test_a_key_that_is_written_twice_is_a_warning(folder):
    folder["endpoint.yml"] = "name: web\nauth_mode: key\nname: web\n"
    assert folder.failures(ID) == [("warning", "endpoint.yml:3")]


def test_what_az_cannot_read_fails(folder):
    folder["endpoint.yml"] = "name: web\nauth_mode: key\nidentity: {\n"
    assert folder.failures(ID) == [("error", "endpoint.yml:4")]


@pytest.mark.parametrize("name", ["{{ENDPOINT_NAME}}", "${{ENDPOINT}}", "<endpoint_name>", "$ENDPOINT"])
def test_a_template_is_unknown(folder, name):
    folder["endpoint.yml"] = f"name: {name}\nauth_mode: key\n"
    assert (folder.outcome(ID), folder.result(ID).subject) == ("unknown", "endpoint.yml:1")


def test_kubernetes_is_skipped(folder):
    schema = "https://azuremlschemas.azureedge.net/latest/kubernetesOnlineEndpoint.schema.json"
    folder["endpoint.yml"] = f"$schema: {schema}\nname: 1\n"
    assert folder.outcome(ID) == "skipped"


def test_without_endpoints_there_is_nothing_to_judge(folder):
    assert folder.outcome(ID) == "skipped"


@pytest.mark.parametrize(("name", "outcomes"), [("my-endpoint", ["failed"]), ("other", ["passed"])])
def test_an_endpoint_that_exists_keeps_its_identity(folder, world, name, outcomes):
    folder["endpoint.yml"] = f"name: {name}\nauth_mode: key\nidentity: {{type: system_assigned}}\n"
    assert [one.outcome for one in folder.with_world(world, ID)] == outcomes


def test_a_field_that_az_does_not_know_is_a_warning(folder):
    folder["endpoint.yml"] = "name: web\nauth_mode: key\nauthmode: key\n"
    assert folder.failures(ID) == [("warning", "endpoint.yml:3")]
    assert "did you mean auth_mode?" in folder.results(ID)[0].message
