"""Secrets of every kind, planted in every text of a world and in logs, come out nowhere.

All of them are made up when the tests run.
"""

from __future__ import annotations

import base64
import json
import random
import string

import pytest

RANDOM = random.Random(7)
WORD, HEX = string.ascii_letters + string.digits, "0123456789abcdef"


def of(alphabet, length):
    """A made-up secret: no word, and surely with digits."""
    return (
        "7q" + "".join(RANDOM.choices(alphabet, k=length - 4)) + "9Z"
        if alphabet != HEX
        else "".join(RANDOM.choices(HEX, k=length))
    )


def jwt():
    head = base64.urlsafe_b64encode(b'{"alg":"RS256","typ":"JWT"}').decode().rstrip("=")
    return f"{head}.{of(WORD, 60)}.{of(WORD, 43)}"


SHAPES = {
    # Of Azure.
    "storage key": ("AccountKey={}", lambda: of(WORD, 86) + "=="),
    "storage connection string": (
        "DefaultEndpointsProtocol=https;AccountName=st1;AccountKey={};EndpointSuffix=core.windows.net",
        lambda: of(WORD, 86) + "==",
    ),
    "bare account key": ("{}", lambda: of(WORD, 86) + "=="),
    "service bus": ("Endpoint=sb://x/;SharedAccessKeyName=root;SharedAccessKey={}", lambda: of(WORD, 43) + "="),
    "event hub": ("SharedAccessKey={};EntityPath=h", lambda: of(WORD, 43) + "="),
    "iot hub": ("HostName=x;SharedAccessKeyName=o;SharedAccessKey={}", lambda: of(WORD, 43) + "="),
    "cosmos": ("AccountEndpoint=https://x/;AccountKey={};", lambda: of(WORD, 86) + "=="),
    "redis": ("x:6380,password={},ssl=True", lambda: of(WORD, 43) + "="),
    "SAS in a URL": ("https://st1.blob.core.windows.net/c/b?sv=2023-11-03&sp=r&sig={}", lambda: of(WORD, 43)),
    "SAS": ("sv=2023-11-03&ss=b&sig={}", lambda: of(WORD, 43) + "%3D"),
    "SAS string": ("SharedAccessSignature=sv=2023&sig={}", lambda: of(WORD, 43)),
    "encoded SAS": ("https%3A%2F%2Fst1%2Fc%3Fsv%3D1%26sig%3D{}", lambda: of(WORD, 43)),
    "batch key": ("primaryKey: {}", lambda: of(WORD, 86) + "=="),
    "OpenAI key": ("api-key: {}", lambda: of(HEX, 32)),
    "OpenAI variable": ("AZURE_OPENAI_API_KEY={}", lambda: of(HEX, 32)),
    "cognitive key": ("Ocp-Apim-Subscription-Key: {}", lambda: of(HEX, 32)),
    "search key": ('"queryKey": "{}"', lambda: of(WORD, 52)),
    "new search key": ("{}", lambda: of(WORD, 42) + "AzSeA" + of(WORD, 5)),
    "registry password": ("{}", lambda: of(WORD, 42) + "+ACRA" + of(WORD, 6)),
    "function key": ("x-functions-key: {}", lambda: of(WORD, 54) + "=="),
    "Entra client secret": ("{}", lambda: of(WORD, 9)[:3] + "8Q~" + of(WORD, 34)),
    "client secret": ("AZURE_CLIENT_SECRET={}", lambda: of(WORD, 40)),
    "instrumentation key": ("InstrumentationKey={};IngestionEndpoint=https://x", lambda: of(HEX, 32)),
    "DevOps token": ("{}", lambda: of(WORD, 76) + "AZDO" + of(WORD, 4)),
    "JWT": ("{}", jwt),
    "bearer": ("Authorization: Bearer {}", lambda: of(WORD, 64)),
    "bearer JWT": ("authorization: bearer {}", jwt),
    "refresh token": ("refresh_token={}", lambda: "0.A" + of(WORD, 80)),
    "access token": ('"accessToken": "{}"', lambda: of(WORD, 80)),
    "device code": (
        "enter the code {} to authenticate",
        lambda: "R" + "".join(RANDOM.choices(string.ascii_uppercase, k=8)),
    ),
    # Passwords.
    "SQL": ("Server=tcp:x,1433;User ID=sa;Password={};Encrypt=True", lambda: of(WORD, 20)),
    "pwd": ("Uid=sa;Pwd={};", lambda: of(WORD, 20)),
    "password": ("password: {}", lambda: of(WORD, 20)),
    "passphrase": ("passphrase={}", lambda: of(WORD, 20)),
    "postgres URL": ("postgres://app:{}@db1:5432/x", lambda: of(WORD, 20)),
    "mongo URL": ("mongodb+srv://app:{}@cluster0.mongodb.net", lambda: of(WORD, 20)),
    "amqp URL": ("amqps://app:{}@mq1/x", lambda: of(WORD, 20)),
    "https URL": ("https://app:{}@pkgs.dev.azure.com/org", lambda: of(WORD, 52)),
    "basic": ("Authorization: Basic {}", lambda: of(WORD, 40) + "=="),
    "cookie": ("Set-Cookie: session={}", lambda: of(WORD, 40)),
    # Private keys.
    **{
        f"{kind}private key": (
            f"-----BEGIN {kind}PRIVATE KEY-----\n{{}}\n-----END {kind}PRIVATE KEY-----",
            lambda: of(WORD, 64),
        )
        for kind in ("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ")
    },
    # Vendors.
    "OpenAI": ("{}", lambda: "sk-" + of(WORD, 48)),
    "OpenAI project": ("{}", lambda: "sk-proj-" + of(WORD, 60)),
    "Anthropic": ("{}", lambda: "sk-ant-api03-" + of(WORD, 90)),
    "Hugging Face": ("{}", lambda: "hf_" + of(WORD, 34)),
    "GitHub": ("{}", lambda: "ghp_" + of(WORD, 36)),
    "GitHub fine-grained": ("{}", lambda: "github_pat_" + of(WORD, 80)),
    "GitHub app": ("{}", lambda: "ghs_" + of(WORD, 36)),
    "GitLab": ("{}", lambda: "glpat-" + of(WORD, 20)),
    "AWS id": ("{}", lambda: "AKIA" + "".join(RANDOM.choices(string.ascii_uppercase + "234567", k=16))),
    "AWS secret": ("aws_secret_access_key = {}", lambda: of(WORD, 40)),
    "Google": ("{}", lambda: "AIza" + of(WORD, 35)),
    "Google OAuth": ("{}", lambda: "ya29." + of(WORD, 60)),
    "Slack": ("{}", lambda: "xoxb-" + of(WORD, 50)),
    "Slack hook": ("https://hooks.slack.com/services/{}", lambda: "T00/B00/" + of(WORD, 24)),
    "Stripe": ("{}", lambda: "sk_live_" + of(WORD, 24)),
    "SendGrid": ("{}", lambda: "SG." + of(WORD, 22) + "." + of(WORD, 43)),
    "Twilio": ("{}", lambda: "SK" + of(HEX, 32)),
    "npm": ("{}", lambda: "npm_" + of(WORD, 36)),
    "PyPI": ("{}", lambda: "pypi-AgEIcHlwaS5vcmc" + of(WORD, 60)),
    "Docker": ("{}", lambda: "dckr_pat_" + of(WORD, 27)),
    "Databricks": ("{}", lambda: "dapi" + of(HEX, 32)),
    "Shopify": ("{}", lambda: "shpat_" + of(HEX, 32)),
    "Groq": ("{}", lambda: "gsk_" + of(WORD, 52)),
    "Vault": ("{}", lambda: "hvs." + of(WORD, 90)),
    "Tavily": ("{}", lambda: "tvly-" + of(WORD, 32)),
    "NVIDIA": ("{}", lambda: "nvapi-" + of(WORD, 64)),
    "Grafana": ("{}", lambda: "glsa_" + of(WORD, 32) + "_" + of(HEX, 8)),
    "Pinecone": ("{}", lambda: "pcsk_" + of(WORD, 70)),
    "Replicate": ("{}", lambda: "r8_" + of(WORD, 37)),
    "SerpAPI": ("serp_api_key={}", lambda: of(HEX, 64)),
}


