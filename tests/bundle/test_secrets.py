"""Secrets of every kind are taken out of text, and what is none stays."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.bundle.secrets import redact, redacted

A = "q7Zt4mXw9LbNc2VyKs8RdPfGh3JuTe6A"
"""What stands for a secret: long and without meaning. All of these are made up."""
HEX = "9f3b27c1d85e4a60b7d2c94e1f8a3650"
LONG = (A + A + A)[:86]

SECRETS = (
    ("AccountKey=" + LONG + "==", LONG),
    ("DefaultEndpointsProtocol=https;AccountName=st1;AccountKey=" + LONG + "==;EndpointSuffix=core.windows.net", LONG),
    ("SharedAccessKeyName=root;SharedAccessKey=" + A + "=", A),
    ("SharedAccessSignature=sv=2023-01-01&sig=" + A, A),
    ("https://st1.blob.core.windows.net/c/b?sv=2023-11-03&sp=r&sig=" + A + "%3D", A),
    ("https%3A%2F%2Fst1.blob.core.windows.net%2Fc%3Fsv%3D1%26sig%3D" + A, A),
    ("Authorization: Bearer " + A, A),
    ("authorization: Basic " + A, A),
    ("'Authorization': 'Bearer " + A + "'", A),
    ("Authorization: SharedKey st1:" + A + "=", A),
    ('{"Authorization": "' + A + '"}', A),
    ("curl -H 'api-key: " + HEX + "'", HEX),
    ("Ocp-Apim-Subscription-Key: " + HEX, HEX),
    ("x-functions-key: " + A + "==", A),
    ("token eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9." + A + "." + A, A),
    ("password=" + A, A),
    ("Server=tcp:db1;User ID=sa;Password=" + A + ";Encrypt=True", A),
    ("Pwd=" + A + ";", A),
    ('"password": "' + A + '"', A),
    ("client_secret=" + A, A),
    ('"clientSecret": "' + A + '"', A),
    ("AZURE_CLIENT_SECRET=" + A, A),
    ("AZURE_OPENAI_API_KEY=" + HEX, HEX),
    ("OPENAI_API_KEY: " + A, A),
    ("api_key='" + HEX + "'", HEX),
    ('"primaryKey": "' + A + '"', A),
    ('"secondaryMasterKey":"' + A + '"', A),
    ('"key1": "' + HEX + '"', HEX),
    ("InstrumentationKey=" + HEX + ";IngestionEndpoint=https://x", HEX),
    ("postgres://app:" + A + "@db1:5432/x", A),
    ("https://user:" + A + "@pkgs.dev.azure.com/org", A),
    ("amqps://u:" + A + "@mq1", A),
    ("-----BEGIN RSA PRIVATE KEY-----\n" + A + "\n" + A + "\n-----END RSA PRIVATE KEY-----", A),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\\n" + A + "\\n-----END OPENSSH PRIVATE KEY-----", A),
    ("-----BEGIN PRIVATE KEY----- " + A, A),
    ("ghp_" + A + "abcd", A),
    ("github_pat_" + A + "_x", A),
    ("gho_" + A, A),
    ("glpat-" + A[:20], A[:20]),
    ("AKIAQ7ZT4MXW9LBNC2VY", "Q7ZT4MXW9LBNC2VY"),
    ("aws_secret_access_key = " + A + "abcdefgh", A),
    ("AIzaSy" + A + "x", A),
    ("ya29." + A, A),
    ("xoxb-" + A, A),
    ("https://hooks.slack.com/services/T00/B00/" + A, A),
    ("sk-" + A + A, A),
    ("sk-proj-" + A, A),
    ("sk-ant-api03-" + A, A),
    ("sk_live_" + A, A),
    ("hf_" + A, A),
    ("npm_" + A + "abcd", A),
    ("pypi-AgEIcHlwaS5vcmc" + A, A),
    ("dckr_pat_" + A, A),
    ("SG." + A[:22] + "." + A, A[:22]),
    ("SK" + HEX, HEX),
    ("dapi" + HEX, HEX),
    ("shpat_" + HEX, HEX),
    ("abc8Q~" + A + "ab", A),
    ("gsk_" + A + A[:20], A),
    ("hvs." + A, A),
    ("tvly-" + A, A),
    ("nvapi-" + A + A, A),
    ("glsa_" + A + "_1", A),
    (A + "abcdefghijAzSeBqwert", A + "abcdefghij"),
    (A + A + "abcdefghijklACD0qwert", A),
    ("account key " + LONG + "==", LONG),
    ("enter the code R7KXRDSEF to authenticate", "R7KXRDSEF"),
    ("Set-Cookie: session=" + A, A),
    ("ACCESS_TOKEN=" + A, A),
    ("refresh_token: " + A, A),
    ("connectionString=" + A, A),
)
IDS = [f"{number}-{text[:18]}" for number, (text, _) in enumerate(SECRETS)]


@pytest.mark.parametrize(("text", "secret"), SECRETS, ids=IDS)
@pytest.mark.parametrize(
    "wrap", [str, lambda text: json.dumps({"a": json.dumps({"b": f"x {text} y"})})], ids=["plain", "json"]
)
def test_a_secret_is_taken_out(text, secret, wrap):
    assert secret not in redact(wrap(text))


def test_there_are_enough_kinds():
    assert len(SECRETS) >= 60


def test_what_was_taken_out_is_counted_by_kind():
    text, kinds = redacted("ghp_" + A + " and ghp_" + A + " and hf_" + A)
    assert kinds == {"GitHub token": 2, "Hugging Face token": 1}
    assert text == "[GitHub token removed] and [GitHub token removed] and [Hugging Face token removed]"


@pytest.mark.parametrize(
    "text",
    [
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Storage/x",
        "crprod.azurecr.io/azureml/azureml_92a029f831ce58d2ed011c3c42d35acb:latest",
        "x-request-id: 5b1e5f0a-6a3c-4a27-9a4e-2f4a7e0a9e11",
        "Access denied due to invalid subscription key or wrong API endpoint",
        "does not have authorization to perform action 'Microsoft.Storage/storageAccounts/listKeys/action'",
        "Key based authentication is not permitted on this storage account.",
        "enforce_access_to_default_secret_stores: enabled",
        "password: null",
        "api_key: ${{azureml://connections/x}}",
        "trace 0af7651916cd43dd8448eb211c80319c",
        "http://10.0.0.4:8911/v1/token/msi/xds",
        "2024-11-10T10:47:33.514990646Z",
    ],
)
def test_what_is_no_secret_stays(text):
    assert redact(text) == text


@given(st.text(max_size=200))
def test_text_that_was_redacted_stays_as_it_is(text):
    once = redact(text)
    assert redact(once) == once
