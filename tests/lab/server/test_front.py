from __future__ import annotations

import json

import pytest

from pfdoctor.lab.faults import parse
from pfdoctor.lab.server.cloud import NAME
from pfdoctor.lab.server.front import Conditions, front
from pfdoctor.lab.token import Token
from pfdoctor.model.exchange import Ask, Reply

URL = "https://127.0.0.1:4433"
TENANT = "9b2f6c04-7a1d-4e58-8d3c-5f60a1b7e2c9"
NOW = 1_800_000_000


@pytest.fixture(name="ask")
def _ask(bundle):
    def make(**conditions):
        answer = front(lambda ask: Reply(200, "arm"), bundle(), URL, Conditions(**conditions), lambda: NOW)

        def ask(path="/subscriptions", token="lab:user", verb="GET", body=None):
            headers = {} if token is None else {"authorization": f"Bearer {token}"}
            return answer(Ask.from_url(verb, f"{URL}{path}", body, headers))

        return ask

    return make


@pytest.mark.parametrize(
    ("version", "listed"), [("2019-05-01", True), ("2020-06-01", True), ("2022-09-01", False), ("2015-01-01", False)]
)
def test_the_cloud_describes_itself_without_sign_in(ask, version, listed):
    found = ask()(f"/metadata/endpoints?api-version={version}", token=None).body
    assert isinstance(found, list) is listed
    cloud = found[0] if listed else found
    assert (cloud["name"], cloud["resourceManager"], cloud["authentication"]["loginEndpoint"]) == (NAME, f"{URL}/", URL)


def test_no_client_is_sent_to_microsoft(ask):
    told = json.dumps(ask()("/metadata/endpoints?api-version=2022-09-01", token=None).body)
    assert "microsoft" not in told.lower().replace("microsoftgraphresourceid", "")


@pytest.mark.parametrize(
    "audience", ["", URL, f"{URL}/", "https://management.azure.com", "https://management.core.windows.net/"]
)
def test_a_good_token_is_let_through(ask, audience):
    assert ask()(token=str(Token("user", audience=audience, expires=NOW + 1))).body == "arm"


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (None, "AuthenticationFailed"),
        ("junk", "InvalidAuthenticationToken"),
        (str(Token("user", expires=NOW)), "ExpiredAuthenticationToken"),
        (str(Token("user", audience="https://vault.azure.net")), "InvalidAuthenticationTokenAudience"),
    ],
)
@pytest.mark.parametrize("path", ["/subscriptions", "/v1.0/users", "/nothing"])
def test_without_a_good_token_nothing_is_told(ask, token, code, path):
    reply = ask()(path, token)
    assert (reply.status, reply.body["error"]["code"]) == (401, code)
    assert reply.headers["WWW-Authenticate"].startswith(
        f'Bearer authorization_uri="{URL}/{TENANT}", error="invalid_token"'
    )


def test_sign_in_is_not_throttled_and_arm_is(ask):
    answer = ask(throttle=1)
    assert [answer().status for _ in range(2)] == [200, 429]
    assert answer("/metadata/endpoints?api-version=2022-09-01", token=None).status == 200


def test_a_fault_comes_before_everything(ask):
    answer = ask(faults=parse([{"request": "* *", "status": 500}], "f"))
    assert [answer().status, answer(token=None).status, answer("/metadata/endpoints").status] == [500, 500, 500]


@pytest.mark.parametrize(
    ("ids", "found"), [(["USER", "app-object"], ["user", "app-object"]), (["nobody"], []), ([], [])]
)
def test_principals_are_found_by_their_object_ids(ask, ids, found):
    reply = ask()("/v1.0/directoryObjects/getByIds", verb="POST", body=json.dumps({"ids": ids}).encode())
    assert [one["id"] for one in reply.body["value"]] == found


def test_an_application_is_found_by_its_client_id(ask):
    query = "?$filter=servicePrincipalNames/any(c:c eq 'APP-client')"
    (found,) = ask()(f"/v1.0/servicePrincipals{query}").body["value"]
    assert (found["id"], found["appId"]) == ("app-object", "app-client")
    assert found["@odata.type"] == "#microsoft.graph.servicePrincipal"


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("POST", "/v1.0/directoryObjects/getByIds", b"["),
        ("GET", "/v1.0/me", None),
        ("GET", "/v1.0/servicePrincipals", None),
    ],
)
def test_what_graph_is_not_asked_for_is_refused(ask, verb, path, body):
    assert ask()(path, verb=verb, body=body).status == 400
