"""Every command line of ours in the documentation can be typed: its commands, options, choices and ids exist."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import click
import pytest

from pfdoctor.cli.main import cli
from pfdoctor.engine.catalogue import load
from pfdoctor.triage.vocabulary import DIAGNOSES

ROOT = Path(__file__).parents[2]
OURS = re.compile(r"(?:^\s*(?:\$ |Usage: )?|[|;&]\s*)(?:\S*[/\\])?(pfdoctor\s+[a-z-].*)")
CHECKS = {check.id for check in load().checks}
IMAGINED = {"example-check"}
"""The check that CONTRIBUTING shows how to write."""


def command_line(code):
    """The words after `pfdoctor` in a piece of code, None if it calls something else."""
    found = OURS.search(re.sub(r"\s#\s.*|(?<=\S)\s{2,}.*", "", code))
    if found is None:
        return None
    words = shlex.split(re.sub(r"\s*[|>;&].*", "", found.group(1)))
    return [word for word in words[1:] if word != "..." and not word.startswith("[")]


def wrong(words, command=cli, name="pfdoctor"):
    """What cannot be typed in a command line, "" if all can."""
    parser = command.make_parser(click.Context(command, info_name=name))
    try:
        options, rest, _ = parser.parse_args(list(words))
    except click.UsageError as error:
        return f"{name}: {error.message}"
    for parameter in command.params:
        value = options.get(parameter.name)
        if problem := _value(command, parameter, value):
            return f"{name}: {problem}"
    if not isinstance(command, click.Group):
        taken = [one for one in command.params if isinstance(one, click.Argument)]
        return f"{name}: too many words: {rest}" if len(rest) > 0 and not taken else ""
    if not rest or rest[0].isupper():
        return ""
    following = command.get_command(click.Context(command), rest[0])
    return wrong(rest[1:], following, rest[0]) if following else f"{name}: no command {rest[0]}"


def _value(command, parameter, value):
    values = value if isinstance(value, (list, tuple)) else [value] if isinstance(value, str) else []
    for one in values:
        if one == one.upper():
            continue
        if isinstance(parameter.type, click.Choice) and one not in parameter.type.choices:
            return f"{parameter.name} is not {one}"
        if parameter.name in ("only", "skip") and not set(one.split(",")) <= CHECKS:
            return f"there is no check {one}"
        if command.name == "explain" and parameter.name == "id" and one not in CHECKS | set(DIAGNOSES) | IMAGINED:
            return f"there is no check or diagnosis {one}"
    return ""


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("pfdoctor chek", "no command chek"),
        ("pfdoctor check my-endpoint --onyl quota", "--onyl"),
        ("pfdoctor check my-endpoint --only quotas", "no check quotas"),
        ("pfdoctor check -o yaml", "output is not yaml"),
        ("pfdoctor explain acr-push", "no check or diagnosis acr-push"),
        ("pfdoctor lab start", "no command start"),
        ("$ pfdoctor check ENDPOINT --only ID   # a remark", ""),
        (".venv/bin/pfdoctor check my-endpoint --demo", ""),
        ("az ml online-deployment get-logs -e my-endpoint | pfdoctor triage", ""),
        ("pfdoctor checks --permissions -o json > role.json", ""),
        ("pfdoctor fix my-endpoint --grant-roles --emit az", ""),
    ],
)
def test_this_test_sees_what_cannot_be_typed(typed, problem):
    assert problem in wrong(command_line(typed)) if problem else wrong(command_line(typed)) == ""


def test_every_command_line_of_the_documentation_can_be_typed(pages):
    typed = [(page.name, code, words) for page in pages for code in page.code if (words := command_line(code))]
    assert len(typed) > len(CHECKS) + len(DIAGNOSES)
    assert [(page, code, said) for page, code, words in typed if (said := wrong(words))] == []


def test_every_command_line_that_pfdoctor_itself_tells_can_be_typed():
    found = []
    for path in sorted([*ROOT.glob("pfdoctor/**/*.py"), *ROOT.glob("checks/**/*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                spans = re.findall(r"`(pfdoctor [^`]*)`", " ".join(node.value.split()))
                found += [(path.name, code, words) for code in spans if (words := command_line(code))]
    assert len(found) > 10
    assert [(name, code, said) for name, code, words in found if (said := wrong(words))] == []
