from __future__ import annotations

import shutil
import subprocess

import hcl2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pfdoctor.fix.emit.terraform import emit

TERRAFORM = shutil.which("terraform")


def grants(script):
    blocks = hcl2.loads(script)["resource"]
    return [body for block in blocks for labels in block.values() for body in labels.values()]


def test_each_grant_is_a_resource_and_the_rest_is_words(plan):
    made = plan()
    found = grants(emit(made))
    assert [one["name"].strip('"') for one in found] == [step.change.name for step in made.steps[:2]]
    assert emit(made).count("# By hand: ") == len(made.steps) - 2


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_name_breaks_out(plan, names, data):
    found = grants(emit(plan(data.draw(names))))
    assert len(found) == 2
    assert {name for one in found for name in one if not name.startswith("__")} == {
        "name",
        "scope",
        "role_definition_id",
        "principal_id",
        "principal_type",
        "skip_service_principal_aad_check",
    }


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not here")
@pytest.mark.parametrize("name", ["contosoacr", "${x}", "%{ if x }", 'a"b\nc', "ü"])
def test_terraform_itself_would_lay_it_out_so(plan, name):
    done = subprocess.run(
        [TERRAFORM, "fmt", "-check", "-diff", "-"], input=emit(plan(name)), text=True, capture_output=True, timeout=120
    )
    assert (done.returncode, done.stdout) == (0, "")
