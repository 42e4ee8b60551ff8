from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@pytest.mark.parametrize("version", ["2019-05-01", "2022-09-01"])
def test_an_endpoint_of_another_arm_is_examined(demo, version):
    before = len(demo.requests())
    described = {"ARM_CLOUD_METADATA_URL": f"{demo.url}/metadata/endpoints?api-version={version}"}
    done = demo.pfdoctor("check", "my-endpoint", "-o", "json", **described)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["target"]["world"] == "azure"
    assert {r["check"] for r in report["results"] if r["outcome"] == "failed"} >= {"acr-pull", "inference-config"}
    assert sum("/oauth2/v2.0/token" in line["request"] for line in demo.requests()[before:]) == 1


def test_the_same_answers_give_the_same_report_as_the_demo(demo):
    live = json.loads(demo.pfdoctor("check", "my-endpoint", "-o", "json").stdout)
    here = json.loads(demo.pfdoctor("check", "my-endpoint", "--demo", "-o", "json").stdout)
    # Ages are judged by the clock, which in the demo stands still.
    outcomes = [
        {one["id"]: one["outcome"] for one in report["results"] if one["check"] != "role-propagation"}
        for report in (live, here)
    ]
    assert outcomes[0] == outcomes[1]


def test_debug_logs_requests_and_no_token(demo):
    done = demo.pfdoctor("check", "my-endpoint", "--debug")
    assert "/onlineEndpoints/my-endpoint -> 200 x-ms-request-id=" in done.stderr
    assert "eyJ" not in done.stderr
    assert "Authorization" not in done.stderr.replace("Microsoft.Authorization", "")


def test_an_expired_token_ends_with_one_sentence(lab, tmp_path):
    expired = {"error": {"code": "ExpiredAuthenticationToken", "message": "The access token expiry is in the past."}}
    fault = {
        "request": "GET /subscriptions*",
        "status": 401,
        "body": expired,
        "headers": {"WWW-Authenticate": "Bearer"},
    }
    (tmp_path / "faults.json").write_text(json.dumps([fault]), encoding="utf-8")
    done = lab("--faults", str(tmp_path / "faults.json")).pfdoctor("check", "my-endpoint")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "az login" in done.stderr


def test_without_sign_in_one_sentence(demo):
    done = demo.pfdoctor("check", "my-endpoint", "--auth", "environment", AZURE_CLIENT_SECRET="")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Not signed in to Azure" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["my-endpont"], "my-endpoint"),
        (["my-endpoint", "-d", "green"], "blue"),
        (["my-endpoint "], "my-endpoint"),
    ],
)
def test_a_name_that_does_not_exist_is_named_with_the_nearest(demo, arguments, said):
    done = demo.pfdoctor("check", *arguments)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert said in done.stderr


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("-w", "contoso-m", "workspace 'contoso-m'"),
        ("-w", "contoso-m", "contoso-ml"),
        ("-g", "rg-nowhere", "resource group 'rg-nowhere'"),
        ("--subscription", "00000000-1111-2222-3333-444444444444", "subscription 00000000-1111-2222-3333-444444444444"),
    ],
)
def test_a_wrong_place_is_told_apart(demo, option, value, said):
    done = demo.pfdoctor("check", "my-endpoint", option, value)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert said in done.stderr


def test_a_server_out_of_reach_is_one_sentence(demo):
    done = demo.pfdoctor("check", "my-endpoint", ARM_CLOUD_METADATA_URL="https://127.0.0.1:9/metadata")
    assert done.returncode == 2
    assert "ARM_CLOUD_METADATA_URL" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_run_does_not_load_azure_ai_ml(tmp_path):
    code = (
        "import sys; from pfdoctor.cli.main import run; run(['check', '--demo', '-o', 'json'])\n"
        "print([name for name in sys.modules if name.startswith('azure.ai')], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, timeout=120
    )
    assert done.stderr.strip() == "[]"


def test_a_proxy_is_asked_for_every_host(demo):
    asked = []

    class Proxy(BaseHTTPRequestHandler):
        def log_message(self, *_args):
            pass

        def do_CONNECT(self):
            asked.append(self.path)
            self.send_error(502)

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    before = len(demo.requests())
    try:
        through = {"HTTPS_PROXY": f"http://127.0.0.1:{proxy.server_port}", "NO_PROXY": ""}
        done = demo.pfdoctor("check", "my-endpoint", **through)
    finally:
        proxy.shutdown()
        proxy.server_close()
    assert done.returncode == 2
    assert set(asked) == {demo.url.removeprefix("https://")}
    assert len(demo.requests()) == before
