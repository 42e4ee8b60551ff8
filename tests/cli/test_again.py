from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from pfdoctor.cli.again import again
from pfdoctor.cli.world import Given
from pfdoctor.model.target import Target

TARGET = Target("s", "rg-contoso", "contoso-ml", "my-endpoint")
TYPED = {"endpoint": "my-endpoint", "workspace": "contoso-ml", "resource_group": "rg (old)", "subscription": None}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Given({}), "my-endpoint"),
        (Given(TYPED), 'my-endpoint -w contoso-ml -g "rg (old)"'),
        (Given({}, demo=True), "--demo"),
        (Given({}, bundle="case 7.json"), '--bundle "case 7.json"'),
        (Given({}, bundle=str(Path("cases", "7.json"))), "--bundle cases/7.json"),
        (Given({}, bundle="$(id).json"), "--bundle '$(id).json'"),
    ],
)
def test_what_was_typed_is_typed_again(given, words):
    assert again(given, TARGET) == words


def test_deployments_and_files_too():
    assert (
        again(Given({}, deployments=("blue", "green")), TARGET, "flow") == "my-endpoint -d blue -d green --project flow"
    )


@pytest.mark.skipif(os.name != "posix", reason="no quotes of Windows hold an apostrophe in every shell")
@pytest.mark.parametrize("path", ["it's", 'it\'s $(id) `id`; "x"', "a b/'"])
def test_an_apostrophe_in_a_path_stays(path):
    assert shlex.split(again(Given({}), TARGET, path)) == ["my-endpoint", "--project", path]


def test_files_alone():
    assert again(Given({}), Target("", "", "", "", "files"), project=".") == "--project ."
