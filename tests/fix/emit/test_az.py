from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pfdoctor.fix.emit.az import emit, quote

BASH = shutil.which("bash")
with_bash = pytest.mark.skipif(BASH is None, reason="bash is not here")


def calls(script):
    """The words of each call of `az` that the script makes, an `az` that only tells them standing in for it."""
    fake = "az() { printf '%s\\0' $# \"$@\"; }\n"
    done = subprocess.run([BASH, "-c", fake + script], capture_output=True, check=True, timeout=60)
    told = [word.decode() for word in done.stdout.split(b"\0")[:-1]]
    found = []
    while told:
        count, *rest = told
        found.append(rest[: int(count)])
        told = rest[int(count) :]
    return found


def after(words, option):
    return words[words.index(option) + 1]


@with_bash
def test_each_change_is_one_call(plan):
    found = calls(emit(plan()))
    assert [call[:3] for call in found] == [
        ["role", "assignment", "create"],
        ["role", "assignment", "create"],
        ["provider", "register", "--wait"],
        ["rest", "--method", "put"],
        ["ml", "online-deployment", "update"],
        ["ml", "online-deployment", "update"],
        ["ml", "online-deployment", "update"],
    ]
    assert after(found[-1], "--set") == "request_settings.request_timeout_ms=90000"
    assert after(found[4], "--set").startswith("environment=azureml:/subscriptions/")


@with_bash
def test_a_grant_says_name_principal_type_role_and_scope(plan):
    made = plan()
    grant = made.steps[0].change
    words = calls(emit(made))[0]
    assert words[3:] == [
        "--name",
        grant.name,
        "--assignee-object-id",
        grant.principal_id,
        "--assignee-principal-type",
        "ServicePrincipal",
        "--role",
        grant.role_id,
        "--scope",
        str(grant.scope),
    ]


@with_bash
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_name_breaks_out(plan, names, data):
    made = plan(data.draw(names))
    found = calls(emit(made))
    assert len(found) == 7
    assert after(found[0], "--scope") == str(made.steps[0].change.scope)
    assert after(found[5], "--set") == f"environment_variables.NAME={made.steps[5].change.value}"


@settings(max_examples=300)
@given(st.text().filter(lambda text: "\0" not in text))
def test_nothing_unseen_reaches_a_terminal(text):
    assert quote(text).replace("\n", "").isprintable() or not text.isprintable()
    assert "\x1b" not in quote(text)
    assert "\n" not in quote(text)
