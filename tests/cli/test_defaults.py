from __future__ import annotations

import json

import pytest

from pfdoctor.cli.defaults import resolve
from pfdoctor.model.errors import CannotStart

PROFILE = {
    "subscriptions": [
        {"id": "sub-gov", "isDefault": True, "environmentName": "AzureUSGovernment"},
        {"id": "sub-other", "isDefault": False, "environmentName": "AzureCloud"},
        {"id": "sub-az", "isDefault": True, "environmentName": "AzureCloud"},
    ]
}
CONFIG = {"subscription_id": "sub-config", "resource_group": "rg-config", "workspace_name": "ws-config"}
ENVIRONMENT = {
    "AZUREML_ARM_SUBSCRIPTION": "sub-env",
    "AZURE_SUBSCRIPTION_ID": "sub-sdk",
    "AZUREML_ARM_RESOURCEGROUP": "rg-env",
    "AZUREML_ARM_WORKSPACE_NAME": "ws-env",
}


@pytest.fixture(name="home")
def _home(tmp_path):
    """A home where `az` is signed in and configured."""
    az = tmp_path / "home" / ".azure"
    az.mkdir(parents=True)
    (az / "config").write_text("[defaults]\ngroup = rg-az\nworkspace = ws-az\nendpoint = ep-az\n", encoding="utf-8")
    (az / "azureProfile.json").write_text(json.dumps(PROFILE), encoding="utf-8-sig")
    return tmp_path / "home"


@pytest.fixture(name="project")
def _project(tmp_path):
    """A folder two below the one with a config.json."""
    place = tmp_path / "project"
    (place / ".azureml").mkdir(parents=True)
    (place / "flows" / "chat").mkdir(parents=True)
    (place / ".azureml" / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    return place


def values(names):
    found = (names.subscription, names.resource_group, names.workspace, names.endpoint)
    return tuple(name and name.value for name in found)


def test_what_az_knows(home, tmp_path):
    names = resolve({}, {}, tmp_path, home)
    assert values(names) == ("sub-az", "rg-az", "ws-az", "ep-az")
    assert list(names.told()) == [
        "subscription sub-az (the signed-in az account)",
        "resource group rg-az (az configure)",
        "workspace ws-az (az configure)",
        "endpoint ep-az (az configure)",
    ]


def test_the_nearest_config_comes_before_az(home, project):
    names = resolve({}, {}, project / "flows" / "chat", home)
    assert values(names) == ("sub-config", "rg-config", "ws-config", "ep-az")
    assert names.workspace.source == str(project / ".azureml" / "config.json")


def test_the_environment_comes_before_the_config(home, project):
    assert values(resolve({}, ENVIRONMENT, project, home)) == ("sub-env", "rg-env", "ws-env", "ep-az")
    assert resolve({}, {"AZURE_SUBSCRIPTION_ID": "sub-sdk"}, project, home).subscription.value == "sub-sdk"


def test_what_was_typed_comes_first(home, project):
    typed = {"subscription": "s", "resource_group": "g", "workspace": "w", "endpoint": "e"}
    names = resolve(typed, ENVIRONMENT, project, home)
    assert values(names) == ("s", "g", "w", "e")
    assert names.required() == ("s", "g", "w")


def test_a_config_of_another_tool_is_passed_over(home, project):
    (project / "flows" / "config.json").write_text(
        '{"model_type": "bert", "resource_group": "rg-bert"}', encoding="utf-8"
    )
    (project / "flows" / "chat" / "config.json").write_text("not json", encoding="utf-8")
    assert resolve({}, {}, project / "flows" / "chat", home).workspace.value == "ws-config"


BROKEN = '{"subscription_id": "s", "workspace_name": "w",}'


@pytest.mark.parametrize("raw", [BROKEN.encode(), ("\ufeff" + BROKEN).encode(), BROKEN.encode("utf-16")])
def test_a_broken_config_that_was_meant_is_named(home, project, raw):
    path = project / "flows" / "config.json"
    path.write_bytes(raw)
    with pytest.raises(CannotStart) as error:
        resolve({"workspace": "w"}, {}, project / "flows", home)
    assert str(error.value).startswith(f"{path} should name the workspace and is not JSON")
    assert "\n" not in str(error.value)


def test_a_broken_config_that_nobody_needs_is_passed_over(home, project):
    (project / "flows" / "config.json").write_text(BROKEN, encoding="utf-8")
    typed = {"subscription": "s", "resource_group": "g", "workspace": "w"}
    assert values(resolve(typed, {}, project / "flows", home))[:3] == ("s", "g", "w")
    assert values(resolve({}, ENVIRONMENT, project / "flows", home))[:3] == ("sub-env", "rg-env", "ws-env")


def test_a_config_that_holds_a_scope(home, tmp_path):
    scope = "/subscriptions/s1/resourceGroups/g1/providers/Microsoft.MachineLearningServices/workspaces/w1"
    (tmp_path / "config.json").write_text(json.dumps({"Scope": scope}), encoding="utf-8")
    assert values(resolve({}, {}, tmp_path, home))[:3] == ("s1", "g1", "w1")


def test_the_account_of_the_cloud_that_az_is_set_to(home, tmp_path):
    assert resolve({}, {"AZURE_CLOUD_NAME": "AzureUSGovernment"}, tmp_path, home).subscription.value == "sub-gov"


def test_another_folder_of_az(home, tmp_path):
    assert values(resolve({}, {"AZURE_CONFIG_DIR": str(tmp_path / "none")}, tmp_path, home)) == (None,) * 4
    assert resolve({}, {"AZURE_DEFAULTS_GROUP": "g"}, tmp_path, home).resource_group.value == "g"


@pytest.mark.parametrize("text", ["", "[", '{"subscriptions": 3}', "[1]", '{"subscriptions": [1]}'])
def test_a_profile_that_is_not_understood_says_nothing(home, tmp_path, text):
    (home / ".azure" / "azureProfile.json").write_text(text, encoding="utf-8")
    (home / ".azure" / "config").write_text("no section\n", encoding="utf-8")
    assert values(resolve({}, {}, tmp_path, home)) == (None,) * 4


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"workspace": "ws "}, "The workspace 'ws ' from --workspace-name begins or ends with a blank"),
        ({"workspace": ""}, "The workspace from --workspace-name is empty."),
        ({"resource_group": "a/b"}, "The resource group 'a/b' from --resource-group is not a name that Azure allows."),
        ({"endpoint": "a\x1b[2J"}, "is not a name that Azure allows"),
    ],
)
def test_a_name_that_nothing_can_have(home, tmp_path, given, sentence):
    with pytest.raises(CannotStart) as error:
        resolve(given, {}, tmp_path, home)
    assert sentence in str(error.value)


def test_a_bad_name_says_which_file_it_came_from(home, project):
    (project / ".azureml" / "config.json").write_text(json.dumps(CONFIG | {"workspace_name": "ws "}), encoding="utf-8")
    with pytest.raises(CannotStart, match=r"config\.json"):
        resolve({}, {}, project, home)


def test_what_nobody_says_is_asked_for(home, tmp_path):
    names = resolve({"workspace": "w"}, {"AZURE_CONFIG_DIR": str(tmp_path)}, tmp_path, home)
    with pytest.raises(CannotStart, match="which resource group and subscription to look at: give -g --subscription"):
        names.required()
