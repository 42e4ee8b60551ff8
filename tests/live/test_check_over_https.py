from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@pytest.mark.parametrize("shape", ["object", "list"])
def test_an_endpoint_of_another_arm_is_examined(serve, tmp_path, shape):
    server = serve(shape=shape)
    done = server.pfdoctor(tmp_path, "check", "my-endpoint", "-o", "json")
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["target"]["world"] == "azure"
    assert {r["check"] for r in report["results"] if r["outcome"] == "failed"} >= {"acr-pull", "inference-config"}
    assert server.tokens == 1


def test_the_same_answers_give_the_same_report_as_the_demo(serve, tmp_path):
    server = serve()
    live = json.loads(server.pfdoctor(tmp_path, "check", "my-endpoint", "-o", "json").stdout)
    demo = subprocess.run(
        [sys.executable, "-m", "pfdoctor.cli.main", "check", "my-endpoint", "--demo", "-o", "json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        timeout=120,
    )
    outcomes = [{r["id"]: r["outcome"] for r in one["results"]} for one in (live, json.loads(demo.stdout))]
    # Ages are judged by the clock, which in the demo stands still.
    assert {k: v for k, v in outcomes[0].items() if "role-propagation" not in k} == {
        k: v for k, v in outcomes[1].items() if "role-propagation" not in k
    }


def test_debug_logs_requests_and_no_token(serve, tmp_path):
    done = serve().pfdoctor(tmp_path, "check", "my-endpoint", "--debug")
    assert "/onlineEndpoints/my-endpoint -> 200 x-ms-request-id=" in done.stderr
    assert "lab:" not in done.stderr
    assert "Authorization" not in done.stderr.replace("Microsoft.Authorization", "")


def test_an_expired_token_ends_with_one_sentence(serve, tmp_path):
    server = serve()
    server.expired = True
    done = server.pfdoctor(tmp_path, "check", "my-endpoint")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "az login" in done.stderr


def test_without_sign_in_one_sentence(serve, tmp_path):
    done = serve().pfdoctor(tmp_path, "check", "my-endpoint", "--auth", "environment", AZURE_CLIENT_SECRET="")
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
def test_a_name_that_does_not_exist_is_named_with_the_nearest(serve, tmp_path, arguments, said):
    done = serve().pfdoctor(tmp_path, "check", *arguments)
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
def test_a_wrong_place_is_told_apart(serve, tmp_path, option, value, said):
    server = serve()
    server.overrides = {option: value}
    done = server.pfdoctor(tmp_path, "check", "my-endpoint")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert said in done.stderr


def test_a_server_out_of_reach_is_one_sentence(serve, tmp_path):
    done = serve().pfdoctor(tmp_path, "check", "my-endpoint", ARM_CLOUD_METADATA_URL="https://127.0.0.1:9/metadata")
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


def test_a_proxy_is_asked_for_every_host(serve, tmp_path):
    asked = []

    class Proxy(BaseHTTPRequestHandler):
        def log_message(self, *_args):
            pass

        def do_CONNECT(self):
            asked.append(self.path)
            self.send_error(502)

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    try:
        server = serve()
        through = {"HTTPS_PROXY": f"http://127.0.0.1:{proxy.server_port}", "NO_PROXY": ""}
        done = server.pfdoctor(tmp_path, "check", "my-endpoint", **through)
    finally:
        proxy.shutdown()
        proxy.server_close()
    assert done.returncode == 2
    assert set(asked) == {server.url.removeprefix("https://")}
    assert server.asked == []
