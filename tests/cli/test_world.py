from __future__ import annotations

import pytest

from pfdoctor.cli.world import choose
from pfdoctor.model.errors import CannotStart


def test_the_only_endpoint_is_the_one():
    assert choose(["a"], "ws", None).value == "a"


def test_a_terminal_is_asked():
    assert choose(["a", "b"], "ws", lambda found: found[1]).value == "b"


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ([], "The workspace ws has no online endpoint."),
        (["a", "b"], "The workspace ws has several endpoints; name one of a, b."),
    ],
)
def test_nobody_to_ask(found, sentence):
    with pytest.raises(CannotStart) as error:
        choose(found, "ws", None)
    assert str(error.value) == sentence
