"""Real SDK clients over a function that answers, for tests of what readers make of answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pfdoctor.azure.session import in_process
from pfdoctor.model.exchange import Reply

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"


class Script:
    """Answers by the end of the path; remembers what was asked."""

    def __init__(self):
        self.answers = {}
        self.asked = []

    def __call__(self, ask):
        self.asked.append(ask)
        for ending, answers in self.answers.items():
            if ask.path.lower().endswith(ending.lower()):
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                if isinstance(answer, Exception):
                    raise answer
                return answer
        return Reply(404, {"error": {"code": "ResourceNotFound", "message": "nothing here"}})

    def say(self, ending, *answers):
        self.answers[ending] = list(answers)

    def session(self, **more):
        return in_process(self, datetime(2026, 11, 22, tzinfo=UTC), **more)


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def subscription():
    return SUBSCRIPTION