def core(secret):
    """The part of a secret that nothing else holds, as JSON and URLs would also write it."""
    return max(secret.replace("%3D", "").strip("=").replace("\n", " ").split(" "), key=len)[-16:]


def made(kind):
    # The same in every process, whatever ran before.
    RANDOM.seed(kind)
    shape, make = SHAPES[kind]
    secret = make()
    return shape.format(secret), core(secret)


def planted(value, text, place=""):
    """The same JSON with the text appended to every text, and in the tags also as their names."""
    if isinstance(value, dict):
        found = {name: planted(inner, text, name) for name, inner in value.items()}
        return found | {f"x {text}": text, "owner": text} if place == "tags" else found
    if isinstance(value, list):
        return [planted(item, text, place) for item in value]
    return f"{value} {text}" if isinstance(value, str) else value


def test_there_are_enough_kinds():
    assert len(SHAPES) >= 60


@pytest.mark.parametrize("kind", SHAPES)
def test_none_comes_out(case, healthy, kind):
    text, secret = made(kind)
    for answer in healthy["answers"]:
        # Of the hundreds of roles one is enough.
        if answer["request"].endswith("/roleDefinitions"):
            answer["body"]["value"] = answer["body"]["value"][:1]
        answer["body"] = planted(answer["body"], text)
        answer["error"] = text
    log = f"first line\n{text}\n{json.dumps({'a': json.dumps({'b': text})})}"
    healthy["answers"].append(
        {
            "request": "POST /subscriptions/s/x/getLogs?containerType=InferenceServer",
            "status": 200,
            "body": {"content": log},
        }
    )
    healthy["answers"].append({"request": "GET /subscriptions/s/y", "status": 502, "body": text})
    found = case(healthy)
    assert secret in json.dumps(healthy)
    assert secret not in found.clean_text
    assert secret not in found.text
    assert sum(found.kinds.values()) > 500


