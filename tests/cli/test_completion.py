"""What a shell offers when somebody presses Tab."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("pfdoctor expl", {"explain"}),
        ("pfdoctor explain acr-pull", {"acr-pull", "acr-pull-denied"}),
        ("pfdoctor explain quot", {"quota"}),
        ("pfdoctor check --only acr-", {"acr-pull"}),
        ("pfdoctor check --skip quota,acr-", {"quota,acr-pull"}),
        ("pfdoctor check --only nothing-", set()),
    ],
)
def test_ids_are_completed(pfdoctor, typed, offered):
    said = pfdoctor(_PFDOCTOR_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=str(len(typed.split()) - 1))
    assert {line.removeprefix("plain,") for line in said.stdout.split()} == offered
