from __future__ import annotations

import types

import pytest

from pfdoctor.azure.session import in_process
from pfdoctor.bundle.answers import answerer
from pfdoctor.engine.check import Check
from pfdoctor.facts.facts import Facts
from pfdoctor.lab.worlds import load
from pfdoctor.model.target import Target


@pytest.fixture
def open_world():
    """Facts of a world that ships, with as many threads in the request pool as asked."""
    opened = []

    def open_(name="demo", threads=16):
        bundle = load(name)
        named = bundle.target
        target = Target(named.subscription, named.resource_group, named.workspace, named.endpoint, "demo")
        opened.append(Facts(in_process(answerer(bundle), bundle.taken_at), target, threads=threads))
        return opened[-1]

    yield open_
    for facts in opened:
        facts.close()


@pytest.fixture
def make_check():
    """A check with everything the catalogue asks for, around a function of the facts."""

    def make(function=lambda facts: (), id="some-check", **more):
        module = types.ModuleType(f"plugin.area.{id.replace('-', '_')}", "What it means.\n\nhttps://example.com/why")
        function.__module__ = module.__name__
        import sys

        sys.modules[module.__name__] = module
        stated = {"title": id, "severity": "error", "proves": "p", "does_not_prove": "d"} | more
        check = Check(id=id, **stated)
        check.run(function)
        return check

    return make
