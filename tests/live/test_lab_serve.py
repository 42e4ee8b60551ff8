"""`pfdoctor lab serve` as a process: how it starts, what it prints, how it ends."""

from __future__ import annotations

import gzip
import json
import signal
import socket
import ssl
import subprocess
import sys
from contextlib import closing
from http.client import HTTPSConnection
from pathlib import Path

import pytest

from pfdoctor.lab import worlds

FAULT = [{"request": "GET */workspaces", "status": 503}]
posix = pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be sent these signals there")


def fails(lab_command, *arguments, code=None):
    start = ["-c", code] if code else ["-m", "pfdoctor.cli.main"]
    done = subprocess.run(
        [sys.executable, *start, "lab", "serve", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=lab_command,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_both_scripts_and_the_authority_are_private_and_name_the_same(demo):
    folder = Path(demo.exports["REQUESTS_CA_BUNDLE"]).parent
    for name in ("lab.sh", "lab.ps1"):
        text = (folder / name).read_text(encoding="utf-8-sig")
        assert all(value in text for value in demo.exports.values())
        assert str(folder / name) in demo.said
    if sys.platform != "win32":
        assert folder.stat().st_mode & 0o077 == 0


@posix
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_cleanly_even_while_a_request_hangs(lab, tmp_path, number, code):
    faults = tmp_path / "faults.json"
    faults.write_text('[{"request": "GET */hang", "hang": 600}]', encoding="utf-8")
    running = lab("--faults", str(faults))
    trust = ssl.create_default_context(cafile=running.exports["REQUESTS_CA_BUNDLE"])
    with closing(HTTPSConnection(running.url.removeprefix("https://"), context=trust)) as waiting:
        waiting.request("GET", "/hang")
        assert running.ask(f"{running.subscription}?api-version=2022-12-01").status_code == 200
        running.process.send_signal(number)
        _, err = running.process.communicate(timeout=30)
    assert (running.process.returncode, err.strip()) == (code, "")
    assert not Path(running.exports["REQUESTS_CA_BUNDLE"]).parent.exists()


def test_a_bundle_of_ones_own_is_the_world(lab, tmp_path):
    world = worlds.raw("healthy") | {"caller": {}, "world": {}}
    file = tmp_path / "case.json.gz"
    file.write_bytes(gzip.compress(json.dumps(world).encode()))
    running = lab("--bundle", str(file))
    assert running.ask(f"{running.subscription}?api-version=2022-12-01").status_code == 200
    assert running.pfdoctor("check", "-o", "json").returncode in (0, 3)


def test_a_world_that_ships_is_named(lab):
    running = lab("--bundle", "healthy")
    assert running.subscription == f"/subscriptions/{worlds.load('healthy').target.subscription}"


def test_a_port_in_use(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"The port {port} is in use; choose another" in fails(tmp_path, "--port", str(port))


def test_the_port_that_was_named(lab):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert lab("--port", str(port)).url == f"https://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("name", "text", "arguments", "sentence"),
    [
        (
            "",
            "",
            ["--bundle", "none.json"],
            "There is no file none.json and no world of that name; see pfdoctor lab list.",
        ),
        ("w.json", "{}", ["--bundle", "w.json"], "w.json is not a pfdoctor bundle"),
        ("w.json", '{"pfdoctor_bundle": 1, "answers": []}', ["--bundle", "w.json"], "does not name its target"),
        ("", "", ["--faults", "none.json"], "The faults none.json cannot be read: "),
        ("f.json", "[", ["--faults", "f.json"], "The faults f.json are not JSON in UTF-8: "),
        ("f.json", '[{"requst": 1}]', ["--faults", "f.json"], "fault 1 in f.json has the unknown key 'requst'"),
        ("", "", ["--log", "no/such/folder"], "The log no/such/folder cannot be written: "),
        ("", "", ["--port", "65536"], "--port"),
        ("", "", ["--throttle", "0"], "--throttle"),
        ("", "", ["--latency", "-1"], "--latency"),
    ],
)
def test_what_cannot_be_served_is_one_sentence(tmp_path, name, text, arguments, sentence):
    if name:
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert sentence in fails(tmp_path, *arguments)


@pytest.mark.parametrize("package", ["starlette", "uvicorn", "trustme"])
def test_without_the_extra_it_says_what_to_install(tmp_path, package):
    code = (
        "import sys, importlib.abc\n"
        "class Gone(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {package!r}: raise ModuleNotFoundError(name=name)\n"
        "sys.meta_path.insert(0, Gone())\n"
        "from pfdoctor.cli.main import main; main()"
    )
    assert 'run: pip install "pfdoctor[lab]"' in fails(tmp_path, code=code)
