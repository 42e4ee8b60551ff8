"""One pattern, all its wordings."""

from __future__ import annotations

import pytest

from pfdoctor.triage.symptoms.forms import forms


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("quota was exceeded", ["quota was exceeded"]),
        ("{not|n't} have enough quota", ["not have enough quota", "n't have enough quota"]),
        (
            "is in {|the }{Creating|Updating} state",
            ["is in Creating state", "is in Updating state", "is in the Creating state", "is in the Updating state"],
        ),
    ],
)
def test_each_choice_is_a_symptom(pattern, texts):
    assert [symptom.text for symptom in forms("quota", pattern)] == texts


def test_all_that_is_said_of_the_pattern_is_said_of_each():
    made = forms("quota", "{a|b} long text", 0.3, unless=("u",), given=("given",), within=9, alone=True, near=("n",))
    assert {(one.weight, one.unless, one.given, one.within, one.alone, one.near) for one in made} == {
        (0.3, ("u",), ("given",), 9, True, ("n",))
    }
