"""Questions to the facts of a world; the worlds are those that the tests of the checks break."""

from __future__ import annotations

import importlib.util
from contextlib import closing
from pathlib import Path

import pytest

from pfdoctor.azure.session import in_process
from pfdoctor.bundle.answers import answerer
from pfdoctor.bundle.file import parse
from pfdoctor.facts.facts import Facts
from pfdoctor.facts.questions import Question, answer, answer_all, holders


def _worlds():
    place = Path(__file__).parents[1] / "checks" / "conftest.py"
    spec = importlib.util.spec_from_file_location("worlds_of_the_checks", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.World


World = _worlds()


@pytest.fixture
def world():
    return World("healthy")


@pytest.fixture
def demo():
    return World("demo")


@pytest.fixture
def examined():
    """A world that ships, by name."""
    return World


@pytest.fixture
def facts():
    """The facts of a world, as whoever recorded it sees it."""

    def opened(world, caller=None):
        bundle = parse(world.document, "test")
        who = bundle.caller.object_id if caller is None else caller
        return closing(Facts(in_process(answerer(bundle), bundle.taken_at, who), bundle.target))

    return opened


@pytest.fixture
def ask(facts):
    """The only ruling on a question; `ask.all` are the rulings on everything, `ask.who` the holders."""

    class Ask:
        def __call__(self, world, action, caller=None, **more):
            (found,) = self.each(world, action, caller, **more)
            return found

        def each(self, world, action, caller=None, **more):
            with facts(world, caller) as opened:
                return answer(opened, Question(action, **more))

        def all(self, world):
            with facts(world) as opened:
                return answer_all(opened)

        def who(self, world, action, scope, **more):
            with facts(world) as opened:
                return holders(opened, Question(action, scope, **more), opened.target.workspace_id)

    return Ask()
