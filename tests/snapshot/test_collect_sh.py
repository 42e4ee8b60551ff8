"""The collector for bash, run with an `az` that the lab answers for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pfdoctor.bundle.file import load as load_bundle
from pfdoctor.bundle.write import dump
from pfdoctor.lab.worlds import load, raw
from pfdoctor.model.target import Target
from pfdoctor.snapshot.collect_sh import emit

BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(not BASH, reason="there is no bash here")


@pytest.fixture(name="collect")
def _collect(tmp_path):
    """Runs the script against a bundle of the lab; what it wrote, and how it ended."""

    def run(bundle, pages=500, logs=False):
        dump(bundle, tmp_path / "world.json")
        az = tmp_path / "az"
        az.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).with_name("fake_az.py")}" "$@"\n')
        az.chmod(0o755)
        (tmp_path / "collect.sh").write_text(emit(bundle.target, logs=logs), encoding="utf-8")
        environment = os.environ | {"FAKE_WORLD": "world.json", "FAKE_PAGE": str(pages)}
        environment["PATH"] = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [BASH, "collect.sh", "case.json"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return load_bundle(tmp_path / "case.json"), done.stderr

    return run


def judged(said, bundle):
    return sorted(
        (one["id"].lower(), one["outcome"], one["severity"])
        for one in said(bundle)
        if not one["id"].startswith("container-logs")
    )


@pytest.mark.parametrize("name", ["deny-assignment", "foundry-project"])
def test_its_bundle_says_what_the_world_says(collect, said, name):
    world = load(name)
    collected, _ = collect(world)
    assert judged(said, collected) == judged(said, world)


def test_failures_are_answers_and_pages_are_followed(collect, said):
    world = load("demo")
    collected, told = collect(world, pages=2, logs=True)
    refused = [one for one in collected.answers if one.status == 403]
    assert {one.body["error"]["code"] for one in refused} == {"AuthorizationFailed"}
    roles = next(one for one in collected.answers if one.request.endswith("/roleDefinitions"))
    assert len(roles.items) == len(next(one for one in world.answers if one.request == roles.request).items)
    assert sum("getlogs" in one.key.path for one in collected.answers) == 2
    assert "not read: Forbidden(" in told
    assert judged(said, collected) == judged(said, world)


def test_values_that_may_be_secrets_are_not_collected(collect, bundle_of):
    document = raw("healthy")
    for answer in document["answers"]:
        if answer["request"].endswith("/my-endpoint/deployments"):
            answer["body"]["value"][0]["properties"]["environmentVariables"] |= {
                "MY_KEY": 'se"cr\\et1',
                "MY_INDEX": "secret2 of an MLIndex",
                "SERP": "serp",
                "INJECTED": "${{azureml://connections/serp/credentials/key}}",
                "MIXED": "secret5 ${{azureml://connections/serp/target}}",
            }
        if answer["request"].endswith("/connections"):
            answer["body"]["value"][0]["properties"]["metadata"]["Note"] = "secret3"
            answer["body"]["value"][0]["properties"]["credentials"] = {"key": "secret4"}
    collected, _ = collect(bundle_of(document))
    found = next(one for one in collected.answers if one.request.split("?")[0].endswith("/deployments"))
    variables = found.body["value"][0]["properties"]["environmentVariables"]
    assert variables["MY_KEY"] == "[value not collected]"
    assert variables["MY_INDEX"] == "[MLIndex: value not collected]"
    assert variables["SERP"] == "serp"
    assert variables["INJECTED"] == "${{azureml://connections/serp/credentials/key}}"
    assert variables["MIXED"] == "[value not collected]${{azureml://connections/serp/target}}"
    assert variables["PROMPTFLOW_RUN_MODE"] == "serving"
    text = json.dumps([one.body for one in collected.answers])
    assert not [word for word in ("cr\\\\et1", "secret2", "secret3", "secret4", "secret5") if word in text]
    assert "ResourceId" in text


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1), min_size=4, max_size=4))
def test_no_name_breaks_out_of_the_script(names):
    script = emit(Target(*names))
    checked = subprocess.run([BASH, "-n"], input=script.encode(), capture_output=True)
    assert checked.returncode == 0, checked.stderr
    head = script[: script.index("command -v az")]
    shown = subprocess.run(
        [BASH, "-c", head + '\nprintf "%s\\0" "$subscription" "$group" "$workspace" "$endpoint"'], capture_output=True
    )
    assert shown.stdout.decode().split("\0")[:4] == names
