from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pfdoctor.cli.applying import must_wait
from pfdoctor.fix.select import starts_with
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.finding import Safety
from pfdoctor.model.plan import GrantRole, SetDeployment, Step

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
BLUE = ArmId("/subscriptions/s/resourceGroups/g/providers/P/workspaces/w/onlineEndpoints/e/deployments/blue")


def restart(*, serving):
    return Step(SetDeployment(BLUE, "environmentId", "a", "b"), "restart", Safety.UNSAFE, ("x",), serving=serving)


@pytest.mark.parametrize(
    ("serving", "failed", "lacking", "ready", "why"),
    [
        (True, False, False, None, ""),
        (True, True, False, None, "a step before it failed"),
        (True, False, True, None, "lacks a role"),
        (True, False, False, NOW, "after 04:00 UTC, or --wait"),
        # What does not work loses nothing by a try.
        (False, False, True, NOW, ""),
        (False, True, False, None, "a step before it failed"),
    ],
)
def test_what_works_is_not_restarted_while_it_could_not_start_again(serving, failed, lacking, ready, why):
    told = must_wait(restart(serving=serving), failed, lacking, ready)
    assert why in told
    assert bool(told) == bool(why)


@pytest.mark.parametrize(("check", "counts"), [("acr-pull", True), ("metrics-writer", False)])
def test_which_grants_a_start_needs(check, counts):
    grant = GrantRole(BLUE, "p", "role", "guid")
    assert starts_with(Step(grant, "grant", Safety.SAFE, (f"{check}@/x",))) is counts
