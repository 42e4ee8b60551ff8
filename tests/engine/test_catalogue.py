from __future__ import annotations

import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import pytest

from pfdoctor.engine.catalogue import BadCheck, load, validate
from pfdoctor.model.errors import CannotStart

ROOT = Path(__file__).parents[2]
CATALOGUE = load()


def test_checks_are_found_by_area_and_id():
    found = [(check.area, check.id) for check in CATALOGUE.checks]
    assert found == sorted(found)
    assert ("roles", "acr-pull") in found


@pytest.mark.parametrize("check", CATALOGUE.checks, ids=lambda check: check.id)
def test_a_check_keeps_its_promises(check):
    assert check.id == check.module.rpartition(".")[2].replace("_", "-")
    assert check.docs.startswith("https://learn.microsoft.com/")
    assert len(check.runbook.splitlines()) > 5
    assert (ROOT / "tests" / "checks" / f"test_{check.module.rpartition('.')[2]}.py").is_file()


def test_every_area_folder_is_packaged():
    written = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = written["tool"]["setuptools"]["packages"]
    for folder, package in (("checks", "pfdoctor.checks"), ("pfdoctor", "pfdoctor")):
        places = (place.parent.relative_to(ROOT / folder) for place in (ROOT / folder).glob("**/__init__.py"))
        assert {".".join((package, *place.parts)) for place in places} <= set(packages)


def test_a_mistyped_id_gets_the_nearest(make_check):
    with pytest.raises(CannotStart, match="did you mean acr-pull"):
        CATALOGUE.select(only=["acr-pul"])


def test_only_and_skip_choose():
    assert [check.id for check in CATALOGUE.select(only=["acr-pull", "workspace-ready"], skip=["acr-pull"])] == [
        "workspace-ready"
    ]


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ([{"id": "a"}, {"id": "a"}], "two checks"),
        ([{"id": "a", "severity": "fatal"}], "severity"),
        ([{"id": "a", "proves": ""}], "lacks"),
        ([{"id": "a", "after": ("b",)}], "no check"),
        ([{"id": "a", "after": ("b",)}, {"id": "b", "after": ("a",)}], "circle"),
    ],
)
def test_a_check_that_breaks_a_rule_is_refused(make_check, more, wrong):
    with pytest.raises(BadCheck, match=wrong):
        validate([make_check(lambda facts: (), **one) for one in more])


def test_a_broken_plugin_is_named_and_the_rest_goes_on(tmp_path):
    site = tmp_path / "broken-1.0.dist-info"
    site.mkdir()
    (site / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n", encoding="utf-8")
    (site / "entry_points.txt").write_text("[pfdoctor.checks]\nmine = broken_checks\n", encoding="utf-8")
    (tmp_path / "broken_checks.py").write_text("raise RuntimeError('no tea')\n", encoding="utf-8")
    code = f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        from pfdoctor.engine.catalogue import load
        found = load()
        print(len(found.checks), found.broken)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    count, _, broken = done.stdout.partition(" ")
    assert int(count) == len(CATALOGUE.checks)
    assert "mine (broken_checks) could not be loaded: RuntimeError: no tea" in broken
