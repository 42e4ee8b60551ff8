from __future__ import annotations

from urllib.parse import urlencode

import pytest

from pfdoctor.lab.server.entra import LIFETIME, Entra
from pfdoctor.lab.token import Token, read
from pfdoctor.model.exchange import Ask

URL = "https://127.0.0.1:4433"
TENANT = "9b2f6c04-7a1d-4e58-8d3c-5f60a1b7e2c9"
NOW = 1_800_000_000.5
GOOD = {
    "grant_type": "client_credentials",
    "client_id": "app-client",
    "client_secret": "x",
    "scope": f"{URL}/.default",
}


@pytest.fixture(name="entra")
def _entra(bundle):
    return Entra(bundle(), URL, lambda: NOW)


def post(entra, form, tenant=TENANT, version="/v2.0"):
    return entra(Ask("POST", f"/{tenant}/oauth2{version}/token", body=urlencode(form).encode()))


@pytest.mark.parametrize("version", ["", "/v2.0"])
def test_the_discovery_document_leads_to_the_token_endpoint(entra, version):
    found = entra(Ask("GET", f"/{TENANT}{version}/.well-known/openid-configuration")).body
    assert found["issuer"] == f"{URL}/{TENANT}{version}"
    assert found["token_endpoint"] == f"{URL}/{TENANT}/oauth2{version}/token"
    assert entra(Ask("GET", found["jwks_uri"].removeprefix(URL))).body == {"keys": []}


def test_instance_discovery_names_this_host(entra):
    found = entra(Ask("GET", "/common/discovery/instance")).body
    assert found["metadata"][0]["aliases"] == ["127.0.0.1:4433"]
    assert found["tenant_discovery_endpoint"] == f"{URL}/{TENANT}/v2.0/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("client", "oid"), [("app-client", "app-object"), ("APP-OBJECT", "app-object"), ("user", "user")]
)
def test_a_token_names_its_principal(entra, client, oid):
    reply = post(entra, GOOD | {"client_id": client})
    assert (reply.status, reply.body["token_type"], reply.body["expires_in"]) == (200, "Bearer", LIFETIME)
    app = {"app-object": "app-client"}.get(oid, oid)
    assert read(reply.body["access_token"]) == Token(oid, app, TENANT, URL, int(NOW) + LIFETIME)


def test_a_certificate_or_the_older_endpoint_will_do(entra):
    form = {"grant_type": "client_credentials", "client_id": "user", "client_assertion": "x", "resource": URL}
    assert post(entra, form, version="").status == 200


@pytest.mark.parametrize(
    ("form", "status", "error", "words"),
    [
        (GOOD | {"client_id": "team"}, 400, "unauthorized_client", "AADSTS700016: Application with identifier 'team'"),
        (GOOD | {"client_id": "x"}, 400, "unauthorized_client", f"was not found in the directory '{TENANT}'."),
        (GOOD | {"client_secret": ""}, 401, "invalid_client", "AADSTS7000216: "),
        (GOOD | {"scope": ""}, 400, "invalid_request", "AADSTS900144: "),
        ({}, 400, "invalid_request", "parameter: 'grant_type'"),
        (GOOD | {"grant_type": "password"}, 400, "unsupported_grant_type", "AADSTS70003: "),
    ],
)
def test_a_refusal_is_said_as_entra_says_it(entra, form, status, error, words):
    reply = post(entra, form)
    assert (reply.status, reply.body["error"]) == (status, error)
    assert words in reply.body["error_description"]
    assert reply.body["error_description"].startswith(f"AADSTS{reply.body['error_codes'][0]}: ")


def test_another_tenant_is_not_found(entra):
    assert "AADSTS90002" in post(entra, GOOD, tenant="other").body["error_description"]
    assert entra(Ask("GET", "/other/v2.0/.well-known/openid-configuration")).status == 400


@pytest.mark.parametrize("path", ["/", "/subscriptions", "/subscriptions/s/resourceGroups/token", "/a/b/c/d/token"])
def test_what_is_not_about_signing_in_is_left_to_others(entra, path):
    assert entra(Ask("GET", path)) is None
