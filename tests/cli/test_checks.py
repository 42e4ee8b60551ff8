from __future__ import annotations

import json


def test_the_list(pfdoctor):
    done = pfdoctor("checks")
    assert (done.returncode, done.stderr) == (0, "")
    assert "  acr-pull " in done.stdout


def test_the_list_for_a_machine(pfdoctor):
    found = json.loads(pfdoctor("checks", "-o", "json").stdout)
    assert "acr-pull" in {one["id"] for one in found["checks"]}


def test_the_rights_that_pfdoctor_needs_only_read(pfdoctor):
    role = json.loads(pfdoctor("checks", "--permissions", "-o", "json", AZURE_SUBSCRIPTION_ID="s1").stdout)
    assert role["AssignableScopes"] == ["/subscriptions/s1"]
    # Logs are read by a POST.
    others = [action.rpartition("/deployments/")[2] for action in role["Actions"] if not action.endswith("/read")]
    assert others == ["getLogs/action"]
    listed = pfdoctor("checks", "--permissions").stdout.split()
    assert listed == role["Actions"]
