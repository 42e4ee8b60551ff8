"""Which steps of a plan were asked for, and which of those may be made now."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.finding import Safety
from pfdoctor.model.plan import ByHand, EditFile, GrantRole, Plan, RegisterEnvironment, SetDeployment, Step

_GRANT, _ENVIRONMENT = "grant-role", ("register-environment", "edit-file")
_AT_START = ("acr-pull", "storage-blob-data-reader")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed. `unsafe` lets steps be made that restart a deployment."""

    grant_roles: bool = False
    environment: bool = False
    all: bool = False
    unsafe: bool = False

    @property
    def anything(self) -> bool:
        return self.grant_roles or self.environment or self.all

    def selects(self, step: Step) -> bool:
        """True if the step was asked for; every step is where nothing was."""
        if self.all or not self.anything:
            return True
        match step.change:
            case GrantRole():
                return self.grant_roles
            case RegisterEnvironment() | EditFile():
                return self.environment
            case SetDeployment() as setting:
                return self.environment and setting.setting == "environmentId"
            case ByHand() as by_hand:
                return self.grant_roles if by_hand.kind == _GRANT else self.environment and by_hand.kind in _ENVIRONMENT
        return False


def selected(plan: Plan, wanted: Wanted) -> Plan:
    """The plan with the steps that were asked for alone."""
    return Plan(plan.target, tuple(step for step in plan.steps if wanted.selects(step)))


def held_back(step: Step, wanted: Wanted) -> str:
    """Why a selected step is not made, "" if it is. Where the caller's right is not known, Azure is asked."""
    if isinstance(step.change, ByHand) or step.safety is Safety.MANUAL:
        return "it is to be done by hand"
    if step.caller_may is False:
        return step.because
    if step.safety is Safety.UNSAFE and not wanted.unsafe:
        return "it needs --unsafe"
    return ""


def starts_with(step: Step) -> bool:
    """True for a grant without which a container cannot start: it pulls the image, or reads the model and the code."""
    return isinstance(step.change, GrantRole) and any(id.partition("@")[0] in _AT_START for id in step.why)
