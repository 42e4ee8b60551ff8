"""What the lab can be asked to do wrong, as clients see it over the network."""

from __future__ import annotations

import json
import time

import pytest
import requests
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.mgmt.containerregistry import ContainerRegistryManagementClient

from pfdoctor.lab.token import Token

LIST = "/providers/Microsoft.MachineLearningServices/workspaces?api-version=2024-10-01-preview"


@pytest.fixture
def spoiled(lab, tmp_path):
    def start(*faults, more=()):
        file = tmp_path / "faults.json"
        file.write_text(json.dumps([{"request": "GET */workspaces", **one} for one in faults]), encoding="utf-8")
        running = lab("--faults", str(file), *more)
        return running, f"{running.group}{LIST}"

    return start


def test_a_status_with_its_body_and_retry_after_so_many_times(spoiled):
    running, path = spoiled({"status": 503, "body": {"error": {"code": "Busy"}}, "retry_after": 1, "times": 2})
    answers = [running.ask(path) for _ in range(3)]
    assert [one.status_code for one in answers] == [503, 503, 200]
    assert (answers[0].json(), answers[0].headers["Retry-After"]) == ({"error": {"code": "Busy"}}, "1")
    logged = [line.get("fault") for line in running.requests()]
    assert logged == ["fault 1", "fault 1", None]


def test_a_reset(spoiled):
    running, path = spoiled({"reset": True, "times": 1})
    with pytest.raises(requests.ConnectionError):
        running.ask(path)
    assert running.ask(path).status_code == 200
    assert running.requests()[0]["status"] is None


def test_a_body_cut_off(spoiled):
    running, path = spoiled({"cut_off": 20, "times": 1})
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        running.ask(path)
    assert running.ask(path).status_code == 200
    assert running.requests()[0]["bytes"] == 20


def test_another_content_type(spoiled):
    running, path = spoiled({"content_type": "text/html", "status": 200, "body": "<html>"})
    answer = running.ask(path)
    assert (answer.headers["Content-Type"], answer.text) == ("text/html", "<html>")


def hurried(running, path):
    """A request whose client waits half a second for the answer."""
    trust = running.exports["REQUESTS_CA_BUNDLE"]
    requests.get(f"{running.url}{path}", headers={"Authorization": "Bearer lab:"}, verify=trust, timeout=(30, 0.5))


def test_a_hang(spoiled):
    running, path = spoiled({"hang": 600, "times": 1}, {"hang": 0.2, "times": 1})
    with pytest.raises(requests.ReadTimeout):
        hurried(running, path)
    with pytest.raises(requests.ConnectionError):
        running.ask(path)
    assert running.ask(path).status_code == 200


@pytest.mark.parametrize("fault", [{"reset": True}, {"cut_off": 9}, {"status": 200, "body": "<html>"}, {"status": 500}])
def test_pfdoctor_calls_what_broke_unknown(spoiled, fault):
    running, _ = spoiled({"request": "GET */connections", **fault})
    done = running.pfdoctor("check", "--only", "connections-resolve", "-o", "json")
    assert done.returncode == 3, done.stderr
    assert {one["outcome"] for one in json.loads(done.stdout)["results"]} == {"unknown"}


def test_latency_holds_answers_back(lab):
    running = lab("--latency", "60000")
    with pytest.raises(requests.ReadTimeout):
        hurried(running, f"{running.group}{LIST}")


def test_throttling_ends_when_the_client_waits_as_told(lab):
    running = lab("--throttle", "2")
    codes = [running.ask(f"{running.group}{LIST}").status_code for _ in range(12)]
    assert 429 in codes
    client = _registries(running, "lab:")
    assert list(client.registries.list_by_resource_group(running.exports["AZUREML_ARM_RESOURCEGROUP"]))


class _Fixed:
    def __init__(self, token):
        self._token = token

    def get_token(self, *_scopes, **_options):
        return AccessToken(self._token, int(time.time()) + 3600)


def _registries(running, token):
    return ContainerRegistryManagementClient(
        _Fixed(token),
        running.exports["AZURE_SUBSCRIPTION_ID"],
        base_url=running.url,
        credential_scopes=[f"{running.url}/.default"],
        connection_verify=running.exports["REQUESTS_CA_BUNDLE"],
    )


@pytest.mark.parametrize(
    ("token", "kind", "code"),
    [
        (str(Token("x", expires=1)), ClientAuthenticationError, "ExpiredAuthenticationToken"),
        ("junk", ClientAuthenticationError, "InvalidAuthenticationToken"),
        ("lab:2c9e84b7-6f13-4d05-b8a2-7e05d1c9f340", HttpResponseError, "AuthorizationFailed"),
    ],
)
def test_the_sdk_understands_a_refused_token(demo, token, kind, code):
    with pytest.raises(kind) as error:
        _registries(demo, token).registries.get("rg-contoso", "contosoacr")
    assert error.value.error.code == code


def test_no_token_at_all(demo):
    answer = requests.get(
        f"{demo.url}{demo.subscription}?api-version=2022-12-01", verify=demo.exports["REQUESTS_CA_BUNDLE"], timeout=30
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "AuthenticationFailed")
    assert answer.headers["WWW-Authenticate"].startswith(f'Bearer authorization_uri="{demo.url}/')


def test_a_request_that_it_does_not_know_is_named_in_the_log(demo):
    demo.ask(f"{demo.subscription}/providers/Microsoft.Nowhere/things?api-version=2020-01-01")
    demo.ask(f"{demo.subscription}?api-version=2022-12-01")
    assert [line["known"] for line in demo.requests()[-2:]] == [False, True]
