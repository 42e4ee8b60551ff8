from __future__ import annotations

import json

import pytest

from pfdoctor.lab import worlds

MODULES = """
import atexit, sys
from pfdoctor.cli.main import main
heavy = ("azure", "rich", "starlette", "uvicorn", "trustme", "anyio", "requests")
atexit.register(lambda: print("LOADED", sorted({name.split(".")[0] for name in sys.modules} & set(heavy))))
main()
"""


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["list", "--help"], ["list", "-o", "json"]])
def test_what_needs_no_server_loads_none(pfdoctor, arguments):
    done = pfdoctor("lab", *arguments, code=MODULES)
    assert done.returncode == 0
    assert done.stdout.endswith("LOADED []\n")


def test_the_worlds_are_listed(pfdoctor):
    listed = json.loads(pfdoctor("lab", "list", "-o", "json").stdout)["worlds"]
    assert [one["name"] for one in listed] == list(worlds.names())
    told = " ".join(pfdoctor("lab", "list").stdout.split())
    assert all(one["about"] and f"{one['name']} {one['about']}" in told for one in listed)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["serv"], "No such command 'serv'"),
        (["serve", "--bundl", "x"], "--bundl"),
        (["list", "extra"], "unexpected extra argument"),
    ],
)
def test_what_was_typed_wrong_is_one_sentence(pfdoctor, arguments, sentence):
    done = pfdoctor("lab", *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert sentence in done.stderr
