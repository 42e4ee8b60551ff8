"""Every rule, both planes and every kind of near miss have a test that is named after them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pfdoctor.rbac.near_miss import RANK
from pfdoctor.rbac.request import Plane

HERE = Path(__file__).parent
RULES = [*(f"r{number}" for number in range(1, 18)), "r6a"]
NAMES = [
    name
    for path in sorted(HERE.rglob("test_*.py"))
    for name in re.findall(r"^def test_(\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
]


@pytest.mark.parametrize("rule", RULES)
def test_a_test_is_named_after(rule):
    assert [name for name in NAMES if name.startswith(f"{rule}_")]


@pytest.mark.parametrize("kind", RANK)
def test_a_test_is_named_after_the_near_miss(kind):
    assert [name for name in NAMES if kind.replace("-", "_") in name]


@pytest.mark.parametrize("plane", list(Plane))
def test_a_test_is_named_after_the_plane(plane):
    assert [name for name in NAMES if f"{plane}_plane" in name]
