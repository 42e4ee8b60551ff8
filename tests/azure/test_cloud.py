from __future__ import annotations

import pytest

from pfdoctor.azure.cloud import PUBLIC, current, described
from pfdoctor.model.errors import CannotStart

HERE = "https://127.0.0.1:4433"
ENTRY = {"name": "Lab", "resourceManager": f"{HERE}/", "authentication": {"loginEndpoint": f"{HERE}/"}}


def test_the_public_cloud_is_the_default(tmp_path):
    assert current({"AZURE_CONFIG_DIR": str(tmp_path)}).name == "AzureCloud"


@pytest.mark.parametrize(
    ("authority", "manager"),
    [
        ("https://login.microsoftonline.us", "https://management.usgovcloudapi.net"),
        ("login.chinacloudapi.cn/", "https://management.chinacloudapi.cn"),
        ("https://login.microsoftonline.com", "https://management.azure.com"),
    ],
)
def test_the_authority_tells_the_cloud(authority, manager):
    assert current({"AZURE_AUTHORITY_HOST": authority}).resource_manager == manager


def test_the_cloud_of_az_is_taken(tmp_path):
    (tmp_path / "config").write_text("[cloud]\nname = AzureUSGovernment\n", encoding="utf-8")
    assert current({"AZURE_CONFIG_DIR": str(tmp_path)}).name == "AzureUSGovernment"


@pytest.mark.parametrize("document", [ENTRY, [{"name": "Other", "resourceManager": "https://example.com"}, ENTRY]])
def test_a_cloud_describes_itself_as_object_or_list(document):
    cloud = described(document, f"{HERE}/metadata/endpoints")
    assert (cloud.resource_manager, cloud.authority, cloud.scope) == (HERE, HERE, f"{HERE}/.default")
    assert not cloud.microsoft


def test_a_national_cloud_that_describes_itself_stays_microsofts():
    entry = {"resourceManager": "https://management.chinacloudapi.cn/", "authentication": {"loginEndpoint": "x"}}
    assert described(entry, "https://management.chinacloudapi.cn").microsoft


@pytest.mark.parametrize("document", [{}, [], [None], {"resourceManager": HERE}, "text"])
def test_a_description_without_endpoints_is_refused(document):
    with pytest.raises(CannotStart, match="does not describe a cloud"):
        described(document, HERE)


def test_a_description_out_of_reach_is_one_sentence():
    with pytest.raises(CannotStart, match="ARM_CLOUD_METADATA_URL"):
        current({"ARM_CLOUD_METADATA_URL": "https://127.0.0.1:1/metadata"})


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_certificates_that_are_not_there_are_told_before_a_request(name, tmp_path):
    there = {"AZURE_CONFIG_DIR": str(tmp_path), name: str(tmp_path)}
    assert current(there) == PUBLIC
    with pytest.raises(CannotStart, match=f"{name} names .*gone.pem, which is not there"):
        current(there | {name: str(tmp_path / "gone.pem")})
