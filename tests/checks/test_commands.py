"""What a report tells people to paste: a name in it stays a part of one argument, whatever it is."""

from __future__ import annotations

import json
import shlex

import pytest

from pfdoctor.azure.session import in_process
from pfdoctor.bundle.answers import answerer
from pfdoctor.bundle.file import parse
from pfdoctor.engine.catalogue import load as load_checks
from pfdoctor.engine.run import run
from pfdoctor.facts.facts import Facts
from pfdoctor.lab.worlds import names, raw

HOSTILE = "$(touch pwned);`id`|x"
NAMED = ("rg-contoso", "contoso-ml", "my-endpoint", "blue", "contosoacr", "contosomlstore", "id-pf", "contoso-openai")


def commands(document):
    bundle = parse(document, "test")
    facts = Facts(in_process(answerer(bundle), bundle.taken_at), bundle.target)
    try:
        results = run(load_checks().checks, facts)
    finally:
        facts.close()
    return [command for result in results for fix in result.fixes for command in fix.commands]


def renamed(document):
    """The world with hostile names: an ARM id holds each between slashes, other places alone."""
    text = json.dumps(document)
    for name in NAMED:
        for end in ("/", '"', "?", "@"):
            for start in ("/", '"'):
                text = text.replace(f"{start}{name}{end}", f"{start}{name}{HOSTILE}{end}")
    return json.loads(text)


@pytest.mark.parametrize("world", names())
def test_hostile_names_stay_in_their_arguments(world):
    document = raw(world)
    found = [one for one in commands(renamed(document)) if one.startswith(("az ", "pfdoctor "))]
    for command in found:
        for word in shlex.split(command):
            assert not word.startswith(("touch", "$(", "`", ";", "|"))
        outside = "".join(command.replace('"', "'").split("'")[::2])
        assert not set(outside) & set("$`;|&<>()")


def test_the_hostile_names_do_reach_commands():
    assert any("touch pwned" in one for one in commands(renamed(raw("demo"))))