def test_what_has_no_shape_goes_by_its_place(case, healthy):
    secrets = {
        place: of(WORD, 24) for place in ("variable", "metadata", "credential", "tag", "field", "json", "setting")
    }
    for answer in healthy["answers"]:
        if answer["request"].endswith("/my-endpoint/deployments"):
            deployment = answer["body"]["value"][0]
            deployment["tags"] = {"note": secrets["tag"]}
            deployment["properties"]["environmentVariables"] |= {
                "X": secrets["variable"],
                "Y": json.dumps({"z": secrets["json"]}),
                "PRT_CONFIG_OVERRIDE": f"deployment.workspace_name=contoso-ml,storage={secrets['setting']}",
            }
        if answer["request"].endswith("/connections"):
            one = answer["body"]["value"][0]["properties"]
            one["metadata"]["anything"] = secrets["metadata"]
            one["credentials"] = {"keys": {"a": secrets["credential"]}}
            one["accessKey"] = secrets["field"]
    found = case(healthy)
    assert not [place for place, secret in secrets.items() if secret in found.clean_text + found.text]
    assert found.kinds["environment variable"] == 3
    variables = next(one for one in found.clean.answers if one.request.endswith("/my-endpoint/deployments"))
    kept = variables.body["value"][0]["properties"]["environmentVariables"]
    assert kept["PRT_CONFIG_OVERRIDE"] == "deployment.workspace_name=contoso-ml,storage=[value removed]"
    assert json.loads(kept["Y"]) == ["[value removed]"]


def test_what_is_no_secret_stays(case, said, outcomes, healthy):
    found = case(healthy)
    assert outcomes(said(found.clean)) == outcomes(said(found.raw))
    variables = next(one for one in found.clean.answers if one.request.endswith("/my-endpoint/deployments"))
    raw = next(one for one in found.raw.answers if one.request == variables.request)
    assert variables.body == raw.body
