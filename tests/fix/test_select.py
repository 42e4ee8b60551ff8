from __future__ import annotations

import pytest

from pfdoctor.fix.select import Wanted
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.finding import Safety
from pfdoctor.model.plan import ByHand, EditFile, RegisterProvider, SetDeployment, Step


def step(change):
    return Step(change, "title", Safety.MANUAL, ("acr-pull@x",))


@pytest.mark.parametrize(
    ("change", "grants", "environments"),
    [
        (ByHand("s", (), "grant-role"), True, False),
        (ByHand("s", (), "register-environment"), False, True),
        (ByHand("s", (), "edit-file"), False, True),
        (ByHand("s", ()), False, False),
        (EditFile("f", "inference_config", None, {}), False, True),
        (SetDeployment(ArmId("/d"), "environmentId", None, "e"), False, True),
        (SetDeployment(ArmId("/d"), "requestTimeout", None, "e"), False, False),
        (RegisterProvider(ArmId("/s"), "p"), False, False),
    ],
)
def test_what_a_person_has_to_do_belongs_to_what_was_asked_for_too(change, grants, environments):
    assert Wanted(grant_roles=True).selects(step(change)) is grants
    assert Wanted(environment=True).selects(step(change)) is environments
    assert Wanted(all=True).selects(step(change))
    assert Wanted().selects(step(change))
