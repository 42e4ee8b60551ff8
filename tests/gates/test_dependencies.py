"""Whoever installs pfdoctor gets every package that it imports: none comes by way of the tests' own."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def name(requirement):
    return re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0].lower()


def imported(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def undeclared(files, requirements):
    declared = {name(requirement) for requirement in requirements}
    providers = packages_distributions()
    return {
        (file.relative_to(ROOT).as_posix(), module)
        for file in files
        for module in imported(file)
        if module not in sys.stdlib_module_names | {"pfdoctor"}
        and not declared & {provider.lower() for provider in providers.get(module, ())}
    }


def test_what_is_imported_is_a_dependency():
    lab = set((ROOT / "pfdoctor" / "lab" / "server").rglob("*.py"))
    files = {file for folder in ("pfdoctor", "checks") for file in (ROOT / folder).rglob("*.py")}
    assert undeclared(files - lab, PROJECT["dependencies"]) == set()
    assert undeclared(lab, PROJECT["dependencies"] + PROJECT["optional-dependencies"]["lab"]) == set()
